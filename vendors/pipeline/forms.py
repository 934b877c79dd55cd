"""What is typed about target lists."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Agency, User
from marketplace.web.fields import LineField, ReasonField, SheetField, WholeNumberField
from vendors.pipeline import policies, queries

EARLIEST, LATEST = 2020, 2099


class ListForm(forms.Form):
    """A new list: programme, office, year."""

    name = LineField(
        label=_("Programme"),
        max_length=120,
        help_text=_("As people know it, such as UMKM naik kelas."),
    )
    agency: "forms.ModelChoiceField[Agency]" = forms.ModelChoiceField(
        label=_("Office that runs it"), queryset=Agency.objects.none()
    )
    year = WholeNumberField(label=_("Year"), least=EARLIEST, most=LATEST)

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        offices: Any = self.fields["agency"]
        offices.queryset = queries.agencies_of(policies.markets_kept_by(user))


class SheetForm(forms.Form):
    """A filled template, or any table with its columns."""

    sheet = SheetField(
        label=_("Sheet"), help_text=_("Excel (.xlsx) or CSV, at most 5,000 rows and 3 MB.")
    )


class PurposeForm(forms.Form):
    """Why somebody looks at what names a person."""

    purpose = ReasonField(
        label=_("What do you need it for?"),
        missing=_("Write what you need it for, such as: calling about the training."),
    )
