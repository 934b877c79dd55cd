"""Forms of the PPK's answers, and of what the officer repairs after a return."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.budget.fields import PartField
from marketplace.budget.models import PackageLine, PlanPackage
from marketplace.budget.queries import part_of, parts_of
from marketplace.core.errors import DomainError
from marketplace.core.money import grouped, rupiah
from marketplace.orders.forms import ReasonForm, StepForm
from marketplace.orders.models import PurchaseOrder, RepairField
from marketplace.orders.repairing import open_parts
from marketplace.orders.services.repair import Repairs
from marketplace.orders.unmet import FIELD, Unmet, unmet, unmet_read
from marketplace.web.fields import LineField, ReasonField, TextField

# Which field of the form belongs to which part of the order.
PART_OF: Final = {
    "title": RepairField.NEED,
    "note": RepairField.NEED,
    "delivery_address": RepairField.ADDRESS,
    "part": RepairField.BUDGET,
}


class ApprovalForm(StepForm):
    """Asks whether to approve, and the reason at each check that is not met."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.unmet = unmet_read(self.order)
        for one in self.unmet:
            self._ask(one)

    def _ask(self, one: Unmet) -> None:
        self.fields[one.field] = ReasonField(
            label=_("Not met: %(check)s") % {"check": one.title},
            help_text=f"{one.detail}. {one.todo}",
            missing=_("Write why it is approved all the same: the auditor reads it."),
        )

    def given(self) -> dict[str, Any]:
        """Return the reasons by check."""
        said = {name.removeprefix(FIELD): text for name, text in self.cleaned_data.items()}
        return {"reasons": said} if said else {}

    def blame(self, refused: DomainError) -> None:
        """Put a refusal beside the check it names, which may be missed only since the look."""
        self.unmet = unmet(PurchaseOrder.objects.get(pk=self.order.pk))
        for one in self.unmet:
            if one.field not in self.fields:
                self._ask(one)
        super().blame(refused)


class StrikeForm(StepForm):
    """A reason beside each line that is struck; a line without one stays."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for line in self.order.lines.all():
            number = f"{grouped(line.quantity)} {line.unit}"
            self.fields[f"line-{line.pk}"] = ReasonField(
                label=f"{line.title}: {number}, {rupiah(line.total_rupiah)}", required=False
            )

    def given(self) -> dict[str, Any]:
        """Return the reasons by line."""
        said = self.cleaned_data.items()
        return {"reasons": {int(name.removeprefix("line-")): text for name, text in said if text}}


class ReturnForm(ReasonForm):
    """Why an order goes back, and which parts of it are to be repaired."""

    parts = forms.MultipleChoiceField(
        label=gettext_lazy("What the officer may repair"),
        choices=RepairField.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "What you do not name stays locked; name nothing to open all of it. Another shop needs "
            "another order: reject this one."
        ),
    )

    field_order = ("reason", "parts")


class RepairForm(forms.Form):
    """What an officer repairs in a returned order beside its goods: only what was named."""

    title = LineField(label=gettext_lazy("Need (title)"), max_length=140)
    note = TextField(label=gettext_lazy("Note for the vendor"), max_length=500, required=False)
    delivery_address = LineField(label=gettext_lazy("Delivery address"), max_length=300)
    part = PartField(
        queryset=PackageLine.objects.none(),
        label=gettext_lazy("Plan package (RUP) and account code"),
        empty_label=None,
    )

    def __init__(self, *args: Any, order: PurchaseOrder, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("title", "note", "delivery_address"):
            self.initial.setdefault(name, getattr(order, name))
        self._offer_parts(order)
        opened = open_parts(order)
        for name, part in PART_OF.items():
            if part not in opened:
                del self.fields[name]

    def _offer_parts(self, order: PurchaseOrder) -> None:
        """Offer the parts of the office's packages of the order's year."""
        packages = PlanPackage.objects.filter(
            agency=order.agency_id, fiscal_year=order.ordered_on.year
        )
        field = self.fields["part"]
        assert isinstance(field, PartField)  # noqa: S101 - declared above
        field.queryset = parts_of(packages)
        now = part_of(order.plan_package_id, order.account_code_id)
        self.initial.setdefault("part", now.pk)

    def repairs(self) -> Repairs:
        """Return what was typed; nothing of what is locked."""
        said = self.cleaned_data
        part = said.get("part")
        return Repairs(
            title=said.get("title"),
            note=said.get("note"),
            delivery_address=said.get("delivery_address"),
            plan_package_id=part.package_id if part else None,
            account_code_id=part.account_code_id if part else None,
        )

    def blame(self, refused: DomainError) -> None:
        """Put a refusal about the plan beside its field, any other above the form."""
        refused.add_to(self, renamed={"plan_package": "part", "account_code": "part"})
