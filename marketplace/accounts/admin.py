"""People and offices in the admin; roles are given here until an agency does it itself."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from marketplace.accounts.models import Agency, Membership, Region, Tenant, User
from marketplace.web.admin import TYPED_TEXT


class MembershipInline(admin.TabularInline):  # type: ignore[type-arg]
    """A person's roles."""

    model = Membership
    extra = 0
    autocomplete_fields = ["tenant", "agency"]


@admin.register(User)
class UserAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Accounts; a password is only ever reset by its owner."""

    formfield_overrides = TYPED_TEXT
    list_display = ["email", "name", "is_active", "is_staff", "date_joined"]
    list_filter = ["is_active", "is_staff", "memberships__role"]
    search_fields = ["email", "name"]
    fields = ["email", "name", "language", "is_active", "is_staff", "last_login", "date_joined"]
    readonly_fields = ["last_login", "date_joined"]
    inlines = [MembershipInline]
    ordering = ["email"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An account is switched off, never deleted: orders and the trail name it."""
        return False


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Roles."""

    list_display = ["user", "role", "agency", "tenant", "active"]
    list_filter = ["role", "active", "tenant"]
    list_select_related = ["user", "agency", "tenant"]
    autocomplete_fields = ["user", "tenant", "agency"]


@admin.register(Tenant)
class TenantAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Provinces and cities that host a market."""

    formfield_overrides = TYPED_TEXT
    list_display = ["name", "slug", "region"]
    search_fields = ["name", "slug"]
    autocomplete_fields = ["region"]


@admin.register(Agency)
class AgencyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Agencies that buy."""

    formfield_overrides = TYPED_TEXT
    list_display = ["name", "code", "tenant"]
    list_filter = ["tenant"]
    search_fields = ["name", "code"]
    autocomplete_fields = ["region"]


@admin.register(Region)
class RegionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Regions by their Kemendagri code."""

    formfield_overrides = TYPED_TEXT
    list_display = ["code", "name", "level", "time_zone"]
    list_filter = ["level"]
    search_fields = ["code", "name"]
    autocomplete_fields = ["parent"]
