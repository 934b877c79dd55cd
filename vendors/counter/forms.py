"""Forms of this room: they read what was typed and keep it; the use-cases judge."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Tenant
from marketplace.web.fields import LineField, PaperField
from vendors.counter import rules
from vendors.counter.models import Desk

_CODE = {
    "inputmode": "numeric",
    "autocomplete": "one-time-code",
    "spellcheck": "false",
    "size": rules.DIGITS,
}


class DeskForm(forms.Form):
    """At which counter the officer sits today."""

    desk = forms.ModelChoiceField(
        label=_("Counter"), queryset=Desk.objects.none(), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, data: Any = None, *, desks: Any) -> None:
        super().__init__(data)
        field: Any = self.fields["desk"]
        field.queryset = desks
        field.label_from_instance = lambda desk: f"{desk.name} · {desk.place}"


class QueueForm(forms.Form):
    """The number on the person's slip."""

    queue_number = LineField(
        label=_("Queue number"),
        max_length=40,
        help_text=_("As on the slip, for example A012."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    again = forms.BooleanField(
        label=_("The same slip came again: call it once more"), required=False
    )
    resume = forms.UUIDField(required=False, widget=forms.HiddenInput)

    @property
    def asks_again(self) -> bool:
        """Whether the number was called today, so that the page asks."""
        return self.is_bound and ("again" in self.errors or bool(self["again"].value()))


class AgreeForm(forms.Form):
    """The person agrees by name."""

    person_name = LineField(
        label=_("Name of the person"),
        max_length=120,
        help_text=_("As on the identity card."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(
        label=_("Language of messages to the person"),
        choices=[("id", "Bahasa Indonesia"), ("en", "English")],
        initial="id",
    )
    version = LineField(max_length=12, widget=forms.HiddenInput)
    agrees = forms.BooleanField(
        label=_("The person has heard this text and agrees"),
        error_messages={"required": _("Nothing is typed before the person has agreed.")},
    )


class NothingForm(forms.Form):
    """A button that asks nothing."""


class CodeForm(forms.Form):
    """The code that came to the person's phone."""

    code = LineField(
        label=_("Code of six digits"), max_length=20, widget=forms.TextInput(attrs=_CODE)
    )


class SignedForm(forms.Form):
    """The signed sheet, photographed or scanned."""

    upload = PaperField(
        label=_("The signed sheet"), help_text=_("A clear photo, or a PDF up to 10 MB.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["upload"].widget.attrs["data-foto"] = "surat"


class ReportForm(forms.Form):
    """Which market, day and counter."""

    pasar = forms.ModelChoiceField(
        label=_("Market"), queryset=Tenant.objects.none(), required=False, empty_label=None
    )
    tanggal = forms.DateField(
        label=_("Day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    loket = forms.ModelChoiceField(
        label=_("Counter"), queryset=Desk.objects.none(), required=False, empty_label=_("All")
    )

    def __init__(self, data: Any, *, tenants: list[Tenant]) -> None:
        super().__init__(data)
        keys = [tenant.pk for tenant in tenants]
        market: Any = self.fields["pasar"]
        market.queryset = Tenant.objects.filter(pk__in=keys).select_related("region")
        desk: Any = self.fields["loket"]
        desk.queryset = Desk.objects.filter(tenant__in=keys).order_by("tenant", "name")
        if len(keys) == 1:
            del self.fields["pasar"]

    def asked(self) -> tuple[Tenant | None, date | None, Desk | None]:
        """Return what was asked for; None is the usual."""
        typed = self.cleaned_data if self.is_valid() else {}
        return typed.get("pasar"), typed.get("tanggal"), typed.get("loket")
