"""The fields that ask for which days something is wanted, by how its variant is dated."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from catalog.dating import DAY_COLUMNS, Dating
from catalog.day_rules import DAYS_AHEAD, ONE_DAY, Days
from marketplace.core.calendar import last_day_of_year


def day_fields(dating: str, today: date, wanted: Days | None = None) -> dict[str, forms.Field]:
    """Return the fields by name; none of goods. What they are asked for is judged by a use-case."""
    if dating == Dating.NONE:
        return {}
    is_rental = dating == Dating.RENTAL
    found: dict[str, forms.Field] = {
        "wanted_on": _day(
            _("First day") if is_rental else _("Day"), today, wanted.first if wanted else None
        )
    }
    if is_rental:
        found["wanted_until"] = _day(_("Last day"), today, wanted.last if wanted else None)
    else:
        found["wanted_hour"] = forms.TimeField(
            label=_("Hour"),
            required=False,
            initial=wanted.hour if wanted else None,
            widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        )
    return found


def _day(label: str, today: date, day: date | None) -> forms.DateField:
    said = {"required": _("Choose a day.")}
    widget = day_input(today, last=last_day_of_year(today))  # no order outlives its fiscal year
    return forms.DateField(label=label, initial=day, widget=widget, error_messages=said)


def day_input(today: date, *, last: date = date.max) -> forms.DateInput:
    """Return what chooses a day from today until ``last``, at most as far as days are booked."""
    furthest = min(last, today + ONE_DAY * DAYS_AHEAD)
    attrs = {"type": "date", "min": today.isoformat(), "max": furthest.isoformat()}
    return forms.DateInput(attrs=attrs, format="%Y-%m-%d")


def days_from(cleaned: Mapping[str, Any], prefix: str = "") -> Days | None:
    """Return the days of cleaned fields, None without a first one."""
    first, last, hour = (cleaned.get(f"{prefix}{name}") for name in DAY_COLUMNS)
    return Days(first, last, hour) if first else None


class DayForm(forms.Form):
    """For which days one variant is wanted."""

    def __init__(
        self, *args: Any, dating: str, today: date, wanted: Days | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields.update(day_fields(dating, today, wanted))

    def days(self) -> Days | None:
        """Return the cleaned days; None where none were typed."""
        return days_from(self.cleaned_data)
