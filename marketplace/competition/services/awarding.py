"""Taking an offer: it becomes an agreement that one order may use, and the others hear why not."""

from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.competition import paper, policies, rules
from marketplace.competition.models import Competition, OpenedOffer, Status
from marketplace.competition.services import stages
from marketplace.core import audit, clock, guards, outbox
from marketplace.core.errors import RuleViolation
from marketplace.core.locks import lock_one
from marketplace.core.policy import require
from marketplace.core.rule_codes import RuleCode
from marketplace.negotiation import services as negotiation
from marketplace.negotiation.models import Negotiation
from marketplace.negotiation.rules import Terms


@guards.use_case
def award(*, competition_id: int, opened_id: int, words: str, actor: User) -> Competition:
    """Take an opened offer that stands; another than the first, or a lone one, with a reason.

    Raises: NotAllowed, InvalidTransition, RuleViolation, ReasonMissing, and what an agreement
    about these goods raises (negotiation.services.agree_as_offered).
    """
    row = lock_one(Competition, competition_id)
    require(policies.can_buy(actor, row))
    stages.require_status(row, Status.OPENED)
    related = ("offer__invited__vendor", "offer__sent_by")
    taken = row.opened.select_related(*related).filter(pk=opened_id).first()
    if taken is None or taken.rank is None:
        raise RuleViolation(_("Choose one of the offers that stand."), field="opened")
    ranked = row.opened.filter(rank__isnull=False).count()
    least = stages.rule(RuleCode.COMPETE_SHOPS, row.agency).value
    owed = rules.award_owes_reason(taken.rank, ranked, least)
    said = stages.reason(words, owed=owed)
    row.agreement = _agree(row, taken, said, actor)
    row.winner, row.status, row.closing_words = taken, Status.AWARDED, said
    row.closed_by, row.closed_at = actor, clock.now()
    row.save()
    told = {"vendor": taken.offer.invited.vendor_id, "rank": taken.rank}
    audit.record("competition.award", actor=actor, subject=row, reason=said, **told)
    paper.issue(row)
    outbox.emit("competition.award", subject=row, by=actor.pk)
    return row


def _agree(row: Competition, taken: OpenedOffer, words: str, actor: User) -> Negotiation:
    about = negotiation.About(
        agency_id=row.agency_id,
        vendor_id=taken.offer.invited.vendor_id,
        region_id=row.delivery_region_id,
        address=row.delivery_address,
        units={taken.sku_id: row.quantity},
        list_freight_rupiah=None,
    )
    return negotiation.agree_as_offered(
        about=about,
        asked=Terms({taken.sku_id: taken.unit_price_rupiah}, taken.freight_rupiah),
        offered=negotiation.Sent(taken.offer.sent_by, taken.offer.sent_at),
        origin=row.number,
        words=words or row.title,
        actor=actor,
    )
