"""How far a negotiation has come: Ani offers, Citra answers."""

from marketplace.negotiation import services
from marketplace.negotiation.rules import Terms
from marketplace.negotiation.services import About
from tests.factories import sku_of

LIST = 1_000_000  # what one of Citra's cloths costs


def about(world, units=2, product=None, **fields) -> About:
    values = {
        "agency_id": world.agency.pk,
        "vendor_id": world.vendor.pk,
        "region_id": world.agency.region_id,
        "address": "Jalan Contoh 1",
        "units": {sku_of(product or world.product).pk: units},
        "list_freight_rupiah": None,
    }
    return About(**{**values, **fields})


def terms(goods, price=900_000, freight=0) -> Terms:
    """The same price for each of the goods (variant ids)."""
    return Terms(dict.fromkeys(goods, price), freight)


def offered(world, price=900_000, freight=0, words="", units=2, actor=None, **fields):
    """Ani has offered; Citra's clock runs."""
    wanted = about(world, units, **fields)
    return services.open_negotiation(
        about=wanted,
        asked=terms(wanted.units, price, freight),
        words=words,
        actor=actor or world.ani,
    )


def countered(world, row, price=950_000, freight=0, words="", actor=None, seen=None):
    """Another offer in answer to the last one."""
    return services.counter(
        negotiation_id=row.pk,
        seen=seen or row.rounds.count(),
        asked=terms(row.lines.values_list("sku", flat=True), price, freight),
        words=words,
        actor=actor or world.citra,
    )


def accepted(row, actor, words="", seen=None):
    return services.accept(
        negotiation_id=row.pk, seen=seen or row.rounds.count(), words=words, actor=actor
    )


def refused(row, actor, words="Terlalu murah", seen=None):
    return services.refuse(
        negotiation_id=row.pk, seen=seen or row.rounds.count(), words=words, actor=actor
    )


def agreed(world, price=900_000, freight=50_000, units=2, **fields):
    """Citra has accepted what Ani offered."""
    return accepted(offered(world, price, freight, units=units, **fields), world.citra)
