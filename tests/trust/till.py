"""What the money faults work on: a card holder, a card, and delivered claims of several vendors."""

from __future__ import annotations

import dataclasses
import time
from dataclasses import dataclass
from typing import Any

from marketplace.fulfilment.models import Claim
from tests.bench.run import Say
from tests.trust.cast import factories, stories

VENDORS = 8
TOLD_EVERY = 20


@dataclass
class Till:
    """One card holder's claims, and the card that pays them."""

    holder: Any
    card: Any
    claims: list[Claim]


def prepare_till(count: int, say: Say) -> Till:
    """Order, deliver and sign for `count` claims, telling how far it is."""
    say(f" preparing {count} claims of {VENDORS} vendors through the use-cases …")
    started = time.monotonic()
    world = factories.make_world()
    world = dataclasses.replace(world, package=factories.make_package(world.agency, 10**12))
    shops = [_shop(world, number) for number in range(VENDORS)]
    card = stories.card_of(world)
    claims = []
    for number in range(count):
        claims.append(stories.claimed(shops[number % VENDORS], quantity=1 + number % 3))
        if len(claims) % TOLD_EVERY == 0:
            say(f"  {time.monotonic() - started:6.1f} s  {len(claims)} of {count} claims")
    return Till(world.fajar, card, claims)


def _shop(world: Any, number: int) -> Any:
    owner = factories.make_user("Citra")
    vendor = factories.make_vendor(
        owner,
        approved_by=world.joko,
        region=world.vendor.region,
        account_number=f"7712345{number:03d}",
    )
    # Cheap ones: all orders to a shop must stay below the cap together (R-SPLIT-7).
    product = factories.make_product(vendor, world.etalase, stock=10_000, price_rupiah=25_000)
    return dataclasses.replace(world, citra=owner, vendor=vendor, product=product)
