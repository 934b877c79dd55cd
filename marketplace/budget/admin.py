"""The plan in the operator's hands: ceilings may be entered, what orders hold may not."""

from django.contrib import admin

from marketplace.budget.models import AccountCode, PlanPackage


@admin.register(AccountCode)
class AccountCodeAdmin(admin.ModelAdmin[AccountCode]):
    """Expenditure accounts."""

    list_display = ["code", "name"]
    search_fields = ["code", "name"]


@admin.register(PlanPackage)
class PlanPackageAdmin(admin.ModelAdmin[PlanPackage]):
    """Packages of the plan (RUP)."""

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
