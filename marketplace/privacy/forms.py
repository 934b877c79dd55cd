"""What is asked before a person's data is handed out or erased."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.core.fields import REASON_MAX
from marketplace.web.fields import SecretField, TextField


class _OwnerForm(forms.Form):
    """Whoever asks shows that they own the account; ``by_code``: who has no password to type."""

    password = SecretField(label=_("Your password"))

    def __init__(self, *args: Any, by_code: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if by_code:
            del self.fields["password"]


class DownloadForm(_OwnerForm):
    """The password, so that nobody takes the data from a screen that was left open."""


class EraseForm(_OwnerForm):
    """The password, and why if the person wants to say so."""

    reason = TextField(
        label=_("Why, if you want to say so"),
        max_length=REASON_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ("reason", "password")


class CorrectForm(_OwnerForm):
    """What is wrong and what is right; the password, as for the others."""

    reason = TextField(
        label=_("What is wrong, and what is right"),
        max_length=REASON_MAX,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    field_order = ("reason", "password")
