"""What is asked where another delivery day is proposed and answered."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.core import clock, moments
from marketplace.core.errors import DomainError
from marketplace.core.rule_codes import RuleCode
from marketplace.orders.addendum_policies import open_addendum
from marketplace.orders.bound_rules import bound_rule
from marketplace.orders.forms import ReasonForm, StepForm
from marketplace.orders.rules import last_day_of_need
from marketplace.web.fields import KeyField


class ProposalForm(ReasonForm):
    """Another delivery day, and why."""

    deliver_by = forms.DateField(
        label=gettext_lazy("New delivery day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": gettext_lazy("Choose the day by which the goods will come.")},
    )
    field_order = ("deliver_by", "reason")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        order, field = self.order, self.fields["deliver_by"]
        within = bound_rule(order, RuleCode.NEEDED_WITHIN).value
        last = last_day_of_need(order.ordered_on, within)
        today = clock.today(order.agency.time_zone)
        field.widget.attrs |= {"min": today.isoformat(), "max": last.isoformat()}
        words = {"now": moments.day(order.due_on) if order.due_on else "–"}
        field.help_text = _("Now: %(now)s. Latest: %(last)s.") % {
            **words,
            "last": moments.day(last),
        }


class AnswerForm(StepForm):
    """Which proposal is answered: the one that was read, counted from 1."""

    seen = KeyField(
        error_messages={"required": gettext_lazy("Read the proposed day, then answer.")}
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["seen"].initial = len(self.order.addenda.all())

    def names(self) -> dict[str, str]:
        """Return the proposed day, for the question."""
        proposed = open_addendum(self.order)
        return {"day": moments.day(proposed.to_day) if proposed else "–"}

    def blame(self, refused: DomainError) -> None:
        """Show the refusal; whoever reads it sees the proposal as it stands now."""
        self.data = {**dict(self.data.items()), "seen": str(self.order.addenda.count())}
        super().blame(refused)


class RefusalForm(AnswerForm, ReasonForm):
    """Why the proposed day is refused."""
