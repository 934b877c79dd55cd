"""Government cards as tokens; the number never reaches us."""

from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import audit, clock, guards, locks
from marketplace.core.errors import NotAllowed
from marketplace.core.policy import require
from payments import policies
from payments.models import GovernmentCard


@guards.use_case
def register_card(
    *, agency_id: int, token: str, last4: str, issuer: str, actor: User
) -> GovernmentCard:
    """Keep what the bank's own page gave us: token, last four digits, issuer.

    Raises: NotAllowed. The token stays out of the audit trail.
    """
    require(policies.can_register_card(actor, agency_id))
    card, fresh = GovernmentCard.objects.get_or_create(
        token=token,
        defaults={
            "agency_id": agency_id,
            "holder": actor,
            "last4": last4,
            "issuer": issuer,
            "registered_at": clock.now(),
        },
    )
    if card.holder_id != actor.pk or card.agency_id != agency_id:
        raise NotAllowed(_("This card is registered by somebody else."))
    if not card.active:
        card.active = True
        card.save(update_fields=["active"])
        fresh = True
    if fresh:
        audit.record("card.registered", actor=actor, subject=card, last4=last4, issuer=issuer)
    return card


@guards.use_case
def retire_card(*, card_id: int, actor: User) -> GovernmentCard:
    """Stop using a card; a charge under way still ends. Raises: NotAllowed."""
    card = locks.lock_one(GovernmentCard, card_id)
    require(policies.can_retire_card(actor, card))
    card.active = False
    card.save(update_fields=["active"])
    audit.record("card.retired", actor=actor, subject=card, last4=card.last4)
    return card
