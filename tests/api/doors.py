"""Every address of buying by program: who takes it, what is sent, and which answers it gives.

``may``: those of the cast whom the address lets through; ``told``: who is refused by a sentence
(403), all others find nothing (404). ``others``: answers beside the success, with what is sent,
``instead``: of which thing a rule refuses it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType, SimpleNamespace
from typing import Any

from marketplace.core import clock
from tests.architecture.permissions import (
    BUDGET_READERS,
    CONCERNED,
    NEGOTIATORS,
    PEOPLE,
    SHOP,
    SHOPPERS,
)

Stage = SimpleNamespace
Said = Callable[[Stage], Any]
BUYER = frozenset({"ani"})
SELLERS = frozenset({"citra", "lina"})
LISTENERS = frozenset({"indra", "leo", "mira"})  # auditor, head of the region, the shop's finance
NOBODY = "3f0c8d5e-0000-4000-8000-000000000000"
AFTER_DAYS = 5
REASON = {"reason": "Pindah tugas"}


@dataclass(frozen=True)
class Door:
    """One operation of the contract."""

    by: str
    may: frozenset[str]
    told: frozenset[str] = frozenset()
    ids: Mapping[str, Said] = field(default_factory=dict)
    body: Said | None = None
    status: int = 200
    others: Mapping[int, Any] = field(default_factory=dict)
    lists: bool = False
    keyed: bool = True
    instead: Mapping[str, Said] = field(default_factory=dict)


def of(name: str, attribute: str = "public_id") -> Mapping[str, Said]:
    """The identifier in the address: of a thing of the stage."""
    return {"public_id": lambda s: getattr(getattr(s, name), attribute)}


def today(stage: Stage, more: int = 0) -> str:
    """A day of the agency, so many from today."""
    return (clock.today(stage.agency.time_zone) + timedelta(days=more)).isoformat()


def section(stage: Stage) -> str:
    """How the cart calls Citra's goods."""
    return f"{stage.vendor.pk}-bela"


def place(stage: Stage, **more: Any) -> dict[str, Any]:
    """Citra's section, brought to the agency."""
    region = {"delivery_region": stage.agency.region_id}
    return {"section": section(stage), **region, "delivery_address": "Jalan Contoh 9", **more}


def line_of(stage: Stage) -> str:
    """One of the two lines of the returned order."""
    return str(stage.returned.lines.order_by("pk")[0].pk)


def offer(stage: Stage, price: int = 900_000) -> dict[str, Any]:
    """What Ani offers for all that lies in her cart."""
    goods = [stage.in_cart, stage.sku]
    prices = {str(sku.public_id): price for sku in goods}
    return place(stage, prices=prices, freight_rupiah=0, words="Untuk rapat")


def counter(stage: Stage, price: int = 950_000) -> dict[str, Any]:
    """What Citra answers."""
    line = stage.negotiation.lines.get()
    return {"seen": 1, "prices": {str(line.pk): price}, "freight_rupiah": 0}


def letter(stage: Stage, last: int = 6, **more: Any) -> dict[str, Any]:
    """An appointment letter from today on."""
    days = {"valid_from": today(stage), "valid_until": today(stage, last)}
    words = {"number": "800/7/2026", "dated_on": today(stage, -1), "signed_by": "Sekda"}
    return {**words, **days, **more}


def common(stage: Stage) -> dict[str, Any]:
    """What every order of a checkout needs."""
    return {
        "commitment_officer": stage.budi.pk,
        "plan_package": stage.package.pk,
        "account_code": stage.account_code.pk,
        "delivery_address": "Jalan Contoh 9",
        "delivery_region": stage.agency.region_id,
    }


def checkout(stage: Stage, **more: Any) -> dict[str, Any]:
    """An order of all that lies in Ani's cart; what was seen is asked for first."""
    part = {
        "title": "Kain untuk tamu",
        "freight_way": "fetched",
        "reasons": {"uncompared": "Hanya toko ini yang menenun motif ini"},
    }
    return {**common(stage), "sections": {section(stage): part}, **more}


AGENCY: Mapping[str, Said] = MappingProxyType({"agency_id": lambda s: s.agency.pk})
LINE: Mapping[str, Said] = MappingProxyType({**AGENCY, "sku": lambda s: s.in_cart.public_id})
SEAT: Mapping[str, Said] = MappingProxyType({"id": lambda s: s.seat.pk})


def of_cart(**options: Any) -> Door:
    """A door of Ani's cart."""
    given = {"by": "ani", "may": BUYER, "told": PEOPLE - SHOPPERS, "ids": AGENCY, **options}
    return Door(**given)


