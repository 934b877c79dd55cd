"""How a variant is dated, and the columns of whatever says for which days something is wanted."""

from typing import Final

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalog.day_rules import Days
from marketplace.core import moments
from marketplace.core.money import grouped


class Dating(models.TextChoices):
    """Whether units are of a day: goods are not; a service or a meal is, a rental (sewa) daily."""

    NONE = "none", _("No day: goods that are sent")
    DAY = "day", _("On a day: a service or a meal")
    RENTAL = "rental", _("By the day: a rental")


class DayWanted(models.Model):
    """For which days something is wanted, beside its ``quantity``.

    Units of a rental are pieces × days: 100 chairs for 3 days are 300 units.
    """

    wanted_on = models.DateField(null=True, blank=True)
    wanted_until = models.DateField(null=True, blank=True)
    wanted_hour = models.TimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def wanted(self) -> Days | None:
        """The days; None of goods, and of what has no day yet."""
        if self.wanted_on is None:
            return None
        return Days(self.wanted_on, self.wanted_until, self.wanted_hour)

    @wanted.setter
    def wanted(self, days: Days | None) -> None:
        self.wanted_on = days.first if days else None
        self.wanted_until = days.last if days else None
        self.wanted_hour = days.hour if days else None

    @property
    def number_of_days(self) -> int:
        """How many days the units are of; 1 of goods."""
        days = self.wanted
        return max(1, days.number) if days else 1

    @property
    def pieces(self) -> int:
        """How many are there on each of the days."""
        units: int = self.quantity
        return units // self.number_of_days

    def change_days(self, days: Days | None) -> None:
        """Be wanted, unsaved, for other days; pieces stay, and units of a rental follow."""
        pieces, self.wanted = self.pieces, days
        self.quantity = pieces * self.number_of_days


DAY_COLUMNS: Final = ("wanted_on", "wanted_until", "wanted_hour")
DAYS_FIT: Final = (
    Q(wanted_on__isnull=True, wanted_until__isnull=True, wanted_hour__isnull=True)
    | Q(wanted_on__isnull=False, wanted_until__isnull=True)
    | Q(
        wanted_on__isnull=False,
        wanted_until__isnull=False,
        wanted_until__gte=F("wanted_on"),
        wanted_hour__isnull=True,
    )
)


def days_words(wanted: DayWanted, zone: str) -> str:
    """Return for which days something is wanted, as people and papers read it; empty for goods.

    A rental says of how many pieces on how many days its units are.
    """
    days = wanted.wanted
    if days is None:
        return ""
    said = moments.span(days.first, days.last, days.hour, zone)
    if days.last is None:
        return said
    numbers = {"pieces": grouped(wanted.pieces), "days": grouped(days.number)}
    counted = ngettext("%(pieces)s × %(days)s day", "%(pieces)s × %(days)s days", days.number)
    return f"{said}: {counted % numbers}"
