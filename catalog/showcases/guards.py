"""What the guards of this room say when they refuse (core.guards)."""

from django.utils.translation import gettext_lazy as _

from marketplace.core import guards
from marketplace.core.errors import Conflict, InvalidTransition, NotAllowed, RuleViolation

guards.register(
    RuleViolation,
    _("An etalase cannot close before it opens."),
    "proposal_closes_after_it_opens",
)
guards.register(
    RuleViolation,
    _("Say what is proposed, and why."),
    "proposal_says_what_and_why",
)
guards.register(
    NotAllowed,
    _("Whoever proposed an etalase does not open it. Another catalogue manager must do it."),
    "etalase_opened_by_another",
)
guards.register(
    InvalidTransition,
    _("The proposal has moved on, so this does not exist any more. Reload the page."),
    "proposal_status_is_known",
    "proposal_begins_as_proposed",
    "proposal_stays_as_written",
    "study_is_written_while_it_runs",
)
guards.register(
    Conflict,
    _("An etalase is opened as it was proposed and studied. Reload the page."),
    "opened_proposal_is_an_etalase",
    "etalase_is_as_proposed",
)
guards.register(
    RuleViolation,
    _("The study lacks its specification, prices of three sources or a shop that may sell there."),
    "study_is_complete",
)
guards.register(
    RuleViolation,
    _("A surveyed price names goods, unit and source and is at least Rp 1."),
    "surveyed_price_within_bounds",
    "surveyed_price_names_its_source",
)
