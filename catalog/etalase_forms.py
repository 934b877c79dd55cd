"""The choice of an etalase: those where the shop may list, grouped, the likely ones first."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext as _

from catalog.models import Etalase
from catalog.queries import open_etalases_for
from catalog.residence import open_for
from vendors.models import Vendor
from vendors.queries import open_channels


def choices_for(vendor: Vendor) -> QuerySet[Etalase]:
    """Return the etalases in which a shop may list today, by its channels and its place."""
    open_now = open_etalases_for(open_channels(vendor)).filter(open_for(vendor))
    return open_now.select_related("tenant__region", "region", "category")


class GroupedEtalases(ModelChoiceIterator):  # type: ignore[type-arg]
    """Choices by market, after those that the name of the goods points to."""

    field: "EtalaseField"

    def __iter__(self) -> Iterator[Any]:
        """Yield the empty choice, the likely ones, then each market with the rest of its own."""
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        rows = {one.pk: one for one in self.queryset.order_by("tenant__name", "name", "pk")}
        likely = [rows.pop(key) for key in self.field.likely if key in rows]
        if likely:
            yield (_("From the name of the goods"), [self._with_market(one) for one in likely])
        for market, own in groupby(rows.values(), key=lambda one: one.tenant.name):
            yield (market, [self.choice(one) for one in own])

    def _with_market(self, etalase: Etalase) -> tuple[Any, str]:
        value, name = self.choice(etalase)
        return value, f"{name} · {etalase.tenant.name}"


class EtalaseField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An etalase; ``likely``: the keys to show first."""

    iterator = GroupedEtalases
    likely: Sequence[int] = ()

    def label_from_instance(self, obj: Etalase) -> str:
        """Return the name; its group says the market."""
        return obj.name

    def show_first(self, likely: Iterable[Etalase]) -> None:
        """Offer these above the others."""
        self.likely = [one.pk for one in likely]
