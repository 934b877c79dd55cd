"""The buyers of `bench checkout`: eight offices, and the goods of forty shops that they order."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from marketplace.accounts.models import Role, User
from marketplace.budget.models import PlanPackage

factories: Any = import_module("tests.factories")

BUYERS, SHOPS, GOODS = 8, 40, 5
PRICE_RUPIAH = 2_000  # many orders of an office with a shop stay below every ceiling
STOCK = 10_000_000
CEILING_RUPIAH = 5_000_000_000
# Who an order of an office needs beside its officer.
PEOPLE = (Role.COMMITMENT_OFFICER, Role.ACTIVITY_OFFICER, Role.CARD_HOLDER, Role.BUDGET_AUTHORITY)


@dataclass(frozen=True)
class Buyer:
    """An officer who orders, and the package that pays."""

    officer: User
    package: PlanPackage


@dataclass(frozen=True)
class Market:
    """Who buys, and the variants of each shop: public id and the revision that is seen."""

    buyers: list[Buyer]
    shops: list[list[tuple[str, int]]]


def build() -> Market:
    """Make offices and shops of one market in the database of this run."""
    world = factories.make_world()
    tenant = world.agency.tenant
    shops = []
    for _ in range(SHOPS):
        vendor = factories.make_vendor(
            approved_by=world.joko, region=world.vendor.region, is_pkp=False
        )
        goods = [
            factories.make_product(vendor, world.etalase, price_rupiah=PRICE_RUPIAH, stock=STOCK)
            for _ in range(GOODS)
        ]
        shops.append([(str(factories.sku_of(one).public_id), one.revision_id) for one in goods])
    return Market([_buyer(tenant, number) for number in range(BUYERS)], shops)


def _buyer(tenant: Any, number: int) -> Buyer:
    agency = factories.make_agency(tenant, f"Dinas Ukur {number} (contoh)")
    officer = factories.make_officer("Ani", Role.PROCUREMENT_OFFICER, agency)
    for role in PEOPLE:
        factories.make_officer(f"{role.label} {number}", role, agency)
    return Buyer(officer, factories.make_package(agency, CEILING_RUPIAH))
