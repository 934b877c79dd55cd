"""The forms of the terms of goods: validity and places served; bounds and tiers of a variant."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.dating import Dating
from catalog.models import Product, Sku
from catalog.services import Terms
from catalog.terms_models import MAX_AREAS, MAX_LEAD_DAYS
from catalog.tiers import FIRST_TIER, MAX_TIERS
from marketplace.accounts.models import Region, RegionLevel
from marketplace.core.bounds import MAX_PRICE_RUPIAH, MAX_QUANTITY
from marketplace.core.text import clean_line
from marketplace.core.whole_numbers import plain_number
from marketplace.web.fields import KeyField, LineField, RupiahField, WholeNumberField

EMPTY_ROWS: Final = 2  # under what is stated; more appear after saving
LEVELS: Final = (RegionLevel.PROVINCE, RegionLevel.REGENCY)


def regions() -> list[Region]:
    """Return the provinces and their regencies and cities, in the order of their codes."""
    return list(Region.objects.filter(level__in=LEVELS).order_by("code"))


def region_label(region: Region) -> str:
    """Return a region as the list of choices shows one: name and code."""
    return f"{region.name} · {region.code}"


class ListingTermsForm(forms.Form):
    """What holds for all variants of a listing; an empty row of places is left out."""

    price_valid_until = forms.DateField(
        label=gettext_lazy("Prices hold until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy(
            "After this day the goods are not on sale until you choose a later one. Empty: they "
            "hold until you change them."
        ),
    )
    prepared_in = forms.ModelChoiceField(
        queryset=Region.objects.filter(level=RegionLevel.REGENCY).order_by("code"),
        label=gettext_lazy("Made ready in"),
        required=False,
        empty_label=gettext_lazy("The place of the shop"),
        help_text=gettext_lazy("Where the kitchen, the printing press or the store is."),
    )

    def __init__(self, *args: Any, product: Product, **options: Any) -> None:
        options.setdefault(
            "initial",
            {
                "price_valid_until": product.price_valid_until,
                "prepared_in": product.prepared_in_id,
            },
        )
        super().__init__(*args, **options)
        self.known = regions()
        labels = {region.code: region_label(region) for region in self.known}
        served = [labels.get(code, code) for code in product.service_area]
        rows = max(len(served) + EMPTY_ROWS, _last_row(self.data, "area-") + 1)
        self.number = min(rows, MAX_AREAS)
        for row in range(self.number):
            self.fields[f"area-{row}"] = LineField(
                label=_("Place %(number)s") % {"number": row + 1},
                max_length=120,
                required=False,
                initial=served[row] if row < len(served) else "",
                widget=forms.TextInput(attrs={"list": "wilayah", "autocomplete": "off"}),
            )

    @property
    def labels(self) -> list[str]:
        """What the rows can be chosen from."""
        return [region_label(region) for region in self.known]

    @property
    def area_fields(self) -> list[BoundField]:
        """The rows of places."""
        return [self[f"area-{row}"] for row in range(self.number)]

    def clean(self) -> dict[str, Any]:
        """Turn the rows into codes; a place that is not in the list is named beside its row."""
        cleaned = super().clean() or self.cleaned_data
        codes: list[str] = []
        for row in range(self.number):
            typed = cleaned.get(f"area-{row}", "")
            if not typed:
                continue
            code = _code_of(typed, self.known)
            if code is None:
                self.add_error(
                    f"area-{row}",
                    _("“%(typed)s” is no province, regency or city of the list. Choose one of it.")
                    % {"typed": typed},
                )
            else:
                codes.append(code)
        cleaned["service_area"] = codes
        return cleaned

    def terms(self) -> dict[str, Any]:
        """Return the cleaned values as ``set_listing_terms`` takes them."""
        made, day = self.cleaned_data["prepared_in"], self.cleaned_data["price_valid_until"]
        assert day is None or isinstance(day, date)  # noqa: S101 - what a DateField cleans to
        return {
            "price_valid_until": day,
            "prepared_in_id": made.pk if made else None,
            "service_area": self.cleaned_data["service_area"],
        }


def _last_row(data: Iterable[str], prefix: str) -> int:
    """Return the largest number of a row that was sent, -1 for none."""
    sent = (plain_number(name.removeprefix(prefix)) for name in data if name.startswith(prefix))
    return max((number for number in sent if number is not None), default=-1)


def _code_of(typed: str, known: Iterable[Region]) -> str | None:
    """Return the code of a place typed by its label, its code, or a name that only one bears."""
    wanted = clean_line(typed).casefold()
    called = []
    for region in known:
        if wanted in {region_label(region).casefold(), region.code}:
            return region.code
        if wanted == region.name.casefold():
            called.append(region.code)
    return called[0] if len(called) == 1 else None


class VariantTermsForm(forms.Form):
    """Bounds of an order, lead time, capacity, days and tiers of one variant."""

    asks_to_confirm = False  # set by the refusal (services.terms); the page asks then
    min_quantity = WholeNumberField(
        label=gettext_lazy("Least order"), least=1, most=MAX_QUANTITY, empty=1, required=False
    )
    max_quantity = WholeNumberField(
        label=gettext_lazy("Largest order"), least=1, most=MAX_QUANTITY, required=False
    )
    lead_days = WholeNumberField(
        label=gettext_lazy("Ready within"),
        most=MAX_LEAD_DAYS,
        required=False,
        help_text=gettext_lazy("Working days from the order on; 0: at once."),
    )
    capacity_per_day = WholeNumberField(
        label=gettext_lazy("Capacity a day"),
        least=1,
        most=MAX_QUANTITY,
        required=False,
        help_text=gettext_lazy("The most you make or serve in one day."),
    )
    dating = forms.ChoiceField(
        label=gettext_lazy("Booked for"),
        choices=Dating.choices,
        help_text=gettext_lazy(
            "What is booked for days has no stock: buyers choose a day, and each day holds the "
            "capacity a day. A rental costs its price for each piece and each day."
        ),
    )
    seen = KeyField(required=False)
    confirmed = LineField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, sku: Sku, seen: int | None = None, **options: Any) -> None:
        names = ("min_quantity", "max_quantity", "lead_days", "capacity_per_day", "dating")
        initial = {name: getattr(sku, name) for name in names}
        options.setdefault("initial", {**initial, "seen": seen})
        super().__init__(*args, **options)
        rows = max(len(sku.tiers) + EMPTY_ROWS, _last_row(self.data, "from-"))
        self.number = min(rows, MAX_TIERS)
        for row in range(1, self.number + 1):
            units, price = sku.tiers[row - 1] if row <= len(sku.tiers) else (None, None)
            self.fields[f"from-{row}"] = WholeNumberField(
                label=_("From so many units on"),
                least=FIRST_TIER,
                most=MAX_QUANTITY,
                required=False,
                initial=units,
            )
            self.fields[f"price-{row}"] = RupiahField(
                label=_("Price of one unit without PPN"),
                least=1,
                most=MAX_PRICE_RUPIAH,
                required=False,
                initial=price,
            )

    @property
    def tier_fields(self) -> list[tuple[BoundField, BoundField]]:
        """The rows of tiers: from how many units on, and the price of one."""
        return [(self[f"from-{row}"], self[f"price-{row}"]) for row in range(1, self.number + 1)]

    def clean(self) -> dict[str, Any]:
        """Take the rows together; half a row is named, an empty one left out."""
        cleaned = super().clean() or self.cleaned_data
        tiers, self.places = [], list[int]()
        for row in range(1, self.number + 1):
            names = (f"from-{row}", f"price-{row}")
            if any(name in self.errors for name in names):
                continue
            units, price = (cleaned.get(name) for name in names)
            if units is not None and price is not None:
                tiers.append((units, price))
                self.places.append(row)
            elif units is not None:
                self.add_error(names[1], _("Say what one unit costs then, or empty the row."))
            elif price is not None:
                self.add_error(names[0], _("Say from how many units on, or empty the row."))
        cleaned["tiers"] = tiers
        cleaned["confirmed"] = bool(tiers) and cleaned.get("confirmed") == written(tiers)
        return cleaned

    @property
    def typed_tiers(self) -> str:
        """What a confirmation is about: the very tiers typed now."""
        return written(self.cleaned_data.get("tiers", ()))

    @property
    def renamed(self) -> dict[str, str]:
        """What the use-case calls a tier by its place among those typed → its row of the form."""
        return {
            f"{name}-{place}": f"{name}-{row}"
            for place, row in enumerate(self.places, 1)
            for name in ("from", "price")
        }

    def terms(self) -> dict[str, Any]:
        """Return the cleaned values as ``set_variant_terms`` takes them."""
        data = self.cleaned_data
        terms = Terms(
            min_quantity=data["min_quantity"],
            max_quantity=data["max_quantity"],
            lead_days=data["lead_days"],
            capacity_per_day=data["capacity_per_day"],
            dating=data["dating"],
        )
        keys = ("tiers", "seen", "confirmed")
        return {"terms": terms, **{key: data[key] for key in keys}}


def written(tiers: Iterable[tuple[int, int]]) -> str:
    """Return tiers in one line, for the field that confirms them."""
    return " ".join(f"{units}:{price}" for units, price in tiers)
