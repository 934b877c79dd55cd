"""The accounts in the operator's hands; the plans of agencies to look at."""

from django.contrib import admin

from marketplace.budget.models import AccountCode, PlanPackage
from marketplace.core.admin import ReadOnlyAdmin
from marketplace.web.admin import TYPED_TEXT


@admin.register(AccountCode)
class AccountCodeAdmin(admin.ModelAdmin[AccountCode]):
    """Expenditure accounts."""

    formfield_overrides = TYPED_TEXT
    list_display = ["code", "name"]
    search_fields = ["code", "name"]


@admin.register(PlanPackage)
class PlanPackageAdmin(ReadOnlyAdmin):
    """Packages of the plan (RUP); each agency keeps its own."""

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
