"""What is asked before a person's data is handed out or erased."""

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.core.fields import REASON_MAX
from marketplace.web.fields import SecretField, TextField


class DownloadForm(forms.Form):
    """The password, so that nobody takes the data from a screen that was left open."""

    password = SecretField(label=_("Your password"))


class EraseForm(forms.Form):
    """The password, and why if the person wants to say so."""

    reason = TextField(
        label=_("Why, if you want to say so"),
        max_length=REASON_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    password = SecretField(label=_("Your password"))
