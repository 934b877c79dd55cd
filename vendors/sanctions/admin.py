"""Operators look at sanctions here; every change goes through the use-cases."""

from django.contrib import admin

from marketplace.core.admin import ReadOnlyAdmin
from vendors.sanctions.models import LiftRequest, Sanction, SanctionStep


@admin.register(Sanction)
class SanctionAdmin(ReadOnlyAdmin):
    """Sanctions and where they stand."""

    list_display = ("number", "vendor", "kind", "ground", "status", "starts_on", "ends_on")
    list_filter = ("kind", "status", "ground")
    search_fields = ("number", "vendor__number", "vendor__name")
    list_select_related = ("vendor",)


@admin.register(SanctionStep)
class SanctionStepAdmin(ReadOnlyAdmin):
    """The history written by the trigger."""

    list_display = ("sanction", "from_status", "to_status", "changed_by", "changed_at")
    list_select_related = ("sanction", "changed_by")


@admin.register(LiftRequest)
class LiftRequestAdmin(ReadOnlyAdmin):
    """Appeals, and proposals to lift early."""

    list_display = ("sanction", "kind", "status", "asked_by", "asked_at", "decided_by")
    list_filter = ("kind", "status")
    list_select_related = ("sanction", "asked_by", "decided_by")
