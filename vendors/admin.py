"""Operators look at vendors here; every change goes through the use-cases."""

from django.contrib import admin

from marketplace.core.admin import ReadOnlyAdmin
from vendors.models import FieldReview, Vendor, VendorDocument, VendorMembership, VendorStatusChange


@admin.register(Vendor)
class VendorAdmin(ReadOnlyAdmin):
    """Vendors without the numbers of a person (UU 27/2022)."""

    list_display = ("number", "name", "status", "size_class", "region")
    list_filter = ("status", "size_class", "legal_form")
    search_fields = ("number", "name", "nib")
    list_select_related = ("region",)
    exclude = ("npwp", "nik", "account_number")


@admin.register(VendorMembership)
class VendorMembershipAdmin(ReadOnlyAdmin):
    """Who acts or acted for which vendor, and who let them."""

    list_display = ("vendor", "user", "role", "since", "granted_by", "until", "ended_by")
    list_filter = ("role",)
    search_fields = ("vendor__number", "vendor__name", "user__email")
    list_select_related = ("vendor", "user", "granted_by", "ended_by")


@admin.register(VendorStatusChange)
class VendorStatusChangeAdmin(ReadOnlyAdmin):
    """The history written by the trigger."""

    list_display = ("vendor", "from_status", "to_status", "changed_by", "changed_at")
    list_select_related = ("vendor", "changed_by")


@admin.register(FieldReview)
class FieldReviewAdmin(ReadOnlyAdmin):
    """What verifiers said of each field."""

    list_display = ("vendor", "field", "ok", "reviewed_by", "reviewed_at")
    list_select_related = ("vendor", "reviewed_by")


@admin.register(VendorDocument)
class VendorDocumentAdmin(ReadOnlyAdmin):
    """Which papers were handed in; the files open only on the review page."""

    list_display = ("vendor", "kind", "uploaded_at", "replaced_at")
    list_select_related = ("vendor",)
    exclude = ("file",)
