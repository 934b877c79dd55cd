"""Shapes of what is typed about a budget; meaning is judged by the services."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.budget.models import AccountCode, BudgetLine, PlanPackage, SheetKind
from marketplace.budget.rules import FIRST_YEAR, LAST_YEAR, WORDS_MAX, account_of
from marketplace.budget.services import LineFacts, PackageFacts
from marketplace.core.money import rupiah
from marketplace.web.fields import LineField, RupiahField, SheetField, WholeNumberField


def _year() -> WholeNumberField:
    return WholeNumberField(label=_("Fiscal year"), least=FIRST_YEAR, most=LAST_YEAR)


class ChangeLineForm(forms.Form):
    """What of a line of the budget may be corrected."""

    sub_activity = LineField(
        label=_("Sub-activity"),
        max_length=WORDS_MAX,
        help_text=_("As in the budget document (DPA)."),
    )
    ceiling = RupiahField(label=_("Ceiling"))


class LineForm(ChangeLineForm):
    """A new line of the budget."""

    fiscal_year = _year()
    account_code = LineField(
        label=_("Account code"),
        max_length=WORDS_MAX,
        help_text=_("With or without dots. Choose it from the list."),
        widget=forms.TextInput(attrs={"list": "rekening", "autocomplete": "off"}),
    )
    field_order = ("fiscal_year", "account_code", "sub_activity", "ceiling")

    def clean_account_code(self) -> int:
        """Return the key of the account that was typed. Raises: ValidationError."""
        code = account_of(str(self.cleaned_data["account_code"]).partition(" ")[0])
        found = AccountCode.objects.filter(code=code or "").first()
        if found is None:
            raise forms.ValidationError(
                gettext(
                    "The list has no such account code. Choose one, or ask the operator to add it."
                )
            )
        return int(found.pk)

    @property
    def accounts(self) -> QuerySet[AccountCode]:
        """What the list offers."""
        return AccountCode.objects.all()

    def facts(self) -> LineFacts:
        """Return what was typed as the use-case takes it."""
        typed = self.cleaned_data
        return LineFacts(
            fiscal_year=typed["fiscal_year"],
            account_code_id=typed["account_code"],
            sub_activity=typed["sub_activity"],
            ceiling_rupiah=typed["ceiling"],
        )


class BudgetLineField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A line of the budget with what it grants."""

    def label_from_instance(self, obj: BudgetLine) -> str:
        """Show account, sub-activity and ceiling."""
        return f"{obj} · {rupiah(obj.ceiling_rupiah)}"


class PackageForm(forms.Form):
    """A new package with its first part; more parts are added on its page."""

    rup_code = LineField(
        label=_("RUP code"), max_length=10, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    name = LineField(label=_("Name of the package"), max_length=WORDS_MAX)
    line = BudgetLineField(
        label=_("Budget line (DPA)"),
        queryset=BudgetLine.objects.none(),
        help_text=_("Orders under this package are booked on its account code."),
    )
    ceiling = RupiahField(label=_("Ceiling"))

    def __init__(self, *args: Any, lines: QuerySet[BudgetLine], year: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.year = year
        choice = self.fields["line"]
        assert isinstance(choice, BudgetLineField)  # noqa: S101 - declared above
        choice.queryset = lines

    @property
    def renamed(self) -> dict[str, str]:
        """Where a refusal of the part stands."""
        line = self.cleaned_data.get("line")
        return {f"part-{line.pk}": "ceiling"} if line else {}

    def facts(self) -> PackageFacts:
        """Return what was typed as the use-case takes it."""
        typed = self.cleaned_data
        return PackageFacts(
            rup_code=typed["rup_code"],
            name=typed["name"],
            fiscal_year=self.year,
            parts={typed["line"].pk: typed["ceiling"]},
        )


class ChangePackageForm(forms.Form):
    """Name and parts of a package: those it has, and one more."""

    name = LineField(label=_("Name of the package"), max_length=WORDS_MAX)

    def __init__(
        self, *args: Any, package: PlanPackage, lines: QuerySet[BudgetLine], **options: Any
    ) -> None:
        parts = package.lines.select_related("account_code").order_by("account_code__code")
        initial = {"name": package.name}
        initial |= {f"part-{part.budget_line_id}": part.ceiling_rupiah for part in parts}
        options["initial"] = initial
        super().__init__(*args, **options)
        self.keys = [part.budget_line_id for part in parts]
        for part in parts:
            self.fields[f"part-{part.budget_line_id}"] = RupiahField(
                label=gettext("Ceiling on %(account)s") % {"account": part.account_code.code}
            )
        accounts = [part.account_code_id for part in parts]
        self.fields["line"] = BudgetLineField(
            label=gettext("One more budget line (DPA)"),
            queryset=lines.exclude(account_code__in=accounts),
            required=False,
        )
        self.fields["ceiling"] = RupiahField(
            label=gettext("Ceiling on that line"), required=False, empty=None
        )

    def clean(self) -> dict[str, Any]:
        """Refuse one of line and ceiling without the other."""
        typed = super().clean() or self.cleaned_data
        if typed.get("line") and typed.get("ceiling") is None and "ceiling" not in self.errors:
            self.add_error("ceiling", gettext("Write how much of the line is for this package."))
        if typed.get("ceiling") and not typed.get("line") and "line" not in self.errors:
            self.add_error("line", gettext("Choose the budget line (DPA) of this sum."))
        return typed

    @property
    def part_fields(self) -> list[forms.BoundField]:
        """The ceilings of the parts there are."""
        return [self[f"part-{key}"] for key in self.keys]

    @property
    def renamed(self) -> dict[str, str]:
        """Where a refusal of the new part stands."""
        line = self.cleaned_data.get("line")
        return {f"part-{line.pk}": "ceiling"} if line else {}

    def parts(self) -> dict[int, int]:
        """Return the ceilings that were typed, by line of the budget."""
        typed = self.cleaned_data
        found = {key: typed[f"part-{key}"] for key in self.keys}
        if typed["line"]:
            found[typed["line"].pk] = typed["ceiling"]
        return found


class PlanSheetForm(forms.Form):
    """A filled template, or any table with its columns."""

    kind = forms.ChoiceField(
        label=_("What the sheet lists"), choices=SheetKind.choices, widget=forms.RadioSelect
    )
    sheet = SheetField(label=_("Sheet"), help_text=_("Excel (.xlsx) or CSV."))
