"""Forms of an order: they check shapes and keep what was typed; services check meaning."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts.models import User
from marketplace.core.bounds import MAX_QUANTITY
from marketplace.core.errors import DomainError
from marketplace.orders.lifecycle import Step
from marketplace.orders.models import OrderLine, PurchaseOrder
from marketplace.web.fields import LineField, ReasonField, WholeNumberField


class StepForm(forms.Form):
    """What a step asks before it is taken; by itself it asks only whether to take it."""

    def __init__(
        self, *args: Any, step: Step, order: PurchaseOrder, actor: User, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.step, self.order, self.actor = step, order, actor

    def given(self) -> dict[str, Any]:
        """Return what the use-case is called with, besides order and actor."""
        return dict(self.cleaned_data)

    def names(self) -> dict[str, str]:
        """Return what the question of the step calls by other words than the order's own."""
        return {}

    def blame(self, refused: DomainError) -> None:
        """Put a refusal of the use-case where it belongs, above the form unless told better."""
        refused.add_to(self)


class ReasonForm(StepForm):
    """Why somebody says no; label and help are the step's."""

    reason = ReasonField(
        missing=gettext_lazy("Write the reason: the other side and the auditor will read it.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].label = str(self.step.reason)
        self.fields["reason"].help_text = str(self.step.help)


class MessageForm(forms.Form):
    """A line of the conversation."""

    text = LineField(
        label=gettext_lazy("Write a message"),
        max_length=1000,
        error_messages={"required": gettext_lazy("Write something before sending.")},
    )


class QuantitiesForm(forms.Form):
    """The units of each line of a returned order; 0 takes the line out."""

    def __init__(self, *args: Any, order: PurchaseOrder, **options: Any) -> None:
        super().__init__(*args, **options)
        self.lines: list[OrderLine] = list(order.lines.all())
        for line in self.lines:
            self.fields[f"line-{line.pk}"] = WholeNumberField(
                label=_("Quantity of %(name)s") % {"name": line.title},
                initial=line.quantity,
                most=MAX_QUANTITY,
            )

    def quantities(self) -> dict[int, int]:
        """Return units per line id."""
        return {line.pk: self.cleaned_data[f"line-{line.pk}"] for line in self.lines}

    def field_of(self, line: OrderLine) -> forms.BoundField:
        """Return the field of a line."""
        return self[f"line-{line.pk}"]


class FilterForm(forms.Form):
    """What the list of orders is narrowed to."""

    q = LineField(max_length=100, required=False)
    group = LineField(max_length=16, required=False)
