"""Use-cases that need the same rows from two sides: they wait for each other, never in a circle."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from marketplace.core import locks, number_series
from marketplace.core.errors import Busy
from marketplace.orders import splitting
from marketplace.orders.models import OrderStatus, PurchaseOrder
from marketplace.orders.services import place_orders, resubmit_order, return_order
from tests.trust.cast import factories, no_pairs, stories, swapped
from tests.trust.concurrency import DONE, Job, patiently, storm
from tests.trust.races.race import Figures, Race, Scale
from vendors.channels import Channel

DEADLOCK = "40P01"
ROUNDS = 24  # of each side, always whole: the counts of what is done are targets


def resubmit_against_checkout(scale: Scale) -> Figures:
    """A returned order is handed in again while others order the same goods from one package."""
    world = factories.make_world()
    goods = factories.make_product(world.vendor, world.etalase, price_rupiah=1_000)
    orders = [stories.submitted(world, 1, product=goods) for _ in range(ROUNDS)]
    for order in orders:
        return_order(order_id=order.pk, reason="Periksa lagi", actor=world.budi)
    dead: Counter[str] = Counter()
    resubmits: list[Job] = [
        partial(resubmit_order, order_id=order.pk, seen=stories.seen(order), actor=world.ani)
        for order in orders
    ]
    checkout: Job = partial(stories.submitted, world, 1, product=goods)
    both = [job for pair in zip(resubmits, [checkout] * ROUNDS, strict=True) for job in pair]
    ends = storm(scale.threads, [patiently(counting(job, dead)) for job in both])
    return {
        "resubmissions and checkouts done": ends[DONE] - dead[DEADLOCK],
        "resubmissions deadlocked": dead[DEADLOCK],
    }


def checkouts_that_mix_channels(scale: Scale) -> Figures:
    """Half order from Bela first and the local catalogue second, half the other way round."""
    world = factories.make_world()
    jobs: list[Job] = []
    dead: Counter[str] = Counter()
    for turn in range(ROUNDS):
        drafts = [_own_draft(world, channel) for channel in Channel]
        ordered = drafts if turn % 2 else drafts[::-1]
        place = partial(place_orders, agency_id=world.agency.pk, drafts=ordered, actor=world.ani)
        jobs.append(patiently(counting(place, dead)))
    ends = storm(scale.threads, jobs)
    placed = PurchaseOrder.objects.filter(status=OrderStatus.SUBMITTED)
    whole = placed.values("channel", "number").distinct().count() == 2 * ROUNDS
    return {
        "mixed checkouts done": ends[DONE] - dead[DEADLOCK] if whole else -1,
        "mixed checkouts deadlocked": dead[DEADLOCK],
    }


def _own_draft(world: Any, channel: Channel) -> Any:
    """A draft whose vendor, goods and package nobody else orders: only the series is shared."""
    vendor = factories.make_vendor(approved_by=world.joko, region=world.vendor.region)
    shelf = factories.make_etalase(world.agency.tenant, channel=channel)
    product = factories.make_product(vendor, shelf, price_rupiah=1_000)
    package = factories.make_package(world.agency)
    return stories.draft(world, 1, product=product, plan_package_id=package.pk)


def counting(job: Job, dead: Counter[str]) -> Job:
    """Count a wait in a circle and give up; after any other wait the caller tries again."""

    def counted() -> object:
        try:
            return job()
        except Busy as busy:
            found = busy.__cause__
            if getattr(found and found.__cause__, "pgcode", "") != DEADLOCK:
                raise
            dead[DEADLOCK] += 1
            return None

    return counted


def every_second_backwards(
    in_order: Callable[[Iterable[Any]], list[Any]],
) -> Callable[[Iterable[Any]], list[Any]]:
    """Return an order of locks that changes from call to call: the saboteur."""
    calls = itertools.count()

    def moody(wanted: Iterable[Any]) -> list[Any]:
        found = in_order(wanted)
        return found if next(calls) % 2 else found[::-1]

    return moody


@contextmanager
def _locks_in_any_order() -> Iterator[None]:
    with (
        swapped(locks, "in_order", every_second_backwards(locks.in_order)),
        swapped(locks, "note", lambda _model, _ids: None),
        swapped(splitting, "hold_pairs", no_pairs),
    ):
        yield


@contextmanager
def _series_in_any_order() -> Iterator[None]:
    with swapped(number_series, "in_order", every_second_backwards(number_series.in_order)):
        yield


RACES = [
    Race("resubmit against checkout", resubmit_against_checkout, _locks_in_any_order, Scale(8)),
    Race("mixed channels", checkouts_that_mix_channels, _series_in_any_order, Scale(8)),
]
