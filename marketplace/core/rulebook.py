"""Read the dated rules. The day asked for is the order's, never "today" by habit.

Rules are entered and ended in ``rule_entry``.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Final

from django.db.models import BigIntegerField, Case, F, Q, QuerySet, When
from django.utils.translation import gettext as _

from marketplace.core import moments
from marketplace.core.errors import RuleViolation
from marketplace.core.models import Rule
from marketplace.core.rule_codes import RuleCode, Stricter

Known = dict[tuple[date, str, str], dict[RuleCode, Rule]]  # by day, channel and tenant
_CODES: Final = frozenset(code.value for code in RuleCode)
_known: Final[ContextVar[Known | None]] = ContextVar("rules_read", default=None)


class RuleMissing(RuleViolation):
    """No row of the rulebook covers that day: an operator must enter the rule."""

    code = "rule_missing"


def rule_in_force(code: RuleCode, *, on: date, channel: str = "", tenant_slug: str = "") -> Rule:
    """Return the rule of ``code`` on that day; of a tenant's and the general one the stricter.

    Raises: RuleMissing. Source: docs/regulations.md.
    """
    return rule_values(code, on=on, channel=channel, tenant_slug=tenant_slug)[code]


def rule_values(
    *codes: RuleCode,
    on: date,
    channel: str = "",
    tenant_slug: str = "",
    if_any: Collection[RuleCode] = (),
) -> dict[RuleCode, Rule]:
    """Return several rules of a day in one query. Raises: RuleMissing.

    ``if_any``: rules that need not be in force; they are left out before their first day.
    """
    wanted = [*codes, *if_any]
    known = _known.get()
    if known is None:
        found = _by_code(_strictest_last(on, channel, tenant_slug).filter(code__in=wanted))
    else:
        place = (on, channel, tenant_slug)
        if place not in known:
            known[place] = _by_code(_strictest_last(*place))
        found = {code: known[place][code] for code in wanted if code in known[place]}
    for code in codes:
        if code not in found:
            raise RuleMissing(
                _("No rule %(code)s is in force on %(day)s. Ask an administrator to enter it.")
                % {"code": code.value, "day": moments.day(on)},
                rule=code.value,
            )
    return found


@contextmanager
def remembered() -> Iterator[None]:
    """Read the rules of a day once in the block: for what one request does, from its first look."""
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def forget() -> None:
    """Read anew what is remembered: rules were entered or ended just now."""
    known = _known.get()
    if known is not None:
        known.clear()


def _by_code(rules: QuerySet[Rule]) -> dict[RuleCode, Rule]:
    return {RuleCode(rule.code): rule for rule in rules if rule.code in _CODES}


def _strictest_last(on: date, channel: str, tenant_slug: str) -> QuerySet[Rule]:
    """The twin of the database's ``core_strictest_rule``, for many codes."""
    strength = Case(
        When(stricter=Stricter.HIGHER, then=F("value")),
        default=-1 * F("value"),
        output_field=BigIntegerField(),
    )
    return Rule.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=on),
        channel__in={"", channel},
        tenant_slug__in={"", tenant_slug},
        valid_from__lte=on,
    ).order_by(strength, "tenant_slug", "channel")
