"""Forms of an agency's approval rules: shape alone; the use-cases judge the meaning."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.category_models import Category
from marketplace.accounts.letter_forms import DayField
from marketplace.accounts.models import Agency
from marketplace.core.rule_entry import LegalAct
from marketplace.orders.own_rules.reading import categories_for
from marketplace.orders.services import NewApprovalRule
from marketplace.web.fields import LineField, ReasonField, RupiahField


class ApprovalRuleForm(forms.Form):
    """From which sum on, of which goods, from when on, and by which act."""

    from_rupiah = RupiahField(
        label=gettext_lazy("Orders from this sum on"),
        help_text=gettext_lazy(
            "PPN and freight included; exactly this sum counts too. Empty: any sum."
        ),
        empty=0,
        required=False,
    )
    category = forms.ModelChoiceField(
        label=gettext_lazy("With goods of"),
        queryset=Category.objects.none(),
        help_text=gettext_lazy("One line of such goods is enough."),
        required=False,
    )
    valid_from = DayField(
        label=gettext_lazy("First day"),
        help_text=gettext_lazy("Tomorrow at the earliest: orders that are there stay as they are."),
    )
    valid_to = DayField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("Empty: until it is ended."),
        required=False,
    )
    act_title = LineField(
        label=gettext_lazy("Legal act"),
        help_text=gettext_lazy("For example: decree of the head of the agency."),
        max_length=200,
    )
    act_number = LineField(label=gettext_lazy("Number of the act"), max_length=60)
    act_date = DayField(label=gettext_lazy("Date of the act"))
    reason = ReasonField(help_text=gettext_lazy("The auditor reads it."))

    def __init__(self, *args: Any, agency: Agency, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["category"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = categories_for(agency)
        field.empty_label = _("Any goods")

    def rule(self) -> NewApprovalRule:
        """Return what was typed."""
        typed = self.cleaned_data
        category = typed["category"]
        return NewApprovalRule(
            act=LegalAct(typed["act_title"], typed["act_number"], typed["act_date"]),
            valid_from=typed["valid_from"],
            valid_to=typed["valid_to"],
            from_rupiah=typed["from_rupiah"],
            category_id=category.pk if category else None,
        )


class EndApprovalRuleForm(forms.Form):
    """The last day of a rule, and why."""

    valid_to = DayField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("Today at the earliest: orders of its days stay bound by it."),
    )
    reason = ReasonField(help_text=gettext_lazy("The auditor reads it."))
