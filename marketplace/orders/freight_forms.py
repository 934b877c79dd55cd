"""Shapes of what a shop answers to a request for freight: the sum with its days, or why not."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.day_forms import day_input
from catalog.delivery_models import MAX_DELIVERY_DAYS
from marketplace.core.bounds import MAX_FREIGHT_RUPIAH
from marketplace.orders.models.freight import VALID_DAYS, VALID_MOST
from marketplace.web.fields import ReasonField, RupiahField, WholeNumberField


class FreightAnswerForm(forms.Form):
    """What bringing the goods costs and takes, and until when that holds."""

    freight_rupiah = RupiahField(
        label=_("Freight of the order"),
        most=MAX_FREIGHT_RUPIAH,
        help_text=_("Before PPN; 0 if it is free."),
    )
    working_days = WholeNumberField(
        label=_("Working days of delivery"), most=MAX_DELIVERY_DAYS, required=False
    )
    valid_until = forms.DateField(label=_("Holds until"))

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        last = today + timedelta(days=VALID_MOST)
        self.fields["valid_until"].widget = day_input(today, last=last)
        self.initial.setdefault("valid_until", today + timedelta(days=VALID_DAYS))


class FreightRefusalForm(forms.Form):
    """Why the goods are not brought there."""

    reason = ReasonField(min_length=5)
