"""Shapes of what is typed; meaning is judged by the services."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.attribute_forms import AttributeFields
from catalog.etalase_forms import EtalaseField, choices_for
from catalog.models import Etalase, Product, Sku
from catalog.tax import TaxClass
from marketplace.accounts.models import Region, RegionLevel
from marketplace.core import moments
from marketplace.core.bounds import MAX_PRICE_RUPIAH, MAX_STOCK, MAX_WEIGHT_GRAM
from marketplace.core.moments import Style
from marketplace.core.whole_numbers import plain_number
from marketplace.web.fields import (
    KeyField,
    LineField,
    PercentField,
    PhotoField,
    ReasonField,
    RupiahField,
    TextField,
    WholeNumberField,
)
from vendors.licences.models import Licence, LicenceStatus
from vendors.licences.queries import statable
from vendors.models import Vendor

TAX_CHOICES = [
    (TaxClass.PPN.value, _("Ordinary goods and services (PPN)")),
    (TaxClass.PBJT.value, _("Food and drink served (regional tax, no PPN)")),
    (TaxClass.EXEMPT.value, _("Free of PPN")),
]


UNIT_HELP = _("For example lembar, kotak, bungkus, unit.")
CODE_HELP = _("Your own number for it (SKU). Left empty, one is made up.")


def weight_field() -> WholeNumberField:
    """The weight of one unit; 0 while nobody knows it."""
    return WholeNumberField(
        label=_("Weight in grams"), most=MAX_WEIGHT_GRAM, empty=0, required=False
    )


class PricedForm(forms.Form):
    """A form with a price: whoever means one that jumps confirms the very price typed."""

    jumps_to: int | None = None  # set by the refusal (services.price_jumps); the page asks then
    rises_to: int | None = None  # the same (services.price_bounds); the page asks for a reason
    confirmed = LineField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Turn the confirmation into whether it is about the very price typed now."""
        cleaned = super().clean() or self.cleaned_data
        if "confirmed" in self.fields:
            asked = plain_number(cleaned.get("confirmed", ""))
            cleaned["confirmed"] = asked is not None and asked == cleaned.get("price_rupiah")
        return cleaned


