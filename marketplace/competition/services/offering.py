"""What a shop offers: judged while it is readable, on receipt, and sealed in the same moment."""

import json
from dataclasses import asdict, dataclass
from hashlib import sha256

from django.utils.translation import gettext as _

from catalog import services as catalog
from catalog.models import Sku
from catalog.prices import current_price_versions
from catalog.terms import require_quantity, require_served
from marketplace.accounts.models import User
from marketplace.competition import policies, rules, sealing
from marketplace.competition.models import Competition, Invited, SealedOffer, Status
from marketplace.competition.services import stages
from marketplace.core import audit, clock, guards, moments, outbox
from marketplace.core.bounds import MAX_FREIGHT_RUPIAH, MAX_PRICE_RUPIAH, MAX_SUM_RUPIAH
from marketplace.core.errors import Conflict, RuleViolation
from marketplace.core.locks import lock_one
from marketplace.core.money import rupiah
from marketplace.core.policy import require
from marketplace.negotiation.services import AboveList
from vendors.channels import Channel


class TooLate(Conflict):
    """The time for it is over."""

    code = "competition_too_late"


@dataclass(frozen=True)
class Offered:
    """A variant of the shop, its net unit price, the freight of all units; rupiah before PPN."""

    sku_id: int
    unit_price_rupiah: int
    freight_rupiah: int
    words: str = ""


@guards.use_case
def send_offer(*, invited_id: int, offered: Offered, actor: User) -> SealedOffer:
    """Seal an offer of an invited shop; another one until the deadline takes its place.

    Nothing of its content is written down anywhere else, the audit trail included.
    Raises: NotAllowed, InvalidTransition, TooLate, AboveList, RuleViolation, VendorNotEligible,
    NotForSale, LicenceMissing, BelowMinimum, AboveMaximum, OutsideServiceArea.
    """
    invited = Invited.objects.select_related("vendor").get(pk=invited_id)
    row = lock_one(Competition, invited.competition_id)
    invited.competition = row
    require(policies.can_offer(actor, invited))
    stages.require_status(row, Status.RUNNING)
    now = clock.now()
    if now >= row.offers_due:
        raise TooLate(
            _("Offers came in until %(moment)s. This one comes too late and was not taken.")
            % {"moment": moments.moment(row.offers_due, row.agency.time_zone)}
        )
    _require_sane(row, invited, offered)
    number = invited.offers.count() + 1
    content = asdict(offered) | {"words": stages.reason(offered.words, owed=False)}
    publics = [bytes(key.public_key) for key in row.keys.all()]
    sealed = sealing.seal(json.dumps(content).encode(), publics, about(row, invited, number))
    kept = SealedOffer.objects.create(
        invited=invited,
        number=number,
        sealed=sealed,
        digest=sha256(sealed).hexdigest(),
        sent_by=actor,
        sent_at=now,
    )
    audit.record("competition.offer", actor=actor, subject=row, digest=kept.digest)
    outbox.emit("competition.offer", subject=row, offer=kept.pk)
    return kept


def about(row: Competition, invited: Invited, number: int) -> str:
    """Return what a seal is bound to: moved to another shop or round it does not open."""
    return f"{row.number}/{invited.vendor_id}/{number}"


def _require_sane(row: Competition, invited: Invited, offered: Offered) -> None:
    found = Sku.objects.filter(pk=offered.sku_id, vendor=invited.vendor_id)
    rows = found.select_related("product__etalase").prefetch_related("product__licences")
    sku = rows.first()
    if sku is None:
        raise RuleViolation(_("Choose one of the goods of your shop."), field="sku")
    catalog.require_sellable(invited.vendor, Channel(sku.product.etalase.channel), sku)
    require_quantity(sku, row.quantity)
    require_served([sku], row.delivery_region_id)
    price, freight = offered.unit_price_rupiah, offered.freight_rupiah
    if not 1 <= price <= MAX_PRICE_RUPIAH:
        raise RuleViolation(
            _("A price is at least one rupiah. Check the zeros."), field="unit_price_rupiah"
        )
    if not 0 <= freight <= MAX_FREIGHT_RUPIAH:
        raise RuleViolation(
            _("The freight of an order is %(most)s at most.")
            % {"most": rupiah(MAX_FREIGHT_RUPIAH)},
            field="freight_rupiah",
        )
    listed = current_price_versions([sku.pk])[sku.pk].price_for(row.quantity)
    if price > listed:
        raise AboveList(
            _("“%(name)s” costs %(list)s by your list. Offer that at most.")
            % {"name": sku.title, "list": rupiah(listed)},
            field="unit_price_rupiah",
        )
    if rules.total_rupiah(price, row.quantity, freight) > MAX_SUM_RUPIAH:
        raise RuleViolation(
            _("The whole sum is too large to be true. Check the zeros."),
            field="unit_price_rupiah",
        )
