"""What the guards of this room say when they refuse (core.guards)."""

from django.utils.translation import gettext_lazy as _

from marketplace.core import guards
from marketplace.core.errors import Conflict, RuleViolation

guards.register(
    Conflict,
    _("A list of this name exists for this year already. Open that one, or name it otherwise."),
    "one_target_list_per_name",
)
guards.register(
    RuleViolation,
    _("A list and each business in it have a name."),
    "target_list_has_a_name",
    "target_has_a_name",
)
guards.register(
    Conflict,
    _("Another business of this list has one of these numbers. Compare both rows."),
    "one_target_per_nib",
    "one_target_per_npwp",
    "one_target_per_person",
)
guards.register(
    Conflict,
    _("A sheet of this list is being taken in. Wait until it is done, or cancel it."),
    "one_open_import_per_list",
)
guards.register(
    Conflict,
    _("This import was finished or cancelled already. Send the sheet again."),
    "import_ends_one_way",
    "one_import_row_per_number",
    "import_row_verdict_is_known",
)
guards.register(
    Conflict,
    _("This business is invited already. Send or print that invitation again."),
    "one_open_shop_invitation",
)
guards.register(
    Conflict,
    _("This invitation was answered or revoked already; each works once. Ask the office."),
    "shop_invitation_is_decided_once",
    "shop_invitation_has_one_answer",
    "shop_invitation_starts_open",
)
guards.register(
    RuleViolation,
    _("An invitation is accepted by somebody, in time, and opens a shop of theirs at once."),
    "accepted_invitation_opens_a_shop",
    "shop_invitation_accepted_in_time",
    "shop_invitation_revoked_by_somebody",
    "only_shop_letters_are_sent",
)
guards.register(
    Conflict,
    _("A stage is reached once; only where a shop is listed is said for each market."),
    "one_milestone_per_stage",
    "listed_milestone_names_its_market",
    "milestone_stage_is_known",
)
