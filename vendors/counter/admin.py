"""Operators keep the counters; sessions are only looked at, without a person's name or phone."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from marketplace.core import audit
from marketplace.core.admin import ReadOnlyAdmin
from marketplace.web.fields import LineField
from vendors.counter.models import CounterSession, Desk


class DeskForm(forms.ModelForm):  # type: ignore[type-arg]
    """A counter: its market, name and place."""

    name = LineField(max_length=60)
    place = LineField(max_length=120)

    class Meta:
        model = Desk
        fields: ClassVar = ["tenant", "name", "place", "active"]


@admin.register(Desk)
class DeskAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Counters are opened, renamed and put out of use; none is removed, because it has a past."""

    form = DeskForm
    list_display = ("name", "place", "tenant", "active")
    list_filter = ("tenant", "active")
    list_select_related = ("tenant",)

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        """A counter stays in its market."""
        return ("tenant",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody removes a counter."""
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Write it into the trail as well."""
        super().save_model(request, obj, form, change)
        audit.record("counter.desk_kept", actor=request.user, subject=obj, active=obj.active)


@admin.register(CounterSession)
class CounterSessionAdmin(ReadOnlyAdmin):
    """When which number was served where, and how it ended."""

    list_display = ("queue_number", "day", "desk", "officer", "status", "vendor")
    list_filter = ("status", "desk__tenant")
    list_select_related = ("desk", "officer", "vendor")
    exclude = ("person_name",)
