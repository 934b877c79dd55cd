"""Notices in the admin: an operator sees what was sent and what waits."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from marketplace.notices.models import Notice


@admin.register(Notice)
class NoticeAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Read only."""

    list_display = ["recipient", "kind", "channel", "created_at", "read_at", "sent_at", "attempts"]
    list_filter = ["channel", "kind"]
    list_select_related = ["recipient"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Events make notices."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody rewrites what was said."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody unsays it."""
        return False
