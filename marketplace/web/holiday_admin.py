"""The table of public holidays in the admin: entered and taken back by the use-cases."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from marketplace.core import holidays, rule_entry
from marketplace.core.errors import DomainError
from marketplace.core.models import DayOff, PublicHoliday
from marketplace.web.fields import LineField, TextField


class HolidayForm(forms.ModelForm):  # type: ignore[type-arg]
    """A new day off, or taking one back; refusals of the use-case stand beside their field."""

    name = LineField(max_length=120)
    legal_source = LineField(max_length=200)
    reason = TextField(label=gettext_lazy("Reason"))

    class Meta:
        model = PublicHoliday
        fields: ClassVar = ["day", "kind", "name", "legal_source"]

    def clean(self) -> dict[str, Any]:
        """Ask the rules of the table."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                self._check(cleaned["reason"])
            except DomainError as refused:
                refused.add_to(self)
        return cleaned

    def _check(self, reason: str) -> None:
        if self.instance.pk is None:
            holidays.check(self.new_holiday(), reason=reason)
        else:
            holidays.check_withdrawal(PublicHoliday.objects.get(pk=self.instance.pk), reason=reason)

    def new_holiday(self) -> holidays.NewHoliday:
        """Return what was typed as the use-case takes it."""
        asked = self.cleaned_data
        return holidays.NewHoliday(
            asked["day"], DayOff(asked["kind"]), asked["name"], asked["legal_source"]
        )

    def _post_clean(self) -> None:
        """Leave the model's own checks to the use-case; the form keeps no instance."""


@admin.register(PublicHoliday)
class HolidayAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Saving an entry that is there takes it back, with a reason."""

    form = HolidayForm
    list_display = ["day", "kind", "name", "legal_source", "withdrawn_at"]
    list_filter = ["kind"]
    date_hierarchy = "day"
    ordering = ["-day"]

    def get_readonly_fields(
        self, request: HttpRequest, obj: PublicHoliday | None = None
    ) -> list[str]:
        """What was entered stays as it is."""
        return [] if obj is None else [field.name for field in PublicHoliday._meta.fields]

    def get_fields(self, request: HttpRequest, obj: PublicHoliday | None = None) -> Any:
        """Ask for what the use-case takes."""
        if obj is None:
            return [*HolidayForm.Meta.fields, "reason"]
        return [*self.get_readonly_fields(request, obj), "reason"]

    def save_model(self, request: HttpRequest, obj: PublicHoliday, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        """Enter or take back by the use-case."""
        actor, reason = request.user, form.cleaned_data["reason"]
        assert isinstance(actor, models.Model)  # noqa: S101 - the admin is for people signed in
        if change:
            holidays.withdraw_holiday(holiday_id=obj.pk, actor=actor, reason=reason)
        else:
            obj.pk = holidays.enter_holiday(form.new_holiday(), actor=actor, reason=reason).pk
        obj.refresh_from_db()

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only the operator."""
        return self._is_operator(request)

    def has_change_permission(self, request: HttpRequest, obj: PublicHoliday | None = None) -> bool:
        """Only the operator, and only what was not taken back."""
        return self._is_operator(request) and (obj is None or obj.withdrawn_at is None)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Deadlines were reckoned by them."""
        return False

    def _is_operator(self, request: HttpRequest) -> bool:
        person = request.user
        return isinstance(person, models.Model) and bool(rule_entry.can_keep_rules(person))
