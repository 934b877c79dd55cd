"""What the use-cases of this room share: texts, rules of the day, the office that helps."""

from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from marketplace.accounts.models import Tenant
from marketplace.core import clock, holidays, rulebook
from marketplace.core.calendar import local_day
from marketplace.core.errors import RuleViolation
from marketplace.core.rule_codes import RuleCode
from marketplace.core.text import clean_line, clean_text
from vendors.models import Vendor
from vendors.policies import ancestors
from vendors.support import rules

SUPPORT_FILE: Final = "support_paper"


class NoOffice(RuleViolation):
    """No government of the region hosts a market here, so that no officer could help."""

    code = "no_office"


class InvalidWords(RuleViolation):
    """A text that must be there is empty or too long; ``details["field"]`` names it."""

    code = "invalid_words"


def words(field: str, text: str, limit: int, *, empty: str = "", lines: bool = True) -> str:
    """Return a text as it was meant. ``empty``: the refusal of an empty one; it may be else.

    Raises: InvalidWords.
    """
    said = clean_text(text) if lines else clean_line(text)
    if not said and empty:
        raise InvalidWords(empty, field=field)
    if len(said) > limit:
        raise InvalidWords(
            _("The text has %(length)s characters; at most %(limit)s fit. Shorten it.")
            % {"length": len(said), "limit": limit},
            field=field,
        )
    return said


def office_of(vendor: Vendor) -> Tenant:
    """Return the nearest office that helps a shop: its city's, else its province's.

    Raises: NoOffice.
    """
    around = ancestors(vendor.region)
    found = Tenant.objects.filter(region_id__in=around).select_related("region")
    nearest = sorted(found, key=lambda tenant: around.index(tenant.region_id))
    if not nearest:
        raise NoOffice(
            _("Type the address of the shop in its application first: it says which office helps.")
        )
    return nearest[0]


def in_working_days(code: RuleCode, zone: str) -> datetime:
    """Return the moment that many working days from now, by the rule of today."""
    now = clock.now()
    days = rulebook.rule_in_force(code, on=clock.today(zone)).value
    return holidays.add_working_days(now, days, zone)


def in_office_hours(zone: str, *codes: RuleCode) -> list[datetime]:
    """Return for each rule the moment that many hours of working days from now."""
    now = clock.now()
    found = rulebook.rule_values(*codes, on=clock.today(zone))
    closed = holidays.closed_from(local_day(now, zone))
    return [rules.after_office_hours(now, found[code].value, zone, closed=closed) for code in codes]