def of_returned(**options: Any) -> Door:
    """A door of an order that Ani repairs; who else buys there reads whose step it is."""
    told = CONCERNED - BUYER - SHOP
    return Door(by="ani", may=BUYER, told=told, ids=of("returned"), **options)


def _nothing(_stage: Stage) -> dict[str, Any]:
    return {}


DOORS: Mapping[tuple[str, str], Door] = {
    ("GET", "/api/v1/orders/{public_id}/steps/"): Door("ani", CONCERNED, ids=of("order")),
    ("POST", "/api/v1/orders/{public_id}/lines/"): of_returned(
        body=lambda s: {"lines": {line_of(s): {"quantity": 3}}},
        others={409: {}, 422: lambda s: {"lines": {line_of(s): {"quantity": 999_999}}}},
    ),
    ("GET", "/api/v1/orders/{public_id}/repair/"): of_returned(),
    ("POST", "/api/v1/orders/{public_id}/repair/"): of_returned(
        body=lambda _s: {"delivery_address": "Jalan El Tari 52"},
        others={409: {}, 422: _nothing},
    ),
    ("GET", "/api/v1/orders/{public_id}/messages/"): Door(
        "ani", CONCERNED, ids=of("order"), lists=True
    ),
    ("POST", "/api/v1/orders/{public_id}/messages/"): Door(
        "ani",
        CONCERNED - LISTENERS,
        told=LISTENERS,
        ids=of("order"),
        body=lambda _s: {"text": "Lewat pintu belakang."},
        status=201,
        others={409: {}},
    ),
    ("GET", "/api/v1/orders/{public_id}/other-offers/"): Door("ani", BUYER, ids=of("declined")),
    ("GET", "/api/v1/carts/"): Door("ani", SHOPPERS, told=PEOPLE - SHOPPERS, lists=True),
    ("GET", "/api/v1/carts/{agency_id}/"): of_cart(),
    ("POST", "/api/v1/carts/{agency_id}/items/"): of_cart(
        body=lambda s: {"sku": str(s.in_cart.public_id), "quantity": 3},
        status=201,
        others={409: {}, 422: lambda s: {"sku": str(s.in_cart.public_id), "quantity": 99_999}},
    ),
    ("PATCH", "/api/v1/carts/{agency_id}/items/{sku}/"): of_cart(
        ids=LINE,
        body=lambda _s: {"quantity": 5, "note": "Warna nila", "chosen": False},
        others={422: lambda _s: {"quantity": 99_999}},
        keyed=False,
    ),
    ("DELETE", "/api/v1/carts/{agency_id}/items/{sku}/"): of_cart(ids=LINE, keyed=False),
    ("POST", "/api/v1/carts/{agency_id}/items/{sku}/confirm/"): of_cart(
        ids=LINE, body=_nothing, others={409: {}}
    ),
    ("POST", "/api/v1/carts/{agency_id}/put-back/"): of_cart(
        body=_nothing, others={409: {}, 422: None}
    ),
    ("POST", "/api/v1/carts/{agency_id}/fill/"): of_cart(
        body=lambda s: {"saved_list": str(s.saved_list.public_id)}, others={409: {}}
    ),
    ("POST", "/api/v1/carts/{agency_id}/share/"): of_cart(
        body=lambda s: {"to": s.bima.pk, "name": "Konsumsi rapat"},
        status=201,
        others={409: {}, 422: lambda s: {"to": s.dedi.pk, "name": "Konsumsi rapat"}},
    ),
    ("POST", "/api/v1/carts/{agency_id}/look/"): of_cart(
        body=common, others={422: None}, keyed=False
    ),
    ("POST", "/api/v1/carts/{agency_id}/checkout/"): of_cart(
        body=checkout, status=201, others={409: {}, 422: None}
    ),
    ("POST", "/api/v1/carts/{agency_id}/freight-requests/"): of_cart(
        body=place, status=201, others={409: {}, 422: None}
    ),
    ("POST", "/api/v1/carts/{agency_id}/negotiations/"): of_cart(
        body=offer, status=201, others={409: {}, 422: lambda s: offer(s, price=9_000_000)}
    ),
    ("GET", "/api/v1/shared-carts/"): Door("ani", SHOPPERS, told=PEOPLE - SHOPPERS, lists=True),
    ("GET", "/api/v1/shared-carts/{public_id}/"): of_cart(ids=of("shared")),
    ("POST", "/api/v1/shared-carts/{public_id}/take/"): of_cart(
        ids=of("shared"), body=_nothing, others={409: {}, 422: None}
    ),
    ("POST", "/api/v1/shared-carts/{public_id}/decline/"): of_cart(
        ids=of("shared"), body=_nothing, others={409: {}}
    ),
    ("GET", "/api/v1/freight-requests/"): Door("citra", PEOPLE, lists=True),
    ("GET", "/api/v1/freight-requests/{public_id}/"): Door(
        "citra", SELLERS | BUYER, ids=of("freight")
    ),
    ("POST", "/api/v1/freight-requests/{public_id}/answer/"): Door(
        "citra",
        SELLERS,
        told=BUYER,
        ids=of("freight"),
        body=lambda s: {"freight_rupiah": 50_000, "valid_until": today(s, AFTER_DAYS)},
        others={409: {}, 422: lambda s: {"freight_rupiah": 1, "valid_until": today(s, -1)}},
    ),
    ("POST", "/api/v1/freight-requests/{public_id}/refuse/"): Door(
        "citra",
        SELLERS,
        told=BUYER,
        ids=of("freight"),
        body=lambda _s: {"reason": "Kapal tidak berlayar"},
        others={409: {}, 422: lambda _s: {"reason": "x"}},
    ),
    ("GET", "/api/v1/negotiations/"): Door(
        "ani", NEGOTIATORS | {"dedi"}, told=PEOPLE - NEGOTIATORS - {"dedi"}, lists=True
    ),
    ("GET", "/api/v1/negotiations/{public_id}/"): Door("ani", NEGOTIATORS, ids=of("negotiation")),
    ("POST", "/api/v1/negotiations/{public_id}/counter/"): Door(
        "citra",
        SELLERS | BUYER,
        told=NEGOTIATORS - SELLERS - BUYER,
        ids=of("negotiation"),
        body=counter,
        others={409: {}, 422: lambda s: counter(s, price=9_000_000)},
    ),
    ("POST", "/api/v1/negotiations/{public_id}/accept/"): Door(
        "citra",
        SELLERS | BUYER,
        told=NEGOTIATORS - SELLERS - BUYER,
        ids=of("negotiation"),
        body=lambda _s: {"seen": 1},
        others={409: {}, 422: lambda _s: {"seen": 1}},
        instead=of("at_the_list"),
    ),
    ("POST", "/api/v1/negotiations/{public_id}/refuse/"): Door(
        "citra",
        SELLERS | BUYER,
        told=NEGOTIATORS - SELLERS - BUYER,
        ids=of("negotiation"),
        body=lambda _s: {"seen": 1, "words": "Terlalu murah"},
        others={409: {}, 422: lambda _s: {"seen": 1, "words": "x"}},
    ),
    ("GET", "/api/v1/plan-packages/"): Door(
        "ani", BUDGET_READERS | {"dedi"}, told=PEOPLE - BUDGET_READERS - {"dedi"}, lists=True
    ),
    ("GET", "/api/v1/plan-packages/{rup_code}/"): Door(
        "ani", BUDGET_READERS, ids={"rup_code": lambda s: s.package.rup_code}
    ),
    ("GET", "/api/v1/budget-lines/"): Door(
        "ani", BUDGET_READERS | {"dedi"}, told=PEOPLE - BUDGET_READERS - {"dedi"}, lists=True
    ),
    ("GET", "/api/v1/papers/"): Door("ani", PEOPLE, lists=True),
    ("GET", "/api/v1/papers/{number}/"): Door(
        "ani", CONCERNED, ids={"number": lambda s: s.paper.number}
    ),
    ("GET", "/api/v1/roles/"): Door("sekar", PEOPLE, lists=True),
    ("GET", "/api/v1/roles/{id}/"): Door("sekar", frozenset({"eka", "hadi", "sekar"}), ids=SEAT),
    ("POST", "/api/v1/roles/{id}/stand-in/"): Door(
        "sekar",
        frozenset({"eka", "sekar"}),
        told=frozenset({"hadi"}),
        ids=SEAT,
        body=lambda s: letter(s, person=s.bima.pk, reason="Cuti tahunan"),
        status=201,
        others={409: {}, 422: lambda s: letter(s, 999, person=s.bima.pk, reason="Cuti")},
    ),
    ("POST", "/api/v1/roles/{id}/end/"): Door(
        "sekar",
        frozenset({"sekar"}),
        told=frozenset({"eka", "hadi"}),
        ids=SEAT,
        body=lambda _s: REASON,
        others={409: {}},
    ),
    ("POST", "/api/v1/agencies/{agency_id}/roles/"): Door(
        "sekar",
        frozenset({"sekar"}),
        told=frozenset({"hadi"}),
        ids=AGENCY,
        body=lambda s: letter(s, email=s.nona.email, role="activity_officer"),
        status=201,
        others={409: {}, 422: lambda s: letter(s, -3, email=s.nona.email, role="treasurer")},
    ),
}
SENT = {door: row for door, row in DOORS.items() if door[0] != "GET"}
