"""Read the dated rules. The day asked for is the order's, never "today" by habit."""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from marketplace.core.errors import RuleViolation
from marketplace.core.models import Rule


class RuleMissing(RuleViolation):
    """No row of the rulebook covers that day: an operator must enter the rule."""

    code = "rule_missing"


def rule_in_force(code: str, *, on: date, channel: str = "", tenant_slug: str = "") -> Rule:
    """Return the rule of ``code`` on that day; a tenant's own act wins over the general one.

    Raises: RuleMissing. Source: docs/regulations.md.
    """
    rules = Rule.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=on),
        code=code,
        channel=channel,
        tenant_slug__in={"", tenant_slug},
        valid_from__lte=on,
    )
    rule = rules.order_by("-tenant_slug").first()
    if rule is None:
        raise RuleMissing(
            _("No rule %(code)s is in force on %(day)s. Ask an administrator to enter it.")
            % {"code": code, "day": on.isoformat()},
            rule=code,
        )
    return rule


def rule_values(*codes: str, on: date) -> dict[str, Rule]:
    """Return several channel-less rules in one query. Raises: RuleMissing."""
    rules = {
        rule.code: rule
        for rule in Rule.objects.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=on),
            code__in=codes,
            channel="",
            tenant_slug="",
            valid_from__lte=on,
        )
    }
    for code in codes:
        if code not in rules:
            rules[code] = rule_in_force(code, on=on)  # raises with the sentence
    return rules
