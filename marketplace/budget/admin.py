"""The plan in the operator's hands: ceilings may be entered, what orders hold may not."""

from typing import ClassVar

from django import forms
from django.contrib import admin

from marketplace.budget.models import AccountCode, PlanPackage
from marketplace.web.admin import TYPED_TEXT
from marketplace.web.fields import LineField, RupiahField, WholeNumberField

FIRST_YEAR, LAST_YEAR = 2020, 2199


class PlanPackageForm(forms.ModelForm):  # type: ignore[type-arg]
    """A package with its year and its ceiling in whole rupiah, as people write them."""

    rup_code = LineField(max_length=10)
    name = LineField(max_length=200)
    fiscal_year = WholeNumberField(least=FIRST_YEAR, most=LAST_YEAR)
    ceiling_rupiah = RupiahField()

    class Meta:
        model = PlanPackage
        fields: ClassVar = ["agency", "rup_code", "name", "fiscal_year", "ceiling_rupiah"]


@admin.register(AccountCode)
class AccountCodeAdmin(admin.ModelAdmin[AccountCode]):
    """Expenditure accounts."""

    formfield_overrides = TYPED_TEXT
    list_display = ["code", "name"]
    search_fields = ["code", "name"]


@admin.register(PlanPackage)
class PlanPackageAdmin(admin.ModelAdmin[PlanPackage]):
    """Packages of the plan (RUP)."""

    form = PlanPackageForm
    list_display = [
        "rup_code",
        "name",
        "agency",
        "fiscal_year",
        "ceiling_rupiah",
        "reserved_rupiah",
    ]
    list_filter = ["fiscal_year"]
    list_select_related = ["agency"]
    search_fields = ["rup_code", "name"]
    raw_id_fields = ["agency"]
    readonly_fields = ["reserved_rupiah"]
