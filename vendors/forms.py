"""Forms of the application: they check shapes and keep what was typed; services check meaning."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts.models import Region
from marketplace.core.money import grouped
from marketplace.core.whole_numbers import plain_number
from marketplace.web.fields import (
    NUMERIC,
    LineField,
    PaperField,
    ReasonField,
    RupiahField,
    TextField,
)
from vendors import queries, rules
from vendors.application import Account, Business, Figures, Place
from vendors.models import DocumentKind, LegalForm, Vendor
from vendors.reference_data import banks
from vendors.review_checks import SHAPES, name_match, phone_problem, shape_problem
from vendors.services.application import MAX_KBLI


class ConditionalInput(forms.TextInput):
    """An input that another answer makes necessary: the browser must not insist on it."""

    def use_required_attribute(self, initial: Any) -> bool:
        """Leave the judgement to the server, which knows the other answer."""
        return False


class ShapeField(LineField):
    """A number people copy from a paper; its shape is checked by the rule of its column."""

    def __init__(self, *, column: str, **options: Any) -> None:
        super().__init__(widget=ConditionalInput(attrs=NUMERIC), max_length=40, **options)
        self.column = column

    def validate(self, value: Any) -> None:
        """Refuse a wrong shape with the sentence that says how to repair it."""
        super().validate(value)
        problem = shape_problem(self.column, value) if value and self.column in SHAPES else ""
        if problem:
            raise forms.ValidationError(problem)


class AmountField(RupiahField):
    """An amount that counts or not, depending on another answer."""

    default_error_messages: ClassVar = {
        "out_of_range": gettext_lazy("This amount is too large to be true. Check the zeros."),
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=ConditionalInput, **options)


class StepForm(forms.Form):
    """A step of the application; in a repair only the returned fields are shown and taken."""

    fields_of: dict[str, tuple[str, ...]] = {}

    def __init__(
        self, data: Any = None, *, vendor: Vendor | None, draft: Any = None, **options: Any
    ) -> None:
        """``draft``: what stands in the page and is shown again without being judged."""
        self.vendor = vendor
        stored = self.stored(vendor) if vendor else {}
        super().__init__(data, initial={**stored, **(draft or {})}, **options)
        self.returned = queries.returned_fields(vendor) if vendor else {}
        if self.returned:
            shown = {name for field in self.returned for name in self.fields_of.get(field, ())}
            for name in set(self.fields) - shown:
                del self.fields[name]

    def _excuse(self, name: str) -> None:
        """Do not ask for a field that the other answers make unnecessary."""
        if name in self.fields:
            self.fields[name].required = False

    @classmethod
    def stored(cls, vendor: Vendor) -> dict[str, Any]:
        """Return what the vendor has, by form field."""
        return {name: getattr(vendor, name) for name in cls.base_fields}

    def typed(self, name: str) -> Any:
        """Return what was typed, or what is stored where the field is not open."""
        if name in self.cleaned_data:
            return self.cleaned_data[name]
        return self.stored(self.vendor).get(name) if self.vendor else None


class BusinessForm(StepForm):
    """Step one."""

    fields_of = {
        "name": ("name", "legal_form"),
        "nib": ("nib",),
        "npwp": ("npwp",),
        "nik": ("nik",),
        "kbli": ("kbli_1", "kbli_2", "kbli_3"),
    }
    name = LineField(
        label=gettext_lazy("Name of the business"),
        max_length=120,
        help_text=gettext_lazy("As on your NIB; buyers see this name."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    legal_form = forms.ChoiceField(
        label=gettext_lazy("Legal form"), choices=LegalForm.choices, widget=forms.RadioSelect
    )
    nib = ShapeField(
        column="nib",
        label=gettext_lazy("NIB"),
        help_text=gettext_lazy("13 digits, at the top of the letter from OSS."),
    )
    npwp = ShapeField(
        column="npwp",
        label=gettext_lazy("NPWP"),
        help_text=gettext_lazy("16 digits; an old number of 15 digits is fine too."),
    )
    nik = ShapeField(
        column="nik",
        label=gettext_lazy("Owner's NIK"),
        help_text=gettext_lazy("Only for a sole trader: 16 digits of the identity card."),
    )
    kbli_1 = ShapeField(
        column="kbli_codes",
        label=gettext_lazy("Main business field (KBLI)"),
        help_text=gettext_lazy("5 digits, as on your NIB. Type a word to see the list."),
    )
    kbli_2 = ShapeField(column="kbli_codes", label=gettext_lazy("Second KBLI"), required=False)
    kbli_3 = ShapeField(column="kbli_codes", label=gettext_lazy("Third KBLI"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for number in range(1, MAX_KBLI + 1):
            if f"kbli_{number}" in self.fields:
                attrs = self.fields[f"kbli_{number}"].widget.attrs
                attrs.update({"list": "kbli-codes", "inputmode": "text"})
        stored = self.vendor.legal_form if self.vendor else ""
        if self.is_bound and self.data.get("legal_form", stored) != LegalForm.INDIVIDUAL:
            self._excuse("nik")

    @classmethod
    def stored(cls, vendor: Vendor) -> dict[str, Any]:
        """Spread the list of codes over its three inputs."""
        codes = dict(zip(("kbli_1", "kbli_2", "kbli_3"), vendor.kbli_codes, strict=False))
        plain = ("name", "legal_form", "nib", "npwp", "nik")
        return {**{name: getattr(vendor, name) for name in plain}, **codes}

    def value(self) -> Business:
        """Return the step as the service takes it."""
        names = ("kbli_1", "kbli_2", "kbli_3")
        return Business(
            name=self.typed("name"),
            legal_form=self.typed("legal_form"),
            nib=self.typed("nib"),
            npwp=self.typed("npwp"),
            nik=self.typed("nik") or "",
            kbli_codes=tuple(code for name in names if (code := self.typed(name))),
        )


class SizeForm(StepForm):
    """Step two: which figure counts depends on the book year."""

    fields_of = {"size": ("has_full_book_year", "capital_rupiah", "annual_sales_rupiah")}
    has_full_book_year = forms.TypedChoiceField(
        label=gettext_lazy("Has the business closed a full book year?"),
        choices=[
            ("no", gettext_lazy("Not yet: it is measured by capital")),
            ("yes", gettext_lazy("Yes: it is measured by yearly sales")),
        ],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
    )
    capital_rupiah = AmountField(
        label=gettext_lazy("Capital"),
        help_text=gettext_lazy("Without the land and the building of the shop."),
    )
    annual_sales_rupiah = AmountField(
        label=gettext_lazy("Sales in the last book year"),
        help_text=gettext_lazy("All sales of twelve months, before costs."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.is_bound:
            by_sales = self.data.get("has_full_book_year") == "yes"
            self._excuse("capital_rupiah" if by_sales else "annual_sales_rupiah")

    @classmethod
    def stored(cls, vendor: Vendor) -> dict[str, Any]:
        """Show the amounts with their points."""
        return {
            "has_full_book_year": "yes" if vendor.has_full_book_year else "no",
            "capital_rupiah": _with_points(vendor.capital_rupiah),
            "annual_sales_rupiah": _with_points(vendor.annual_sales_rupiah),
        }

    def value(self) -> Figures:
        """Return the step as the service takes it."""
        return Figures(
            has_full_book_year=self.cleaned_data["has_full_book_year"],
            capital_rupiah=self.cleaned_data.get("capital_rupiah"),
            annual_sales_rupiah=self.cleaned_data.get("annual_sales_rupiah"),
        )


def _with_points(amount: int | None) -> str:
    return "" if amount is None else grouped(amount)


class RegionField(forms.ModelChoiceField[Region]):
    """A select of regions whose choices depend on the one above."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Region.objects.none(), **options)


