"""The half of the year that shops and their verifiers do, in a process of its own.

On two cores this halves the load's time: one process of Python uses one. Offices order what shops
have offered by that act of the plan, and a shop's act that takes something away (a price, a
listing, the shop itself) waits until the offices have ordered what they could before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings

from marketplace.demo.load import pace, world
from marketplace.demo.load.listings import ListingActs
from marketplace.demo.load.pace import Behind, Pace, Side
from marketplace.demo.load.performing import perform
from marketplace.demo.load.processes import beside, told_to_finish
from marketplace.demo.load.sanctions import SanctionActs
from marketplace.demo.load.speed import quickly
from marketplace.demo.load.vendors import VendorActs
from marketplace.demo.plan.acts import Act, Verb
from marketplace.demo.plan.year import plan_year

MODULE = "marketplace.demo.shop_worker"
TAKES_AWAY = frozenset(
    {Verb.CHANGE_PRICE, Verb.UNPUBLISH_LISTING, Verb.HIDE_LISTING, Verb.SUSPEND_VENDOR}
)


@contextmanager
def shops_beside(now: datetime) -> Iterator[Pace]:
    """Let the shops' half be carried out beside the block, and see that it succeeds.

    Yields the pace of the offices' half. Raises: Failed, Behind.
    """
    path = Path(settings.VAR_DIR) / "demo-pace"
    pace.prepare(path)
    with beside("shops", MODULE, now.isoformat(), str(path)) as companion:
        try:
            yield Pace(path, Side.OFFICES, lambda: companion.ended)
        except Behind:
            companion.require_success()  # its own words say more than that it is gone
            raise
        companion.finish()


def handlers(built: world.World) -> Mapping[Verb, Callable[[Act], object]]:
    """Return what carries out each verb of this half."""
    return {
        **VendorActs(built).handlers(),
        **SanctionActs(built).handlers(),
        **ListingActs(built).handlers(),
    }


def work(now: datetime, path: Path) -> None:
    """Carry out the shops' half of the year before ``now``."""
    acts = plan_year(now).acts
    own = Pace(path, Side.SHOPS, told_to_finish)
    with quickly():
        perform(acts, handlers(world.read(now)), own, waits=TAKES_AWAY.__contains__)
