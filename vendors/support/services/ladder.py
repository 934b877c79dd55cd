"""The ladder's rows: entered and ended by the operator, loaded after a migration."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from marketplace.core import audit, clock, guards
from marketplace.core.calendar import HOME_ZONE
from marketplace.core.errors import Conflict, RuleViolation
from marketplace.core.policy import require
from marketplace.core.rule_entry import can_keep_rules, require_table_reason
from marketplace.core.text import clean_line
from vendors.support.models import GoodsClass, LadderRule, Office, Paper
from vendors.support.reference_data import ladder_rows

_KNOWN = {"paper": Paper, "office": Office}
_SAID = ("code", "how", "how_en", "legal_source")


@guards.use_case
def enter_ladder_rule(
    new: Mapping[str, Any], *, actor: models.Model | None, reason: str
) -> LadderRule:
    """Enter a row. Raises: NotAllowed, RuleViolation, Conflict for an open row of the code."""
    require(can_keep_rules(actor))
    check_ladder_rule(new, reason=reason)
    row = LadderRule.objects.create(
        **new, entered_by_id=actor.pk if actor else None, entered_at=clock.now()
    )
    audit.record("ladder.entered", actor=actor, subject=row, reason=reason, code=row.code)
    return row


def check_ladder_rule(new: Mapping[str, Any], *, reason: str) -> None:
    """Refuse a row that cannot be entered. Raises: RuleViolation, Conflict."""
    require_table_reason(reason)
    for name in _SAID:
        if not clean_line(str(new[name])):
            raise RuleViolation(_("Write this, a shop owner will read it."), field=name)
    for name, kinds in _KNOWN.items():
        if new[name] not in kinds:
            raise RuleViolation(_("Choose one of the list."), field=name)
    if new["goods_class"] and new["goods_class"] not in GoodsClass:
        raise RuleViolation(_("Choose one of the list."), field="goods_class")
    if not set(new["after"]) <= set(Paper) - {new["paper"]}:
        raise RuleViolation(_("Name other papers of the ladder here."), field="after")
    if LadderRule.objects.filter(code=new["code"], valid_until__isnull=True).exists():
        raise Conflict(
            _("A rule %(code)s holds already. End it first.") % {"code": new["code"]}, field="code"
        )


@guards.use_case
def end_ladder_rule(
    *, rule_id: int, last_day: date, actor: models.Model, reason: str
) -> LadderRule:
    """Give a row its last day. Raises: NotAllowed, RuleViolation, Conflict when it has one."""
    require(can_keep_rules(actor))
    row = LadderRule.objects.select_for_update().get(pk=rule_id)
    check_ladder_end(row, last_day=last_day, reason=reason)
    row.valid_until = last_day
    row.save(update_fields=["valid_until"])
    audit.record("ladder.ended", actor=actor, subject=row, reason=reason, last_day=last_day)
    return row


def check_ladder_end(row: LadderRule, *, last_day: date, reason: str) -> None:
    """Refuse an end that rewrites the past. Raises: RuleViolation, Conflict."""
    require_table_reason(reason)
    if row.valid_until is not None:
        raise Conflict(_("This rule has its last day already."))
    if last_day < max(row.valid_from, clock.today(HOME_ZONE)):
        raise RuleViolation(
            _("A rule ends today or later, and not before it began."), field="valid_until"
        )


def load_ladder() -> int:
    """Enter the rows that come with the product and were never entered; return how many."""
    known = set(LadderRule.objects.values_list("code", flat=True))
    fresh = [row for row in ladder_rows() if row["code"] not in known]
    for row in fresh:
        enter_ladder_rule(_as_entered(row), actor=None, reason="Ladder of the product")
    return len(fresh)


def _as_entered(row: Mapping[str, str]) -> dict[str, Any]:
    numbers = {
        name: int(row[name]) if row[name] else None for name in ("cost_rupiah", "working_days")
    }
    lists = {
        name: row[name].split("|") if row[name] else []
        for name in ("size_classes", "legal_forms", "after")
    }
    is_must, since = row["is_must"] == "1", date.fromisoformat(row["valid_from"])
    return {**row, **numbers, **lists, "is_must": is_must, "valid_from": since}
