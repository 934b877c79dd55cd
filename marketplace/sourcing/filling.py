"""Many goods into the cart at once: of a saved list, an order once more, or a colleague's.

Each line goes through ``services.add_to_cart`` for itself, so that one that cannot be bought keeps
none of the others out, and every sentence is the one that the page of the goods would have said.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from catalog.dating import days_words
from catalog.day_rules import Days
from catalog.models import Sku
from catalog.terms import pieces_refusal
from marketplace.accounts.models import User
from marketplace.core import guards
from marketplace.core.errors import DomainError
from marketplace.core.money import grouped, rupiah
from marketplace.orders.models import PurchaseOrder
from marketplace.orders.policies import can_buy_from
from marketplace.shortlists import queries, snapshot
from marketplace.shortlists.models import SavedList
from marketplace.sourcing import services
from marketplace.sourcing.lines import tell
from marketplace.sourcing.models import SharedCart


@dataclass(frozen=True)
class Wanted:
    """Pieces to put into the cart. ``before_rupiah``: what one unit cost then, before PPN.

    ``units``: how many were bought then, pieces × days of a rental; none where days are not known.
    ``days``: for which days; none where they are chosen in the cart. ``note``: of the person's own
    list; ``for_shop``: what the shop is told; ``when``: the days in words.
    """

    sku: Sku
    quantity: int
    note: str = ""
    before_rupiah: int | None = None
    units: int | None = None
    days: Days | None = None
    for_shop: str = ""
    when: str = ""

    @property
    def price_rupiah(self) -> int:
        """What one unit of so many costs now, before PPN, as the cart shows it."""
        return self.sku.price_for(self.units or self.quantity)

    @property
    def changed(self) -> str:
        """How the price differs from then; empty where it does not."""
        before = self.before_rupiah
        if before is None or before == self.price_rupiah:
            return ""
        words = _("dearer") if self.price_rupiah > before else _("cheaper")
        return _("%(before)s then, %(now)s now: %(words)s") % {
            "before": rupiah(before),
            "now": rupiah(self.price_rupiah),
            "words": words,
        }


@dataclass(frozen=True)
class Line:
    """Wanted goods, and why they cannot be bought now; no sentence where they can."""

    wanted: Wanted
    problem: str


def of_list(found: SavedList) -> list[Wanted]:
    """Return what a saved list holds."""
    return [Wanted(line.sku, line.units, line.note) for line in queries.lines_of(found)]


def of_order(order: PurchaseOrder) -> list[Wanted]:
    """Return what was ordered, at the prices of then."""
    lines = list(order.lines.all())
    skus = snapshot.goods_for(line.sku_id for line in lines)
    return [
        Wanted(
            skus[line.sku_id],
            line.pieces,
            before_rupiah=line.unit_price_rupiah,
            units=line.quantity,
            for_shop=line.note,
        )
        for line in lines
    ]


def of_shared(shared: SharedCart) -> list[Wanted]:
    """Return what somebody hands over."""
    lines = list(shared.lines.all())
    skus = snapshot.goods_for(line.sku_id for line in lines)
    return [
        Wanted(
            skus[line.sku_id],
            line.pieces,
            units=line.quantity,
            days=line.wanted,
            for_shop=line.note,
            when=days_words(line, shared.agency.time_zone),
        )
        for line in lines
    ]


def judged(goods: Sequence[Wanted], *, actor: User) -> list[Line]:
    """Return the goods, each with what stands against buying it now."""
    return [Line(one, _problem(one, actor)) for one in goods]


def _problem(one: Wanted, actor: User) -> str:
    sku = one.sku
    said = snapshot.refusal(sku) or can_buy_from(actor, sku.product.vendor).reason
    if said:
        return said
    if sku.available < one.quantity:
        return _("%(left)s of %(wanted)s %(unit)s are left.") % {
            "left": grouped(sku.available),
            "wanted": grouped(one.quantity),
            "unit": sku.unit,
        }
    outside = pieces_refusal(sku, one.quantity, one.days)
    return outside.message if outside else ""


def put_in(
    goods: Sequence[Wanted], *, agency_id: int, actor: User, shared: SharedCart | None = None
) -> list[Line]:
    """Put what can be bought into the person's cart; return each line with what refused it.

    ``shared``: the shared cart whose goods these are.
    """
    found = []
    for one in goods:
        try:
            _put(one, agency_id=agency_id, actor=actor, shared=shared)
        except DomainError as refused:
            found.append(Line(one, refused.message))
        else:
            found.append(Line(one, ""))
    return found


@guards.use_case
def _put(one: Wanted, *, agency_id: int, actor: User, shared: SharedCart | None) -> None:
    item = services.add_to_cart(
        actor=actor,
        agency_id=agency_id,
        sku_id=one.sku.pk,
        quantity=one.quantity,
        wanted=one.days,
    )
    if one.for_shop or shared is not None:
        tell(actor=actor, item_id=item.pk, note=one.for_shop, shared=shared)
