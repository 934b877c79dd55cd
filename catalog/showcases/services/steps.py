"""What the use-cases of proposals share: the step, its line in the trail, its event, its reason."""

from django.utils.translation import gettext as _

from catalog.reasons import required_reason
from catalog.showcases.models import PROPOSAL_TRANSITIONS, EtalaseProposal, ProposalStatus
from marketplace.accounts.models import User
from marketplace.core import audit, clock, outbox
from marketplace.core.errors import InvalidTransition, RuleViolation


def move(
    proposal: EtalaseProposal,
    status: ProposalStatus,
    actor: User,
    *fields: str,
    reason: str = "",
) -> EtalaseProposal:
    """Take a step of a locked proposal. Raises: InvalidTransition."""
    if status not in PROPOSAL_TRANSITIONS[proposal.status]:
        raise InvalidTransition(
            _("%(name)s is “%(state)s” now, so this step does not exist any more. Reload the page.")
            % {"name": proposal.name, "state": proposal.get_status_display()}
        )
    proposal.status, proposal.status_by = status, actor
    proposal.status_at, proposal.status_reason = clock.now(), reason
    proposal.save(update_fields=["status", "status_by", "status_at", "status_reason", *fields])
    announce(proposal, actor)
    return proposal


def announce(proposal: EtalaseProposal, actor: User) -> None:
    """Write the step down and tell of it."""
    name, reason = f"showcase.{proposal.status}", proposal.status_reason
    audit.record(name, actor=actor, subject=proposal, reason=reason)
    outbox.emit(name, subject=proposal, reason=reason, actor_id=actor.pk)


def reason_of(text: str) -> str:
    """Return a reason fit to be read. Raises: RuleViolation."""
    return required_reason(
        text,
        RuleViolation(
            _("Write a reason that a colleague can act on, at least five letters."), field="reason"
        ),
    )
