"""Forms of change requests: the fields of the application, and the paper behind the change."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy

from marketplace.web.fields import PaperField
from vendors.application import Account, Place
from vendors.form_base import StepForm
from vendors.forms import BankForm, ContactForm, NumbersForm
from vendors.models import ChangeKind, Vendor
from vendors.place_forms import AddressForm


class ChangeForm(StepForm):
    """What is new; nothing is returned to anybody here, so all fields are open.

    ``shows``: the fields of the application's step that belong to this change.
    """

    shows: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, vendor: Vendor, draft: Any = None, **options: Any) -> None:
        """``vendor``: whose record it is; a form that begins with what stands there reads it."""
        super().__init__(*args, vendor=None, draft=draft, **options)
        for name in set(self.fields) - {*self.shows, "upload"}:
            del self.fields[name]

    def asked(self) -> Any:
        """Return what the use-case is asked for."""
        return self.cleaned_data[self.shows[0]]


class AccountChange(ChangeForm, BankForm):
    """Another bank account."""

    shows = ("bank_code", "account_number", "account_holder")
    upload = PaperField(label=gettext_lazy("First page of the passbook, or a letter of the bank"))

    def asked(self) -> Account:
        """Return the account."""
        return self.value()


class PhoneChange(ChangeForm, ContactForm):
    """Another telephone number."""

    shows = ("phone",)


class AddressChange(ChangeForm, AddressForm):
    """Another place."""

    shows = ("address", "province", "regency", "district", "point")

    def __init__(self, *args: Any, vendor: Vendor, draft: Any = None, **options: Any) -> None:
        super().__init__(*args, vendor=vendor, draft=draft or self.stored(vendor), **options)

    def asked(self) -> Place:
        """Return the place."""
        return self.value()


class NpwpChange(ChangeForm, NumbersForm):
    """Another tax number."""

    shows = ("npwp",)
    upload = PaperField(label=gettext_lazy("NPWP card or letter"))


class PkpChange(ChangeForm):
    """Registered for VAT, or no longer."""

    shows = ("is_pkp",)
    is_pkp = forms.TypedChoiceField(
        label=gettext_lazy("Is the business registered for VAT (PKP)?"),
        choices=[
            ("yes", gettext_lazy("Yes, by an SPPKP letter")),
            ("no", gettext_lazy("No, not any more or never")),
        ],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
    )
    upload = PaperField(label=gettext_lazy("SPPKP letter, or the letter that ended it"))


CHANGE_FORMS: dict[ChangeKind, type[ChangeForm]] = {
    ChangeKind.ACCOUNT: AccountChange,
    ChangeKind.PHONE: PhoneChange,
    ChangeKind.ADDRESS: AddressChange,
    ChangeKind.NPWP: NpwpChange,
    ChangeKind.PKP: PkpChange,
}