class ListingForm(AttributeFields, PricedForm):
    """A listing's words and facts; those of its first variant only when it is new.

    What the category asks is asked as soon as the etalase is known: on the page after this one.
    """

    etalase = EtalaseField(queryset=Etalase.objects.none(), label=_("Showcase"))
    name = LineField(
        label=_("Name of the goods"),
        max_length=140,
        min_length=5,
        help_text=_("What it is, the material and the size: Kopi arabika Bajawa, bubuk 250 g."),
    )
    description = TextField(label=_("Description"), max_length=2000, required=False)
    unit = LineField(label=_("Sold by"), max_length=24, help_text=UNIT_HELP)
    price_rupiah = RupiahField(
        label=_("Price without PPN"),
        least=1,
        most=MAX_PRICE_RUPIAH,
        help_text=_("Whole rupiah for one unit. Buyers see the price with PPN if you are a PKP."),
    )
    stock = WholeNumberField(label=_("Stock"), most=MAX_STOCK)
    tax_class = forms.ChoiceField(label=_("Tax"), choices=TAX_CHOICES)
    weight_gram = weight_field()
    code = LineField(
        label=_("Code of the goods"), max_length=40, required=False, help_text=CODE_HELP
    )
    origin = forms.ModelChoiceField(
        queryset=Region.objects.filter(level=RegionLevel.REGENCY),
        label=_("Made in"),
        required=False,
        empty_label=_("The place of the shop"),
    )
    is_domestic = forms.BooleanField(label=_("Domestic product (PDN)"), required=False)
    tkdn_percent = PercentField(
        label=_("TKDN in percent"),
        required=False,
        help_text=_("Only what a certificate or your own declaration proves."),
    )
    photo = PhotoField(
        label=_("Photo"),
        required=False,
        help_text=_(
            "A JPEG, PNG or WebP photo. It is made smaller, cut to 4:3 and freed of camera data."
        ),
    )
    photo_alt = LineField(
        label=_("The photo in words"),
        max_length=140,
        required=False,
        help_text=_("Read aloud to people who cannot see the photo."),
    )

    def __init__(
        self, *args: Any, vendor: Vendor, product: Product | None = None, **options: Any
    ) -> None:
        if product is not None:
            options.setdefault("initial", self.values_of(product))
        else:
            options.setdefault("initial", {"is_domestic": True, "tax_class": TaxClass.PPN.value})
        super().__init__(*args, **options)
        self._etalase.queryset = choices_for(vendor)
        if product is not None:
            for name in OF_THE_VARIANT:
                del self.fields[name]
        else:
            self._etalase.required, self._etalase.empty_label = False, _("From the name")
        etalase_id, stated = (product.etalase_id, product.attributes) if product else (None, {})
        self.add_attributes(etalase_id, stated)

    @property
    def _etalase(self) -> EtalaseField:
        return cast(EtalaseField, self.fields["etalase"])

    def show_likely(self, likely: Sequence[Etalase]) -> None:
        """Offer the etalases that the name points to above the others; choose the first of them.

        Only what was not chosen is: a choice of the person stays.
        """
        self._etalase.show_first(likely)
        if likely and not self.initial.get("etalase"):
            self.initial["etalase"] = likely[0].pk

    def clean_etalase(self) -> Etalase:
        """Ask for an etalase where none was chosen and the name does not tell it."""
        chosen: Etalase | None = self.cleaned_data["etalase"]
        if chosen is None:
            raise forms.ValidationError(
                _("The name does not tell in which showcase it belongs. Choose one."),
                code="required",
            )
        return chosen

    @classmethod
    def as_stored(cls, product: Product) -> "ListingForm":
        """Return the form of a listing as if its owner had just sent what is stored."""
        shown = cls(vendor=product.vendor, product=product)
        data = {name: shown[name].value() for name in shown.fields if name != "photo"}
        return cls(data, vendor=product.vendor, product=product)

    @staticmethod
    def values_of(product: Product) -> dict[str, Any]:
        """Return what the form starts with for a listing that exists."""
        names = ("name", "description", "tax_class", "is_domestic")
        values = {name: getattr(product, name) for name in names}
        return {
            **values,
            "etalase": product.etalase_id,
            "origin": product.origin_id,
            "tkdn_percent": product.tkdn_percent,
            "photo_alt": product.photo_alt,
        }

    def listing(self, vendor: Vendor) -> dict[str, Any]:
        """Return the cleaned values as the services take them (without the photo)."""
        values = dict(self.cleaned_data)
        values.pop("photo", None)
        origin = values.pop("origin", None)
        values["etalase_id"] = values.pop("etalase").pk
        values["origin_id"] = origin.pk if origin else vendor.region_id
        return values


OF_THE_VARIANT = ("unit", "price_rupiah", "stock", "weight_gram", "code", "confirmed")


class ChangeForm(AttributeFields):
    """New words for a live listing, with label and unit of each of its variants."""

    name = ListingForm.base_fields["name"]
    etalase = EtalaseField(queryset=Etalase.objects.none(), label=_("Showcase"))
    description = ListingForm.base_fields["description"]

    def __init__(self, *args: Any, product: Product, skus: Sequence[Sku], **options: Any) -> None:
        self.skus = skus
        initial: dict[str, Any] = {
            "name": product.name,
            "etalase": product.etalase_id,
            "description": product.description,
        }
        for sku in skus:
            initial |= {f"label-{sku.pk}": sku.label, f"unit-{sku.pk}": sku.unit}
        super().__init__(*args, **{**options, "initial": initial})
        own_market = choices_for(product.vendor).filter(tenant=product.etalase.tenant_id)
        self.fields["etalase"].queryset = own_market  # type: ignore[attr-defined]
        self.add_attributes(product.etalase_id, product.attributes)
        for sku in skus:
            if len(skus) > 1:
                self.fields[f"label-{sku.pk}"] = LineField(
                    label=_("Name of the variant"), max_length=60
                )
            self.fields[f"unit-{sku.pk}"] = LineField(label=_("Sold by"), max_length=24)

    @property
    def variant_fields(self) -> list[forms.BoundField]:
        """The fields of the variants, each label before its unit."""
        return [self[name] for name in self.fields if name.startswith(("label-", "unit-"))]

    def words(self) -> dict[str, Any]:
        """Return the cleaned words as ``propose_revision`` takes them."""
        data = self.cleaned_data
        return {
            "name": data["name"],
            "description": data["description"],
            "etalase_id": data["etalase"].pk,
            "attributes": data["attributes"],
            "variants": {
                sku.pk: (data.get(f"label-{sku.pk}", sku.label), data[f"unit-{sku.pk}"])
                for sku in self.skus
            },
        }


