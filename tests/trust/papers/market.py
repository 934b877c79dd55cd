"""A small market whose orders bring every kind of paper, in all three zones of the country."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from marketplace.core import audit, clock
from marketplace.fulfilment.services import receive_order, ship_order, sign_handover
from marketplace.orders.services import accept_order
from payments.models import CardPayment, Payout
from payments.services import request_payment, settlement
from tests.trust.cast import factories, money_steps, stories

ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
# In Jakarta it is still the evening, in Jayapura the next day.
LATE = time(16, 30, tzinfo=UTC)


def build(zones: Sequence[str] = ZONES) -> None:
    """Let each zone order, receive, pay and settle; seal the trail."""
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    with clock.moved_to(datetime.combine(yesterday, LATE)):
        for zone in zones:
            _live(zone)
    while audit.seal():
        pass


def _live(zone: str) -> None:
    world = factories.make_world()
    world.agency.region.time_zone = zone
    world.agency.region.save()
    world.package = factories.make_package(world.agency)
    small = factories.make_product(world.vendor, world.etalase, price_rupiah=12_345)
    luxury = factories.make_product(
        world.vendor, world.etalase, price_rupiah=1_234_567, tax_class="luxury"
    )
    items = [stories.order_item(product, 3) for product in (world.product, small, luxury)]
    stories.issued(world, 1)
    _paid(world, stories.claimed(world, items=items, freight_rupiah=76_543))
    _paid(world, stories.claimed(world, 7, product=small))
    for claim in _in_parts(world):
        _paid(world, claim)
    _untaxed(world)
    settlement.open_batch()
    for payout in Payout.objects.filter(instruction__status="intended"):
        money_steps.told(payout, bank_reference=f"T{payout.pk}")
    _paid(world, stories.claimed(world, 2))  # charged, not paid out: its slip is there already


def _untaxed(world: Any) -> None:
    """A shop that is not registered for PPN sells too."""
    vendor = factories.make_vendor(
        world.citra, approved_by=world.joko, region=world.vendor.region, is_pkp=False
    )
    goods = factories.make_product(vendor, world.etalase, price_rupiah=99_995)
    _paid(world, stories.claimed(world, 3, product=goods))


def _in_parts(world: Any) -> Any:
    """An order of five that is handed over as two and three."""
    order = accept_order(order_id=stories.issued(world, 5).pk, actor=world.citra)
    line = order.lines.get().pk
    ship_order(order_id=order.pk, courier="Kurir", actor=world.citra)
    for units in (2, 3):
        receive_order(order_id=order.pk, accepted={line: units}, actor=world.eka)
        for person in (world.budi, world.citra):
            sign_handover(order_id=order.pk, actor=person)
    return order.claims.order_by("pk")


def _paid(world: Any, claim: Any) -> None:
    card = stories.card_of(world, f"card-{world.agency.pk}")
    charge: CardPayment = request_payment(claim_id=claim.pk, card_id=card.pk, actor=world.fajar)
    mdr = charge.amount_rupiah // 200
    money_steps.told(
        charge,
        bank_reference=f"C{charge.pk}",
        mdr_rupiah=mdr,
        net_rupiah=charge.amount_rupiah - mdr,
        settled_at=clock.now(),
    )
