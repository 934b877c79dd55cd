"""What was agreed and may still be ordered at: for which goods, which place, until when."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from catalog.models import PriceVersion, Sku
from catalog.prices import current_price_versions
from catalog.queries import revision_changes
from marketplace.core import moments
from marketplace.core.errors import RuleViolation
from marketplace.core.money import grouped, rupiah
from marketplace.negotiation.models import Negotiation, RoundPrice, Status


class AgreementUnusable(RuleViolation):
    """What was agreed is of other goods, another place, or holds no more."""

    code = "agreement_unusable"


@dataclass(frozen=True)
class AgreedGoods:
    """So many units of a variant, at a net unit price in rupiah, under a revision of the listing.

    ``list_rupiah``: what the list asks for one of so many now, None where it asks nothing.
    """

    name: str
    unit: str
    units: int
    rupiah: int
    revision_id: int
    list_rupiah: int | None


@dataclass(frozen=True)
class Agreement:
    """An agreed negotiation; ``freight_rupiah``: of one order, before PPN."""

    pk: int
    public_id: UUID
    number: str
    vendor_id: int
    region_id: int
    place: str
    freight_rupiah: int
    valid_until: date
    goods: Mapping[int, AgreedGoods] = field(default_factory=dict)

    @property
    def prices(self) -> dict[int, int]:
        """The net unit prices by variant, in rupiah."""
        return {sku_id: one.rupiah for sku_id, one in self.goods.items()}

    def require_fits(
        self, goods: Iterable[tuple[Sku, int]], *, region_id: int, today: date
    ) -> None:
        """Refuse other goods, other units, another place, or a day after the last.

        Raises: AgreementUnusable.
        """
        if self.valid_until < today:
            raise self._unusable(
                _("it held until %(day)s") % {"day": moments.day(self.valid_until)}
            )
        if self.region_id != region_id:
            raise self._unusable(_("it is of %(place)s") % {"place": self.place})
        wanted = list(goods)
        if {sku.pk: units for sku, units in wanted} != {
            sku_id: one.units for sku_id, one in self.goods.items()
        }:
            words = [f"{grouped(one.units)} {one.unit} {one.name}" for one in self.goods.values()]
            raise self._unusable(_("it is of exactly: %(goods)s") % {"goods": "; ".join(words)})
        for sku, _units in wanted:
            self._require_same(sku, self.goods[sku.pk])

    def _require_same(self, sku: Sku, agreed: AgreedGoods) -> None:
        if revision_changes(agreed.revision_id, sku.product.revision_id, sku.pk):
            raise self._unusable(
                _("the shop has changed the listing of “%(name)s” since") % {"name": agreed.name}
            )
        if agreed.list_rupiah is not None and agreed.list_rupiah < agreed.rupiah:
            raise self._unusable(
                _("the list asks less for “%(name)s” now: %(list)s")
                % {"name": agreed.name, "list": rupiah(agreed.list_rupiah)}
            )

    def _unusable(self, why: str) -> AgreementUnusable:
        return AgreementUnusable(
            _(
                "The terms of %(number)s do not hold for this order: %(why)s. Order at the list "
                "price, or negotiate anew."
            )
            % {"number": self.number, "why": why},
            field="freight_way",
        )


def agreements_of(vendors: Collection[int], agency_id: int, *, since: date) -> dict[int, Agreement]:
    """Return what an agency agreed with shops and held on a day or later, the newest first."""
    rows = RoundPrice.objects.filter(
        round__agreed_in__agency=agency_id,
        round__agreed_in__vendor__in=vendors,
        round__agreed_in__status=Status.AGREED,
        round__agreed_in__valid_until__gte=since,
    )
    related = ("line", "round__agreed_in__delivery_region")
    found: dict[int, tuple[Negotiation, list[RoundPrice]]] = {}
    for price in rows.select_related(*related).order_by("-round__agreed_in", "line"):
        negotiation = price.round.agreed_in
        found.setdefault(negotiation.pk, (negotiation, []))[1].append(price)
    if not found:
        return {}
    skus = {price.line.sku_id for _row, prices in found.values() for price in prices}
    latest = current_price_versions(skus)
    return {pk: _agreement(row, prices, latest) for pk, (row, prices) in found.items()}


def _agreement(
    row: Negotiation, prices: list[RoundPrice], latest: Mapping[int, PriceVersion]
) -> Agreement:
    goods = {}
    for price in prices:
        line = price.line
        version = latest.get(line.sku_id)
        goods[line.sku_id] = AgreedGoods(
            name=line.name,
            unit=line.unit,
            units=line.quantity,
            rupiah=price.unit_price_rupiah,
            revision_id=line.revision_id,
            list_rupiah=version.price_for(line.quantity) if version else None,
        )
    assert row.valid_until is not None  # noqa: S101 - it was agreed
    return Agreement(
        pk=row.pk,
        public_id=row.public_id,
        number=row.number,
        vendor_id=row.vendor_id,
        region_id=row.delivery_region_id,
        place=row.delivery_region.name,
        freight_rupiah=prices[0].round.freight_rupiah or 0,
        valid_until=row.valid_until,
        goods=goods,
    )
