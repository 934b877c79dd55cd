"""The kernel in the admin: everything here is only read; rules and holidays are entered in web."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.core import deadlines, outbox
from marketplace.core.models import AuditEvent, Deadline, Delivery, OutboxEvent, PeriodicRun


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Shows rows and changes none; operators look, use-cases act."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Nobody changes here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes here."""
        return False


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    """The trail."""

    list_display = ["occurred_at", "actor", "action", "subject_type", "subject_id", "position"]
    list_filter = ["action"]
    search_fields = ["subject_id"]
    list_select_related = ["actor"]


@admin.register(OutboxEvent)
class OutboxEventAdmin(ReadOnlyAdmin):
    """What happened."""

    list_display = ["occurred_at", "name", "subject_type", "subject_id"]
    list_filter = ["name"]


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    """Who was told of it; a parked delivery needs an operator."""

    list_display = ["event", "handler", "state", "attempts", "due_at", "last_error"]
    list_filter = ["state", "handler"]
    list_select_related = ["event"]
    actions = ["try_again"]

    @admin.action(description=gettext_lazy("Deliver the parked ones again"))
    def try_again(self, request: HttpRequest, rows: models.QuerySet[Delivery]) -> None:
        """Unpark what an operator chose."""
        done = outbox.retry(delivery_ids=rows.values_list("pk", flat=True), actor=request.user)
        self.message_user(request, _("%(count)s will be tried again.") % {"count": done})


@admin.register(Deadline)
class DeadlineAdmin(ReadOnlyAdmin):
    """What will happen by itself."""

    list_display = ["kind", "subject_id", "due_at", "closed_at", "parked_at", "last_error"]
    list_filter = ["kind", ("parked_at", admin.EmptyFieldListFilter)]
    actions = ["try_again"]

    @admin.action(description=gettext_lazy("Try the parked ones again"))
    def try_again(self, request: HttpRequest, rows: models.QuerySet[Deadline]) -> None:
        """Unpark what an operator chose."""
        done = deadlines.retry(deadline_ids=rows.values_list("pk", flat=True), actor=request.user)
        self.message_user(request, _("%(count)s will be tried again.") % {"count": done})


@admin.register(PeriodicRun)
class PeriodicRunAdmin(ReadOnlyAdmin):
    """When recurring work last ran."""

    list_display = ["name", "ran_at", "outcome"]
