"""Stock: never more sold than there is (I-01), nothing sold by a suspended vendor (I-23)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial

from django.db import transaction

from catalog import services as catalog
from catalog.models import Sku
from marketplace.core import locks
from marketplace.core.errors import OutOfStock
from marketplace.orders import splitting
from marketplace.orders.models import PurchaseOrder
from marketplace.orders.services import place
from tests.bench import database
from tests.trust.cast import factories, no_pairs, stories, swapped, unlocked
from tests.trust.concurrency import DONE, Storm, patiently, storm
from tests.trust.races.race import Figures, Race, Scale
from vendors.models import Vendor

UNITS = 50
ROUNDS = 12
BUYERS = 8


def checkout_of_scarce_goods(scale: Scale) -> Figures:
    """Everybody orders one of the last fifty through the whole checkout."""
    world = factories.make_world()
    product = factories.make_product(world.vendor, world.etalase, price_rupiah=1_000, stock=UNITS)
    job = patiently(partial(stories.submitted, world, 1, product=product))
    ends = storm(scale.threads, [job] * scale.attempts)
    return {
        "checkout sold": ends[DONE],
        "checkout reserved": factories.sku_of(product).reserved,
        "checkout oversold": max(0, ends[DONE] - UNITS),
        "checkout refused in words": ends["out_of_stock"],
    }


def reservation_alone(scale: Scale) -> Figures:
    """The reservation by itself: the checkout's other locks must not be what saves it."""
    world = factories.make_world()
    sku = factories.sku_of(factories.make_product(world.vendor, world.etalase, stock=UNITS))

    def reserve() -> None:
        with transaction.atomic():
            catalog.reserve_stock(quantities={sku.pk: 1})

    ends = storm(scale.threads, [patiently(reserve)] * scale.attempts)
    sku.refresh_from_db()
    return {
        "reservation sold": ends[DONE],
        "reservation counted": sku.reserved,
        "reservation oversold": max(0, ends[DONE] - UNITS),
    }


def suspension_against_checkout(scale: Scale) -> Figures:
    """Whoever suspends a vendor sees, under its lock, every order that will ever be."""
    world = factories.make_world()
    late = sold = 0
    for _ in range(max(1, scale.attempts // BUYERS)):
        vendor = factories.make_vendor(approved_by=world.joko, region=world.vendor.region)
        product = factories.make_product(vendor, world.etalase, price_rupiah=1_000)
        seen: list[int] = []
        jobs = [patiently(partial(stories.submitted, world, 1, product=product))] * BUYERS
        jobs.insert(BUYERS // 2, patiently(partial(_suspend, vendor, world.joko, seen)))
        Storm(scale.threads, jobs).run()
        orders = PurchaseOrder.objects.filter(vendor=vendor).count()
        late += orders - seen[-1]
        sold += orders
    return {"orders after suspension": late, "orders before suspension": sold}


@transaction.atomic
def _suspend(vendor: Vendor, verifier: object, seen: list[int]) -> None:
    factories.suspend(vendor, by=verifier)
    seen.append(PurchaseOrder.objects.filter(vendor=vendor).count())


def naive_reserve(*, quantities: Mapping[int, int]) -> None:
    """Look, then write what was seen: the textbook mistake."""
    for sku_id, quantity in quantities.items():
        sku = Sku.objects.get(pk=sku_id)
        if sku.available < quantity:
            raise OutOfStock("sold out")
        sku.reserved += quantity
        sku.save(update_fields=["reserved"])


@contextmanager
def without_stock_guard() -> Iterator[None]:
    """No conditional update, no CHECK, and no vendor lock that would serialise by luck."""
    database.run_as_owner("ALTER TABLE catalog_sku DROP CONSTRAINT sku_reserved_within_stock")
    with (
        swapped(catalog, "reserve_stock", naive_reserve),
        swapped(locks, "read_locked", unlocked),
        swapped(splitting, "hold_pairs", no_pairs),
    ):
        yield


def unheld(
    *, vendors: Iterable[int], skus: Collection[int], packages: Iterable[int]
) -> locks.Locked:
    """Read the vendors without holding anything."""
    return locks.Locked({Vendor: list(Vendor.objects.filter(pk__in=list(vendors)))})


@contextmanager
def without_vendor_guard() -> Iterator[None]:
    """The vendor's status is read once at the start of the checkout and never again."""
    database.run_as_owner(
        "CREATE OR REPLACE FUNCTION orders_require_vendor(vendor bigint, door text) RETURNS void "
        "LANGUAGE plpgsql AS $$ BEGIN END $$"
    )
    with swapped(place, "hold_for_placing", unheld):
        yield


RACES = [
    Race("scarce goods", checkout_of_scarce_goods, without_stock_guard, Scale()),
    Race("reservation alone", reservation_alone, without_stock_guard, Scale()),
    Race(
        "suspension",
        suspension_against_checkout,
        without_vendor_guard,
        Scale(threads=BUYERS + 1, attempts=BUYERS * ROUNDS),
    ),
]
