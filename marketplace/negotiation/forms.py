"""Shapes of what a side says in a negotiation: prices and freight, or words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.core.bounds import MAX_FREIGHT_RUPIAH, MAX_PRICE_RUPIAH
from marketplace.core.fields import REASON_MAX
from marketplace.core.money import grouped, rupiah
from marketplace.negotiation.models import Negotiation
from marketplace.negotiation.rules import Terms
from marketplace.negotiation.services import price_field
from marketplace.web.fields import KeyField, LineField, ReasonField, RupiahField


@dataclass(frozen=True)
class Goods:
    """A row of the form: units of a variant, and what the list asks for one, in rupiah."""

    sku_id: int
    name: str
    unit: str
    units: int
    list_rupiah: int


def goods_of(negotiation: Negotiation) -> list[Goods]:
    """Return the rows of a negotiation."""
    return [
        Goods(line.sku_id, line.name, line.unit, line.quantity, line.list_rupiah)
        for line in negotiation.lines.all()
    ]


class TermsForm(forms.Form):
    """A price for each of the goods, the freight, and what is said about them."""

    words = LineField(
        label=gettext_lazy("What you say about it"),
        max_length=REASON_MAX,
        required=False,
        help_text=gettext_lazy("Read by both sides, the PPK and the auditor."),
    )

    def __init__(
        self,
        *args: Any,
        goods: Iterable[Goods],
        listed_freight: int | None,
        shown: Terms,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.goods = list(goods)
        words = self.fields.pop("words")
        for one in self.goods:
            self.fields[price_field(one.sku_id)] = RupiahField(
                least=1,
                most=MAX_PRICE_RUPIAH,
                label=_("Price of “%(name)s” per %(unit)s") % {"name": one.name, "unit": one.unit},
                help_text=_("%(units)s %(unit)s; by the list %(list)s, before PPN.")
                % {
                    "units": grouped(one.units),
                    "unit": one.unit,
                    "list": rupiah(one.list_rupiah),
                },
                initial=grouped(shown.prices[one.sku_id]),
            )
        self.fields["freight_rupiah"] = RupiahField(
            most=MAX_FREIGHT_RUPIAH,
            label=_("Freight of the order"),
            help_text=_freight_words(listed_freight),
            initial=None if shown.freight_rupiah is None else grouped(shown.freight_rupiah),
        )
        self.fields["words"] = words

    def terms(self) -> Terms:
        """Return what was asked, by variant."""
        said: Mapping[str, Any] = self.cleaned_data
        prices = {one.sku_id: said[price_field(one.sku_id)] for one in self.goods}
        return Terms(prices, said["freight_rupiah"])


def _freight_words(listed: int | None) -> str:
    if listed is None:
        return _("Before PPN; 0 if it is free. The shop's list names none for this place.")
    return _("Before PPN; 0 if it is free. By the list %(list)s.") % {"list": rupiah(listed)}


class SeenForm(forms.Form):
    """Which round the page showed last."""

    seen = KeyField()


class CounterForm(SeenForm, TermsForm):
    """Other prices and another freight, in answer to a round."""


class AcceptForm(SeenForm):
    """A yes to the last offer."""

    words = LineField(
        label=gettext_lazy("What you say about it"), max_length=REASON_MAX, required=False
    )


class RefuseForm(SeenForm):
    """A no, which ends the negotiation."""

    words = ReasonField()
