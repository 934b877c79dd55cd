"""Forms of a delivery: they check shapes and keep what was typed; services check meaning."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.rules import whole_number
from marketplace.orders.models import OrderLine, PurchaseOrder


class ShipForm(forms.Form):
    """Who brings the goods."""

    courier = forms.CharField(
        label=gettext_lazy("Courier"),
        max_length=80,
        help_text=gettext_lazy("The name of the courier, or write that you bring it yourself."),
        error_messages={
            "required": gettext_lazy("Say who brings the goods: a courier, or yourself.")
        },
    )
    tracking = forms.CharField(
        label=gettext_lazy("Tracking number"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("The buyer can follow the parcel with it."),
    )


class ReceiveForm(forms.Form):
    """The units counted per line, a note and a photo."""

    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    photo = forms.FileField(
        label=gettext_lazy("Photo of the goods"),
        required=False,
        help_text=gettext_lazy("JPG, PNG, WebP or PDF up to 5 MB."),
    )

    def __init__(self, *args: Any, order: PurchaseOrder, **options: Any) -> None:
        super().__init__(*args, **options)
        self.lines: list[OrderLine] = list(order.lines.all())
        for line in self.lines:
            self.fields[_name(line)] = forms.CharField(
                label=_("%(name)s: units in good order") % {"name": line.title},
                help_text=_("%(number)s %(unit)s ordered")
                % {"number": line.quantity, "unit": line.unit},
                max_length=12,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
                error_messages={"required": _("Count the goods and enter the number.")},
            )
        self.order_fields([_name(line) for line in self.lines])

    def clean(self) -> dict[str, Any]:
        """Turn what was counted into whole numbers."""
        cleaned = super().clean() or {}
        for line in self.lines:
            if (text := cleaned.get(_name(line))) is None:
                continue
            number = whole_number(str(text))
            if number is None:
                self.add_error(_name(line), _("Enter a whole number, 0 or more."))
            else:
                cleaned[_name(line)] = number
        return cleaned

    def accepted(self) -> dict[int, int]:
        """Return units in good order per line id."""
        return {line.pk: self.cleaned_data[_name(line)] for line in self.lines}

    def blame(self, line_id: object, message: str) -> None:
        """Put a refusal of the service beside the line that it names, else above the form."""
        named = next((_name(line) for line in self.lines if line.pk == line_id), None)
        self.add_error(named, message)


def _name(line: OrderLine) -> str:
    return f"line-{line.pk}"


class DisputeForm(forms.Form):
    """What is wrong with the goods."""

    reason = forms.CharField(
        label=gettext_lazy("What is missing, wrong or damaged?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The vendor, the PPK and the auditor read it."),
        error_messages={
            "required": gettext_lazy(
                "Write what is wrong with the goods: the vendor must repair it."
            )
        },
    )
