"""What the guards of this room say when they refuse (core.guards)."""

from django.utils.translation import gettext_lazy as _

from marketplace.core import guards
from marketplace.core.errors import Conflict, RuleViolation

guards.register(
    RuleViolation,
    _("A member has a number, a name and what the person makes."),
    "member_is_described",
    "member_nik_has_its_index",
)
guards.register(
    RuleViolation,
    _("Only a verified cooperative has members, and it stays a cooperative while it has some."),
    "member_of_a_cooperative",
    "cooperative_keeps_its_form",
)
guards.register(
    Conflict,
    _("Another member of this cooperative has this number or NIK. Compare both."),
    "one_member_per_number",
    "one_member_per_nik",
)
guards.register(
    Conflict,
    _("Who has left a cooperative stays on record as they were. Add the person anew."),
    "member_leaves_after_joining",
    "member_left_stays",
    "member_belongs_to_vendor",
)
guards.register(
    Conflict,
    _("A sheet of members is decided once, and one at a time. Reload the page."),
    "member_sheet_is_decided_once",
    "decided_member_sheet_is_empty",
    "one_open_member_sheet",
    "member_sheet_stays",
)
