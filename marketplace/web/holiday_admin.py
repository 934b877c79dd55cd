"""The table of public holidays in the admin: entered and taken back by the use-cases."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from marketplace.core import holidays
from marketplace.core.models import DayOff, PublicHoliday
from marketplace.web.asking_admin import AskingForm, RulebookAdmin
from marketplace.web.fields import LineField, TextField


class HolidayForm(AskingForm):
    """A new day off, or taking one back."""

    name = LineField(max_length=120)
    legal_source = LineField(max_length=200)
    reason = TextField(label=gettext_lazy("Reason"))

    class Meta:
        model = PublicHoliday
        fields: ClassVar = ["day", "kind", "name", "legal_source"]

    def ask(self, cleaned: dict[str, Any]) -> None:
        """Ask the rules of the table. Raises: DomainError."""
        reason = cleaned["reason"]
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


@admin.register(PublicHoliday)
class HolidayAdmin(RulebookAdmin):
    """Saving an entry that is there takes it back, with a reason."""

    form = HolidayForm
    list_display = ["day", "kind", "name", "legal_source", "withdrawn_at"]
    list_filter = ["kind"]
    date_hierarchy = "day"
    ordering = ["-day"]
    ended_by = "withdrawn_at"

    def save_model(self, request: HttpRequest, obj: PublicHoliday, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        """Enter or take back by the use-case."""
        actor, reason = request.user, form.cleaned_data["reason"]
        assert isinstance(actor, models.Model)  # noqa: S101 - the admin is for people signed in
        if change:
            holidays.withdraw_holiday(holiday_id=obj.pk, actor=actor, reason=reason)
        else:
            obj.pk = holidays.enter_holiday(form.new_holiday(), actor=actor, reason=reason).pk
        obj.refresh_from_db()
