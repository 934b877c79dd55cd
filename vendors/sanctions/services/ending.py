"""What the clock does: a sanction ends with its last day, and somebody is told to decide."""

from django.utils import translation
from django.utils.translation import gettext as _

from marketplace.core import clock, guards, moments
from marketplace.core.errors import InvalidTransition
from vendors.sanctions.models import SanctionStatus
from vendors.sanctions.services import steps
from vendors.sanctions.services.lifting import lapse_requests


@guards.use_case
def end_sanction(sanction_id: int) -> None:
    """End what has run out; the shop sells again unless another sanction still stops it.

    Safe to repeat and however late: the day decides, not the moment of the run.
    Raises: InvalidTransition for what is not in force any more, or has not run out.
    """
    sanction = steps.hold(sanction_id)
    steps.require_step(sanction, SanctionStatus.ENDED)
    last = sanction.ends_on
    if last is None or clock.today(sanction.vendor.time_zone) <= last:
        raise InvalidTransition(_("This sanction has not run out yet."))
    with translation.override(moments.PAPER_LANGUAGE):  # a word on record
        reason = _("Ended by its date")
    steps.move(sanction, SanctionStatus.ENDED, actor=None, reason=reason)
    lapse_requests(sanction)
    steps.finish(sanction, "sanction.ended", actor=None, reason=reason)


@guards.use_case
def remind_of_decision(sanction_id: int) -> None:
    """Tell who may decide that the hearing is over. Raises: InvalidTransition once decided."""
    sanction = steps.hold(sanction_id)
    steps.require_step(sanction, SanctionStatus.DISMISSED)
    steps.announce(sanction, "sanction.hearing_over", actor=None)
