"""An etalase is closed before its time, or for good where it had no last day."""

from datetime import date

from django.utils.translation import gettext as _

from catalog.models import Etalase
from catalog.showcases import policies
from catalog.showcases.models import EtalaseProposal, ProposalStatus
from catalog.showcases.services.steps import move, reason_of
from marketplace.accounts.models import User
from marketplace.core import audit, clock, guards, locks
from marketplace.core.calendar import HOME_ZONE
from marketplace.core.errors import InvalidTransition, RuleViolation
from marketplace.core.policy import require


@guards.use_case
def close_etalase(*, etalase_id: int, last_day: date, reason: str, actor: User) -> Etalase:
    """Set the last day of an etalase, today or later; its goods are on sale up to it.

    Raises: NotAllowed, RuleViolation, InvalidTransition for one that has closed.
    """
    keys = EtalaseProposal.objects.filter(etalase=etalase_id).values_list("pk", flat=True)
    held = locks.lock_all(
        (EtalaseProposal, list(keys), locks.Mode.UPDATE),
        (Etalase, [etalase_id], locks.Mode.UPDATE),
    )
    etalase = held.of(Etalase)[etalase_id]
    require(policies.can_manage(actor, etalase.tenant_id))
    words, today = reason_of(reason), clock.today(HOME_ZONE)
    if etalase.closes_on is not None and etalase.closes_on < today:
        raise InvalidTransition(_("This etalase has closed already. Reload the page."))
    if last_day < max(today, etalase.opens_on):
        raise RuleViolation(
            _("The last day is today or later, and not before it opens."), field="last_day"
        )
    etalase.closes_on = last_day
    etalase.save(update_fields=["closes_on"])
    audit.record("etalase.closed", actor=actor, subject=etalase, reason=words, on=str(last_day))
    for proposal in held.of(EtalaseProposal).values():
        if proposal.status == ProposalStatus.OPENED:
            move(proposal, ProposalStatus.CLOSED, actor, reason=words)
    return etalase
