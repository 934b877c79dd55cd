"""Forms of the application: they check shapes and keep what was typed; services check meaning."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.core.money import grouped
from marketplace.web.fields import LineField, ReasonField
from vendors import rules
from vendors.application import Account, Fields, Figures, Identity, Numbers
from vendors.form_base import AmountField, ShapeField, StepForm
from vendors.messages import sentence
from vendors.models import KbliEdition, LegalForm, Vendor
from vendors.place_forms import AddressForm
from vendors.reference_data import banks, kbli_titles
from vendors.requirements import demand_of, numbers_asked
from vendors.review_checks import GOOD_NAME_MATCH, kbli_check, name_match, phone_problem
from vendors.rules import Level

KBLI_INPUTS = ("kbli_1", "kbli_2", "kbli_3")


class IdentityForm(StepForm):
    """How the firm is called and what it is by law."""

    fields_of = {"name": ("name", "legal_form")}
    name = LineField(
        label=gettext_lazy("Name of the business"),
        max_length=120,
        help_text=gettext_lazy("As on your NIB; buyers see this name."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    legal_form = forms.ChoiceField(
        label=gettext_lazy("Legal form"), choices=LegalForm.choices, widget=forms.RadioSelect
    )

    def value(self) -> Identity:
        """Return the step as the service takes it."""
        return Identity(name=self.cleaned_data["name"], legal_form=self.cleaned_data["legal_form"])


class NumbersForm(StepForm):
    """The numbers of the firm: only those its legal form is asked for."""

    fields_of = {
        "nib": ("nib",),
        "nik": ("nik",),
        "cooperative_number": ("cooperative_number",),
        "npwp": ("npwp", "nitku"),
    }
    nib = ShapeField(
        column="nib",
        label=gettext_lazy("NIB"),
        help_text=gettext_lazy("13 digits, at the top of the letter from OSS."),
    )
    nik = ShapeField(
        column="nik",
        label=gettext_lazy("Owner's NIK"),
        help_text=gettext_lazy("16 digits of the identity card (KTP)."),
    )
    cooperative_number = ShapeField(
        column="cooperative_number",
        label=gettext_lazy("NIK of the cooperative"),
        help_text=gettext_lazy("On the certificate of the ministry, mostly 16 digits."),
    )
    npwp = ShapeField(
        column="npwp",
        label=gettext_lazy("NPWP"),
        help_text=gettext_lazy("16 digits; an old number of 15 digits is fine too."),
    )
    nitku = ShapeField(
        column="nitku",
        label=gettext_lazy("NITKU, the number of the place of business"),
        required=False,
        help_text=gettext_lazy("22 digits: the NPWP and 6 digits more. Leave it empty if unsure."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.vendor is None:
            return
        legal_form = self.vendor.legal_form
        asked = numbers_asked(legal_form)
        self._leave({*asked, *(["nitku"] if "npwp" in asked else [])} & set(self.fields))
        for name in set(demand_of(legal_form).optional) & set(self.fields):
            self.fields[name].required = False
            if legal_form == LegalForm.INDIVIDUAL:
                self.fields[name].help_text = _(
                    "Leave it empty if your NIK is your tax number, as it is for most people."
                )

    def check(self, name: str, value: str) -> tuple[str, str]:
        """Compare the place of business with the NPWP above as well."""
        if name != "nitku":
            return super().check(name, value)
        found = rules.check_nitku(value, npwp=self._npwp())
        if found.level == Level.WARN:
            return "warn", sentence(found)
        return super().check(name, value)

    def _npwp(self) -> str:
        typed = self.cleaned_data.get("npwp") if self.is_bound else self.initial.get("npwp")
        return str(typed or "")

    def value(self) -> Numbers:
        """Return the step as the service takes it."""
        return Numbers(**{name: self.typed(name) or "" for name in self.base_fields})


class FieldsForm(StepForm):
    """One to three business fields, in the edition that the NIB names."""

    fields_of = {"kbli": ("kbli_edition", *KBLI_INPUTS)}
    column_of = dict.fromkeys(("kbli_edition", *KBLI_INPUTS), "kbli_codes")
    kbli_edition = forms.ChoiceField(
        label=gettext_lazy("Edition of KBLI on your NIB"),
        choices=KbliEdition.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("It stands above the list of codes; a NIB of before 2026 has 2020."),
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
        for name in set(KBLI_INPUTS) & set(self.fields):
            self.fields[name].widget.attrs.update({"list": "kbli-codes", "inputmode": "text"})

    @classmethod
    def stored(cls, vendor: Vendor) -> dict[str, Any]:
        """Spread the pairs over their inputs; the edition is asked once."""
        pairs = [(edition, code) for edition, code in vendor.kbli_codes]
        codes = dict(zip(KBLI_INPUTS, (code for _edition, code in pairs), strict=False))
        return {"kbli_edition": pairs[0][0] if pairs else KbliEdition.E2020, **codes}

    def check(self, name: str, value: str) -> tuple[str, str]:
        """Say what the code stands for, or that the list does not carry it."""
        if name not in KBLI_INPUTS:
            return "", ""
        edition = str(self.data.get("kbli_edition") or self.initial.get("kbli_edition") or "")
        found = kbli_check([(edition, rules.plain(value))])
        title = kbli_titles().get(rules.plain(value), "") if found.state == "ok" else ""
        return found.state, title or found.note

    def held(self) -> dict[str, Any]:
        """Return the codes that hold, each with its edition."""
        edition = self.cleaned_data.get("kbli_edition")
        codes = [self.cleaned_data[name] for name in KBLI_INPUTS if self.cleaned_data.get(name)]
        return {"kbli_codes": [(edition, code) for code in codes]} if edition and codes else {}

    def value(self) -> Fields:
        """Return the step as the service takes it."""
        edition = self.cleaned_data["kbli_edition"]
        codes = [self.cleaned_data.get(name) for name in KBLI_INPUTS]
        return Fields(tuple((edition, code) for code in codes if code))


class SizeForm(StepForm):
    """Which figure counts depends on the book year."""

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

    def held(self) -> dict[str, Any]:
        """Return nothing: which figure counts and the figure make one answer."""
        return {}

    def value(self) -> Figures:
        """Return the step as the service takes it."""
        return Figures(
            has_full_book_year=self.cleaned_data["has_full_book_year"],
            capital_rupiah=self.cleaned_data.get("capital_rupiah"),
            annual_sales_rupiah=self.cleaned_data.get("annual_sales_rupiah"),
        )


def _with_points(amount: int | None) -> str:
    return "" if amount is None else grouped(amount)


class ContactForm(StepForm):
    """How to reach the owner."""

    fields_of = {"contact": ("phone",)}
    phone = LineField(
        label=gettext_lazy("Mobile number"),
        max_length=40,
        help_text=gettext_lazy("For the verifier and for couriers."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )

    def clean_phone(self) -> str:
        """Return the number in one shape. Raises: ValidationError for what cannot be dialled."""
        typed: str = self.cleaned_data["phone"]
        problem = phone_problem(typed)
        if problem:
            raise forms.ValidationError(problem)
        return rules.phone(typed)

    def check(self, name: str, value: str) -> tuple[str, str]:
        """Show the number as it is dialled."""
        return "ok", rules.phone_shown(rules.phone(value))

    def value(self) -> str:
        """Return the step as the service takes it."""
        return str(self.cleaned_data["phone"])


class BankForm(StepForm):
    """Where the money goes."""

    fields_of = {"bank": ("bank_code", "account_number", "account_holder")}
    bank_code = forms.ChoiceField(label=gettext_lazy("Bank"))
    account_number = ShapeField(column="account_number", label=gettext_lazy("Account number"))
    account_holder = LineField(
        label=gettext_lazy("Name of the account holder"),
        max_length=120,
        help_text=gettext_lazy("As printed in the bank book; it should be you or your business."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "bank_code" in self.fields:
            listed = [(code, f"{name} ({code})") for code, name in banks().items()]
            field = self.fields["bank_code"]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
            field.choices = [("", _("Choose a bank")), *listed]

    def check(self, name: str, value: str) -> tuple[str, str]:
        """Compare the holder with the owner and the firm."""
        if name != "account_holder" or self.vendor is None:
            return super().check(name, value)
        percent = name_match(self.vendor, holder=value)
        words = _("The holder's name matches you or your business by %(percent)s %%.") % {
            "percent": percent
        }
        if percent >= GOOD_NAME_MATCH:
            return "ok", words
        return "warn", f"{words} " + _("A verifier compares it with the documents.")

    def value(self) -> Account:
        """Return the step as the service takes it."""
        typed = self.cleaned_data
        return Account(typed["bank_code"], typed["account_number"], typed["account_holder"])


class TaxForm(StepForm):
    """Whether the firm is registered for VAT."""

    fields_of = {"tax": ("is_pkp",)}
    is_pkp = forms.TypedChoiceField(
        label=gettext_lazy("Is the business registered for VAT (PKP)?"),
        choices=[
            ("no", gettext_lazy("No, or I do not know")),
            ("yes", gettext_lazy("Yes, by an SPPKP letter")),
        ],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Most small shops are not. Who is has a letter of the tax office."),
    )

    @classmethod
    def stored(cls, vendor: Vendor) -> dict[str, Any]:
        """Show the answer as its word."""
        return {"is_pkp": "yes" if vendor.is_pkp else "no"}

    def value(self) -> bool:
        """Return the step as the service takes it."""
        return bool(self.cleaned_data["is_pkp"])


class ReasonForm(forms.Form):
    """Why somebody is rejected, or a change refused."""

    reason = ReasonField(help_text=gettext_lazy("The shop owner reads this sentence."))


STEP_FORMS: dict[str, type[StepForm]] = {
    "usaha": IdentityForm,
    "nomor": NumbersForm,
    "bidang": FieldsForm,
    "ukuran": SizeForm,
    "alamat": AddressForm,
    "kontak": ContactForm,
    "rekening": BankForm,
    "pajak": TaxForm,
}
