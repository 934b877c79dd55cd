"""The form of a shop's delivery: freight and days by distance, and whether offices may fetch."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.delivery import Rate
from catalog.delivery_models import ANYWHERE, BANDS, MAX_DELIVERY_DAYS
from marketplace.core.bounds import MAX_FREIGHT_RUPIAH
from marketplace.core.money import grouped
from marketplace.web.fields import RupiahField, WholeNumberField


def band_words(up_to_km: int) -> str:
    """Say up to where a rate goes."""
    if not up_to_km:
        return _("In your own regency or city")
    if up_to_km == ANYWHERE:
        return _("Anywhere in Indonesia")
    return _("Up to %(km)s km") % {"km": grouped(up_to_km)}


def distance_words(up_to_km: int) -> str:
    """Say up to where a rate goes, to a buyer."""
    if not up_to_km:
        return _("in the same regency or city")
    if up_to_km == ANYWHERE:
        return _("anywhere in Indonesia")
    return _("up to %(km)s km") % {"km": grouped(up_to_km)}


class DeliveryForm(forms.Form):
    """What one order costs and takes, by distance; of an empty row the shop is asked each time."""

    pick_up = forms.BooleanField(
        label=gettext_lazy("Offices may fetch the goods at my shop, without freight"),
        required=False,
    )

    def __init__(
        self, *args: Any, rates: Iterable[Rate] = (), pick_up: bool = False, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.initial["pick_up"] = pick_up
        known = {rate.up_to_km: rate for rate in rates}
        for band in BANDS:
            rate, words = known.get(band), band_words(band)
            self.fields[f"rupiah_{band}"] = RupiahField(
                label=_("Freight: %(distance)s") % {"distance": words},
                required=False,
                most=MAX_FREIGHT_RUPIAH,
                initial=grouped(rate.rupiah) if rate else None,
            )
            self.fields[f"days_{band}"] = WholeNumberField(
                label=_("Working days: %(distance)s") % {"distance": words},
                required=False,
                most=MAX_DELIVERY_DAYS,
                initial=rate.working_days if rate else None,
            )

    def rows(self) -> Iterator[tuple[Any, Any]]:
        """Yield both fields of each distance."""
        for band in BANDS:
            yield self[f"rupiah_{band}"], self[f"days_{band}"]

    def clean(self) -> dict[str, Any]:
        """Ask for the freight of a distance whose days are said."""
        cleaned: dict[str, Any] = super().clean() or {}
        for band in BANDS:
            freight, days = f"rupiah_{band}", cleaned.get(f"days_{band}")
            said = freight in self.errors or cleaned.get(freight) is not None
            if days is not None and not said:
                self.add_error(freight, _("Say what it costs; 0 if it is free."))
        return cleaned

    def rates(self) -> list[Rate]:
        """Return the rows that were filled."""
        return [
            Rate(band, self.cleaned_data[f"rupiah_{band}"], self.cleaned_data[f"days_{band}"])
            for band in BANDS
            if self.cleaned_data[f"rupiah_{band}"] is not None
        ]
