"""The form of the address: from province to district, the street, and a point on the map."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts.models import Region
from marketplace.accounts.regions import chain
from marketplace.core.whole_numbers import plain_number
from marketplace.web.fields import LineField, TextField
from vendors import queries, rules
from vendors.application import Place
from vendors.form_base import StepForm
from vendors.models import Vendor


class PointField(LineField):
    """Latitude and longitude in one line, as maps on phones copy them."""

    def __init__(self, **options: Any) -> None:
        attrs = {"autocomplete": "off", "data-titik": ""}
        super().__init__(widget=forms.TextInput(attrs=attrs), max_length=60, **options)

    def clean(self, value: Any) -> Any:
        """Return the pair, or None. Raises: ValidationError for what is no point."""
        typed = super().clean(value)
        found = rules.point(typed) if typed else None
        if typed and found is None:
            raise forms.ValidationError(
                _("Write latitude and longitude, for example -7.4726, 112.4381.")
            )
        return found


class RegionField(forms.ModelChoiceField[Region]):
    """A select of regions whose choices depend on the one above."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Region.objects.none(), **options)


class AddressForm(StepForm):
    """Where the shop is: three selects, each narrowed by the one before, with or without script."""

    fields_of = {"address": ("address", "province", "regency", "district", "point")}
    column_of = dict.fromkeys(("province", "regency", "district"), "region")
    province = RegionField(label=gettext_lazy("Province"))
    regency = RegionField(label=gettext_lazy("Regency or city"))
    district = RegionField(label=gettext_lazy("District (kecamatan)"))
    address = TextField(
        label=gettext_lazy("Street and number"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "street-address"}),
    )
    point = PointField(
        label=gettext_lazy("Point on the map"),
        required=False,
        help_text=gettext_lazy("Helps couriers to find you. At the shop, press the button below."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "province" not in self.fields:
            return
        self._choices("province", queries.provinces())
        for name, above in (("regency", "province"), ("district", "regency")):
            self._choices(name, queries.regions_in(self._chosen(above)))
        regency = self._chosen("regency")
        if regency and not queries.regions_in(regency).exists():
            self._excuse("district")  # we know no districts there

    def _choices(self, name: str, regions: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, RegionField)  # noqa: S101 - declared above
        field.queryset = regions

    def _chosen(self, name: str) -> int | None:
        """Return the region picked in a select, if it belongs to the one above."""
        raw = str(self.data.get(name) if self.is_bound else self.initial.get(name))
        field = self.fields[name]
        assert isinstance(field, RegionField)  # noqa: S101 - declared above
        key = plain_number(raw)
        if key is None or field.queryset is None:
            return None
        return key if field.queryset.filter(pk=key).exists() else None

    @classmethod
    def stored(cls, vendor: Vendor) -> dict[str, Any]:
        """Return the chain of regions above the stored one, by level."""
        stored: dict[str, Any] = {"address": vendor.address}
        if vendor.latitude is not None and vendor.longitude is not None:
            stored["point"] = f"{vendor.latitude:.6f}, {vendor.longitude:.6f}"
        return stored | {place.level: place.pk for place in chain(vendor.region)}

    def held(self) -> dict[str, Any]:
        """Return street and point, and the region where the smallest one was chosen."""
        held = {name: one for name, one in super().held().items() if name in {"address", "point"}}
        regency, district = self.cleaned_data.get("regency"), self.cleaned_data.get("district")
        if district:
            held["region"] = district.pk
        elif regency and not queries.regions_in(regency.pk).exists():
            held["region"] = regency.pk
        return held

    def value(self) -> Place:
        """Return the step as the service takes it."""
        region = self.cleaned_data.get("district") or self.cleaned_data["regency"]
        latitude, longitude = self.cleaned_data.get("point") or (None, None)
        return Place(self.cleaned_data["address"], region.pk, latitude, longitude)