class VariantForm(forms.Form):
    """What is said of one variant; its words only while they may be changed directly."""

    label = LineField(
        label=_("Name of the variant"),
        max_length=60,
        required=False,
        help_text=_("What is different about it: 250 g, merah, ukuran L."),
    )
    unit = LineField(label=_("Sold by"), max_length=24, help_text=UNIT_HELP)
    code = LineField(
        label=_("Code of the goods"), max_length=40, required=False, help_text=CODE_HELP
    )
    weight_gram = weight_field()

    def __init__(
        self, *args: Any, sku: Sku | None = None, worded: bool = True, **options: Any
    ) -> None:
        if sku is not None:
            names = ("label", "unit", "code", "weight_gram")
            options.setdefault("initial", {name: getattr(sku, name) for name in names})
        super().__init__(*args, **options)
        if not worded:
            del self.fields["label"], self.fields["unit"]


class NewVariantForm(PricedForm, VariantForm):
    """One more variant with its price and stock; the first one gets a name with it."""

    first_label = LineField(
        label=_("Name of the present variant"),
        max_length=60,
        help_text=_("Buyers choose between both, so the one on sale needs a name too."),
    )
    price_rupiah = RupiahField(label=_("Price without PPN"), least=1, most=MAX_PRICE_RUPIAH)
    stock = WholeNumberField(label=_("Stock"), most=MAX_STOCK)
    field_order = [
        *("first_label", "label", "unit", "price_rupiah", "stock", "weight_gram", "code"),
    ]

    def __init__(self, *args: Any, skus: Sequence[Sku], **options: Any) -> None:
        options.setdefault("initial", {"unit": skus[0].unit if skus else ""})
        super().__init__(*args, **options)
        self.fields["label"].required = True
        if all(sku.label for sku in skus):
            del self.fields["first_label"]


class PriceForm(PricedForm):
    """A new price."""

    price_rupiah = RupiahField(label=_("New price without PPN"), least=1, most=MAX_PRICE_RUPIAH)


class RiseForm(forms.Form):
    """A price above the bound, and why; the catalogue manager reads it."""

    price_rupiah = RupiahField(label=_("Higher price without PPN"), least=1, most=MAX_PRICE_RUPIAH)
    reason = ReasonField(label=_("Why it rises"), min_length=5)


class StockForm(forms.Form):
    """Units on the shelf."""

    stock = WholeNumberField(label=_("Units on the shelf"), most=MAX_STOCK)


class ShelfForm(PricedForm):
    """Stock and price of one variant among many, beside what its owner read before typing."""

    stock = WholeNumberField(label=_("Units on the shelf"), most=MAX_STOCK)
    price_rupiah = RupiahField(label=_("Price without PPN"), least=1, most=MAX_PRICE_RUPIAH)
    seen_stock = KeyField(required=False)
    seen_price = KeyField(required=False)


class LicencesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Licences with their number and last day."""

    def label_from_instance(self, obj: Licence) -> str:
        """Return kind, number, last day, and whether it still waits."""
        last = moments.day(obj.expires_on, Style.MEDIUM) if obj.expires_on else ""
        until = _("until %(day)s") % {"day": last} if last else ""
        state = obj.get_status_display() if obj.status != LicenceStatus.VERIFIED else ""
        words = (obj.get_kind_display(), obj.number or obj.scope, until, state)
        return " · ".join(str(word) for word in words if word)


class LicencesForm(forms.Form):
    """On which of its shop's licences a listing rests."""

    licences = LicencesField(
        queryset=Licence.objects.none(),
        label=_("This listing rests on"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, product: Product, **options: Any) -> None:
        stated = [one.pk for one in product.licences.all()]
        super().__init__(*args, **{**options, "initial": {"licences": stated}})
        known = statable(product.vendor).values("pk")
        field = self.fields["licences"]
        rows = Licence.objects.filter(Q(pk__in=known) | Q(pk__in=stated)).order_by("kind", "pk")
        field.queryset = rows  # type: ignore[attr-defined]

    def keys(self) -> list[int]:
        """Return the keys of what was chosen."""
        return [one.pk for one in self.cleaned_data["licences"]]


class ReasonForm(forms.Form):
    """Why a listing is returned or taken down; the shop owner reads it."""

    reason = ReasonField(min_length=5)
