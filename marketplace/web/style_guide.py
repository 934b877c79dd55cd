"""The gallery on ``/gaya/``: every building block with invented content, for DEBUG only."""

from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from marketplace.core.money import rupiah, unbroken
from marketplace.web.badges import CHIPS, SIZE_CLASSES
from marketplace.web.fields import LineField, RupiahField, TextField, WholeNumberField

COLOURS = (
    ("primary", "nila", gettext_lazy("actions, links"), "bg-primary"),
    ("error", "mengkudu", gettext_lazy("refusal, danger"), "bg-error"),
    ("warning", "kunyit", gettext_lazy("waiting"), "bg-warning"),
    ("success", "kelor", gettext_lazy("valid, paid"), "bg-success"),
    ("base-100", gettext_lazy("surface"), gettext_lazy("card, field"), "bg-base-100"),
    ("base-200", gettext_lazy("ground"), gettext_lazy("page"), "bg-base-200"),
    ("base-300", gettext_lazy("line"), gettext_lazy("border"), "bg-base-300"),
    ("base-content", gettext_lazy("ink"), gettext_lazy("text"), "bg-base-content"),
)
PRICES = (320, 320, 326, 326, 326, 340, 340, 340, 333, 333, 333, 333)
MONTHS = ("Des 25", "Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov 26")


class SampleForm(forms.Form):
    """One field of each kind, two of them wrong."""

    nib = LineField(
        label="NIB",
        help_text=gettext_lazy("13 digits, at the top right of the letter from OSS."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    amount = WholeNumberField(label=gettext_lazy("Quantity"))

    def clean_amount(self) -> int:
        """Refuse the sample amount with the words of a real rule."""
        raise forms.ValidationError(
            _(
                "Order value %(value)s passes the Bela Pengadaan limit %(limit)s (rule R-CAP-1). "
                "Reduce the quantity or use the local catalogue."
            )
            % {"value": "Rp\u00a050.000.001", "limit": "Rp\u00a050.000.000"}
        )


class ControlsForm(forms.Form):
    """The remaining controls, empty."""

    legal_form = forms.ChoiceField(
        label=gettext_lazy("Legal form"), choices=[("perorangan", "Perorangan"), ("cv", "CV")]
    )
    story = TextField(
        label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("Payment"),
        choices=[("card", "KKPD"), ("ls", "LS")],
        widget=forms.RadioSelect,
        initial="card",
    )
    agree = forms.BooleanField(label=gettext_lazy("The data above is true"))
    price = RupiahField(label=gettext_lazy("Price"), required=False)


def _timeline() -> list[dict[str, Any]]:
    sheet = {"url": "#g10", "label": _("Price reference sheet"), "icon": "file-text"}
    return [
        {
            "state": "done",
            "icon": "send",
            "title": _("Submitted"),
            "who": "Ratna Dewi",
            "when": "Jumat 20 Nov 15.40",
            "evidence": [sheet],
        },
        {
            "state": "now",
            "icon": "hourglass",
            "title": _("Waiting for the PPK"),
            "who": "Hendra Wibisono",
            "when": _("1 day left"),
        },
        {
            "state": "next",
            "icon": "file-check",
            "title": _("Order letter issued"),
            "who": _("Automatic"),
        },
    ]


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show the building blocks in the order and with the content of the visual standard."""
    orders = [
        ("120 nasi kotak", "issued", 3_600_000),
        ("Mebel ruang baca", "shipped", 44_955_000),
        ("Kertas HVS, 12 dus", "paid", 3_196_800),
    ]
    numbers = {"low": 296, "q1": 325, "median": 340, "q3": 362, "high": 405}
    context = {
        "cards": [
            {
                "name": "Kain tenun gedog pewarna nila, 2,5 m",
                "url": "#g12",
                "image": static("img/gaya/tenun.svg"),
                "srcset": "",
                "blur": "",
                "several": False,
                "price": unbroken(rupiah(333_000)),
                "unit": "lembar",
                "per": "",
                "vendor": "Sanggar Tenun Kembang",
                "place": "Kab. Tuban",
                "far": "",
                "size": SIZE_CLASSES["micro"],
                "certs": ["TKDN 78 %"],
                "median": _("%(percent)s below median") % {"percent": "2 %"},
                "trend": "trending-down",
                "tone": "text-success",
                "payments": _("of %(count)s transactions") % {"count": 41},
            },
            {
                "name": "Kopi arabika lereng Welirang, bubuk 250 g",
                "url": "#g12",
                "image": static("img/gaya/kopi.svg"),
                "srcset": "",
                "blur": "",
                "several": False,
                "price": unbroken(rupiah(52_170)),
                "unit": "bungkus",
                "per": _("%(price)s per %(unit)s") % {"price": "Rp 170.000", "unit": "kg"},
                "vendor": "Koperasi Tani Welirang",
                "place": "Kab. Mojokerto",
                "far": "",
                "size": SIZE_CLASSES["cooperative"],
                "certs": ["Halal", "BPOM"],
                "median": _("%(percent)s above median") % {"percent": "1 %"},
                "trend": "trending-up",
                "tone": "text-redup",
                "payments": _("of %(count)s transactions") % {"count": 37},
            },
        ],
        "facet_groups": [
            SimpleNamespace(
                title=_("Business size"),
                more="",
                choices=[
                    {
                        "key": "class-1",
                        "name": "class",
                        "value": "micro",
                        "label": SIZE_CLASSES["micro"],
                        "count": "61",
                        "checked": True,
                    }
                ],
            )
        ],
        "colours": COLOURS,
        "order_states": list(CHIPS["order"]),
        "other_states": [(kind, list(table)) for kind, table in CHIPS.items() if kind != "order"],
        "sample_form": SampleForm({"nib": "1234000567891", "amount": "41"}),
        "controls_form": ControlsForm(),
        "orders": orders,
        "stages": [_("Business"), _("Documents"), _("Bank account"), _("Check")],
        "timeline": _timeline(),
        "page": Paginator(range(31), 12).page(1),
        "history": [(month, price * 1000) for month, price in zip(MONTHS, PRICES, strict=True)],
        "stats": {key: value * 1000 for key, value in numbers.items()} | {"n": 41},
        "money_steps": [
            ("BAST", True),
            (_("Billed"), True),
            (_("Remitted"), False),
            (_("Money is in"), False),
        ],
        "crumbs": [(_("Orders"), "#g1"), ("BELA-2026-001842", "")],
    }
    return render(request, "gaya/index.html", context)