class AddressForm(StepForm):
    """Step three: three selects, each narrowed by the one before, with or without script."""

    fields_of = {"address": ("address", "province", "regency", "district")}
    province = RegionField(label=gettext_lazy("Province"))
    regency = RegionField(label=gettext_lazy("Regency or city"))
    district = RegionField(label=gettext_lazy("District (kecamatan)"))
    address = TextField(
        label=gettext_lazy("Street and number"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "street-address"}),
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
        chain: dict[str, Any] = {"address": vendor.address}
        region = vendor.region
        while region is not None:
            chain[region.level] = region.pk
            region = region.parent
        return chain

    def value(self) -> Place:
        """Return the step as the service takes it."""
        region = self.cleaned_data.get("district") or self.cleaned_data["regency"]
        return Place(address=self.cleaned_data["address"], region_id=region.pk)


class BankForm(StepForm):
    """Step four."""

    fields_of = {
        "bank": ("bank_code", "account_number", "account_holder"),
        "contact": ("phone", "is_pkp"),
    }
    bank_code = forms.ChoiceField(label=gettext_lazy("Bank"))
    account_number = ShapeField(column="account_number", label=gettext_lazy("Account number"))
    account_holder = LineField(
        label=gettext_lazy("Name of the account holder"),
        max_length=120,
        help_text=gettext_lazy("As printed in the bank book; it should be you or your business."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = LineField(
        label=gettext_lazy("Mobile number"),
        max_length=40,
        help_text=gettext_lazy("For the verifier and for couriers."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    is_pkp = forms.BooleanField(
        label=gettext_lazy("The business is registered for VAT (PKP)"),
        required=False,
        help_text=gettext_lazy("Leave it empty unless you have an SPPKP letter."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "bank_code" in self.fields:
            listed = [(code, f"{name} ({code})") for code, name in banks().items()]
            field = self.fields["bank_code"]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
            field.choices = [("", _("Choose a bank")), *listed]

    def name_match(self) -> int | None:
        """Return in per cent how well the stored account holder fits owner or firm."""
        if self.vendor is None or not self.vendor.account_holder:
            return None
        return name_match(self.vendor)

    def clean_phone(self) -> str:
        """Return the number in one shape. Raises: ValidationError for what cannot be dialled."""
        typed: str = self.cleaned_data["phone"]
        problem = phone_problem(typed)
        if problem:
            raise forms.ValidationError(problem)
        return rules.phone(typed)

    def value(self) -> Account:
        """Return the step as the service takes it."""
        return Account(
            bank_code=self.typed("bank_code"),
            account_number=self.typed("account_number"),
            account_holder=self.typed("account_holder"),
            phone=self.typed("phone"),
            is_pkp=bool(self.typed("is_pkp")),
        )


class DocumentForm(forms.Form):
    """One paper at a time, so that a slow line loses little."""

    kind = forms.ChoiceField(choices=DocumentKind.choices, widget=forms.HiddenInput)
    upload = PaperField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("A clear photo, or a PDF up to 5 MB."),
    )


class ReasonForm(forms.Form):
    """Why somebody is rejected, or a change refused."""

    reason = ReasonField(help_text=gettext_lazy("The shop owner reads this sentence."))


STEP_FORMS: dict[str, type[StepForm]] = {
    "usaha": BusinessForm,
    "ukuran": SizeForm,
    "alamat": AddressForm,
    "rekening": BankForm,
}
