"""Offices and shops that agree on a price: negotiations, and a mini-competition."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from catalog.dating import Dating
from catalog.models import Product, Sku
from catalog.terms import area_refusal, quantity_refusal
from marketplace.accounts.models import Agency, Membership, Role, Tenant, User
from marketplace.competition import services as competition
from marketplace.competition.models import Competition
from marketplace.core import clock
from marketplace.demo import tenants as people
from marketplace.demo.load.market import goods_by_shop, office_of, officers_of
from marketplace.negotiation import services as negotiation
from marketplace.negotiation.rules import Terms
from vendors.queries import owner_of

UNITS: Final = 10
SHOPS: Final = 3  # invited at most
SINCE: Final = timedelta(days=9)  # when the competition that is over by now was drawn up


class Bidder(NamedTuple):
    """A shop that sells goods of the kind, and who answers for it."""

    goods: Sku
    owner: User


def bargain(now: datetime) -> None:
    """Let the first offices of each market negotiate and compete for goods it really has."""
    for market in people.TENANTS:
        tenant = Tenant.objects.get(slug=market.slug)
        buyer = officers_of(tenant, Role.PROCUREMENT_OFFICER)[0]
        approver = next(
            one.user
            for one in officers_of(tenant, Role.COMMITMENT_OFFICER)
            if one.agency_id == buyer.agency_id
        )
        bidders = _of_one_kind(goods_by_shop(tenant), office_of(buyer))
        if len(bidders) < 2:
            continue
        # An award waits while the office negotiates about the same goods, so it comes first.
        _compete(buyer, approver, bidders, now - SINCE, until_awarded=True)
        _compete(buyer, approver, bidders, now - timedelta(hours=5), until_awarded=False)
        _negotiate(buyer, bidders[0], now - timedelta(days=1), percent=95, accepted=True)
        _negotiate(buyer, bidders[1], now - timedelta(hours=2), percent=90, accepted=False)


def _of_one_kind(shops: list[list[Product]], agency: Agency) -> list[Bidder]:
    """Return shops of the kind of goods that most shops could offer the office, with one each."""
    kinds: dict[int, dict[int, Bidder]] = {}
    for product in (one for of_shop in shops for one in of_shop):
        bidder = _bidder(product, agency)
        if bidder is not None:
            of_kind = kinds.setdefault(product.etalase.category_id or 0, {})
            of_kind.setdefault(bidder.owner.pk, bidder)
    return list(max(kinds.values(), key=len, default={}).values())[:SHOPS]


def _bidder(product: Product, agency: Agency) -> Bidder | None:
    """Return who could offer goods as they are sold: at one price, for any day, to the office."""
    rows = product.skus.filter(active=True, dating=Dating.NONE, tiers=[]).select_related(
        "product__etalase"
    )
    sku, owner = rows.order_by("pk").first(), owner_of(product.vendor)
    if sku is None or owner is None or quantity_refusal(sku, UNITS) is not None:
        return None
    return None if area_refusal([sku], agency.region_id) else Bidder(sku, owner)


def _negotiate(
    buyer: Membership, shop: Bidder, at: datetime, *, percent: int, accepted: bool
) -> None:
    """Offer a part of the list price; the shop accepts, or its answer is still awaited."""
    agency, sku = office_of(buyer), shop.goods
    about = negotiation.About(
        agency_id=agency.pk,
        vendor_id=sku.vendor_id,
        region_id=agency.region_id,
        address=agency.address,
        units={sku.pk: UNITS},
        list_freight_rupiah=None,
    )
    with clock.moved_to(at):
        row = negotiation.open_negotiation(
            about=about,
            asked=Terms({sku.pk: sku.price_rupiah * percent // 100}, 0),
            words="Kami mengambil sendiri dan membeli sepuluh sekaligus.",
            actor=buyer.user,
        )
    if accepted:
        with clock.moved_to(at + timedelta(hours=3)):
            negotiation.accept(negotiation_id=row.pk, seen=1, words="", actor=shop.owner)


def _compete(
    buyer: Membership, approver: User, shops: list[Bidder], at: datetime, *, until_awarded: bool
) -> None:
    """Draw up a competition, set its estimate, and let the shops offer; open and award it."""
    with clock.moved_to(at):
        row = competition.draft(
            about=_about(buyer, shops), password=people.PASSWORD, actor=buyer.user
        )
    dearest = max(one.goods.price_rupiah for one in shops)
    with clock.moved_to(at + timedelta(hours=1)):
        row = competition.confirm(
            competition_id=row.pk,
            estimate_rupiah=dearest * UNITS,
            password=people.PASSWORD,
            actor=approver,
        )
    for place, one in enumerate(shops if until_awarded else shops[:1]):
        with clock.moved_to(at + timedelta(hours=2 + place)):
            _offer(row, one, percent=92 - 3 * place)
    if until_awarded:
        _award(row, buyer.user, approver)


def _about(buyer: Membership, shops: list[Bidder]) -> competition.About:
    agency = office_of(buyer)
    kind, today = shops[0].goods.product.etalase, clock.today(agency.time_zone)
    return competition.About(
        agency_id=agency.pk,
        title=f"{kind.name} untuk kegiatan kantor",
        specification=f"{kind.name}, mutu seperti di etalase, siap pakai",
        quantity=UNITS,
        unit=shops[0].goods.unit,
        region_id=agency.region_id,
        address=agency.address,
        wanted_on=today + timedelta(days=25),
        questions_until=today + timedelta(days=2),
        offers_until=today + timedelta(days=5),
        shops=[one.goods.vendor_id for one in shops],
    )


def _offer(row: Competition, shop: Bidder, *, percent: int) -> None:
    competition.send_offer(
        invited_id=row.invited.get(vendor=shop.goods.vendor_id).pk,
        offered=competition.Offered(
            shop.goods.pk, shop.goods.price_rupiah * percent // 100, 0, "Siap diambil di toko."
        ),
        actor=shop.owner,
    )


def _award(row: Competition, buyer: User, approver: User) -> None:
    """Both open their half the morning after; the cheapest wins."""
    with clock.moved_to(row.offers_due + timedelta(hours=9)):
        for officer in (buyer, approver):
            competition.release(competition_id=row.pk, password=people.PASSWORD, actor=officer)
        first = row.opened.get(rank=1)
        competition.award(
            competition_id=row.pk,
            opened_id=first.pk,
            words="Penawaran terendah yang memenuhi syarat.",
            actor=buyer,
        )
