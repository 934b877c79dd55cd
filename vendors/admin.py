"""Operators look at vendors here; every change goes through the use-cases."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from vendors.models import FieldReview, Vendor, VendorDocument, VendorMembership, VendorStatusChange


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """Shows rows, changes none."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody adds here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes here."""
        return False


@admin.register(Vendor)
class VendorAdmin(ReadOnly):
    """Vendors without the numbers of a person (UU 27/2022)."""

    list_display = ("number", "name", "status", "size_class", "region")
    list_filter = ("status", "size_class", "legal_form")
    search_fields = ("number", "name", "nib")
    list_select_related = ("region",)
    exclude = ("npwp", "nik", "account_number")


@admin.register(VendorMembership)
class VendorMembershipAdmin(ReadOnly):
    """Who acts or acted for which vendor, and who let them."""

    list_display = ("vendor", "user", "role", "since", "granted_by", "until", "ended_by")
    list_filter = ("role",)
    search_fields = ("vendor__number", "vendor__name", "user__email")
    list_select_related = ("vendor", "user", "granted_by", "ended_by")


@admin.register(VendorStatusChange)
class VendorStatusChangeAdmin(ReadOnly):
    """The history written by the trigger."""

    list_display = ("vendor", "from_status", "to_status", "changed_by", "changed_at")
    list_select_related = ("vendor", "changed_by")


@admin.register(FieldReview)
class FieldReviewAdmin(ReadOnly):
    """What verifiers said of each field."""

    list_display = ("vendor", "field", "ok", "reviewed_by", "reviewed_at")
    list_select_related = ("vendor", "reviewed_by")


@admin.register(VendorDocument)
class VendorDocumentAdmin(ReadOnly):
    """Which papers were handed in; the files open only on the review page."""

    list_display = ("vendor", "kind", "uploaded_at", "replaced_at")
    list_select_related = ("vendor",)
    exclude = ("file",)
