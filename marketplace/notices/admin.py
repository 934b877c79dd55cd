"""Notices in the admin: an operator sees what was sent and what waits."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts.actor import actor_of
from marketplace.notices import services
from marketplace.notices.models import Notice


@admin.register(Notice)
class NoticeAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Read only."""

    list_display = ["recipient", "kind", "channel", "created_at", "sent_at", "parked_at"]
    list_filter = ["channel", ("parked_at", admin.EmptyFieldListFilter), "kind"]
    list_select_related = ["recipient"]
    actions = ["send_again"]

    @admin.action(description=gettext_lazy("Send the parked mails and SMS again"))
    def send_again(self, request: HttpRequest, rows: QuerySet[Notice]) -> None:
        """Unpark what an operator chose."""
        done = services.retry_mail(
            notice_ids=rows.values_list("pk", flat=True), actor=actor_of(request)
        )
        self.message_user(request, _("%(count)s will be tried again.") % {"count": done})

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Events make notices."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody rewrites what was said."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody unsays it."""
        return False
