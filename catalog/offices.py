"""Where a search is made from: the office of who buys, and to whom it gave orders of late."""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from catalog.category_models import GoodsClass
from catalog.models import Etalase
from marketplace.accounts.models import Region, Role

FAR_KM: Final = 100  # from here on delivery takes days, and fresh food does not arrive fresh
TURN_DAYS: Final = 90  # so long an order counts for the turn (giliran)
LateOrders = Callable[[int], Mapping[int, int]]
_late_orders: list[LateOrders] = []


class Office(NamedTuple):
    """The agency of who is signed in; its place by key, Kemendagri code and name; its zone."""

    agency_id: int
    region_id: int
    code: str
    place: str
    time_zone: str


def register_late_orders(count: LateOrders) -> None:
    """Let a room above say how many orders an agency gave to each shop of late, by vendor."""
    _late_orders[:] = [count]


def late_orders(office: Office | None) -> Mapping[int, int]:
    """Return how many orders the office gave to each shop of late (giliran), by vendor."""
    return _late_orders[0](office.agency_id) if office and _late_orders else {}


def office_of(user: Any) -> Office | None:
    """Return the office for which somebody procures, the first by name; None for everybody else."""
    if not user.is_authenticated:
        return None
    for row in user.active_memberships:
        if row.role == Role.PROCUREMENT_OFFICER and row.agency is not None:
            place = row.agency.region
            return Office(row.agency_id, place.pk, place.code, place.name, place.time_zone)
    return None


def name_of(code: str) -> str:
    """Return the name of a place by its code."""
    return str(Region.objects.values_list("name", flat=True).get(code=code))


class Way(NamedTuple):
    """How far goods come to an office. ``is_far``: what it costs and takes must be asked first."""

    kilometres: int
    place: str
    is_far: bool
    is_food: bool


def way_to(office: Office | None, kilometres: int | None, etalase: Etalase) -> Way | None:
    """Return the way of goods to the office; None for nobody's, and within one place."""
    if office is None or not kilometres:
        return None
    is_food = etalase.goods_class == GoodsClass.FOOD
    return Way(kilometres, office.place, kilometres >= FAR_KM, is_food)
