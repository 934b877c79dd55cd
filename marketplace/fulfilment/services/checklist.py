"""The points a receiving officer looks at: kept by operators, loaded by a migration."""

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.db import models
from django.utils.translation import gettext as _

from catalog.category_models import Category
from marketplace.core import audit, clock, guards
from marketplace.core.calendar import HOME_ZONE
from marketplace.core.errors import Conflict, RuleViolation
from marketplace.core.policy import require
from marketplace.core.rule_entry import can_keep_rules, require_table_reason
from marketplace.core.text import clean_line
from marketplace.fulfilment.models import CheckPoint, Receipt, ReceiptCheck

_FILE: Final = Path(__file__).resolve().parent.parent / "data" / "checkpoints.toml"


@guards.use_case
def enter_check_point(
    new: Mapping[str, Any], *, actor: models.Model | None, reason: str
) -> CheckPoint:
    """Enter a point. Raises: NotAllowed, RuleViolation, Conflict for an open one of the code."""
    require(can_keep_rules(actor))
    check_new_point(new, reason=reason)
    row = CheckPoint.objects.create(
        **new, entered_by_id=actor.pk if actor else None, entered_at=clock.now()
    )
    audit.record("check_point.entered", actor=actor, subject=row, reason=reason, code=row.code)
    return row


def check_new_point(new: Mapping[str, Any], *, reason: str) -> None:
    """Refuse a point that cannot be entered. Raises: RuleViolation, Conflict."""
    require_table_reason(reason)
    if not clean_line(str(new["words"])):
        raise RuleViolation(_("Write what the officer looks at."), field="words")
    if CheckPoint.objects.filter(code=new["code"], valid_until__isnull=True).exists():
        raise Conflict(
            _("A point %(code)s holds already. End it first.") % {"code": new["code"]},
            field="code",
        )


@guards.use_case
def end_check_point(
    *, point_id: int, last_day: date, actor: models.Model, reason: str
) -> CheckPoint:
    """Give a point its last day. Raises: NotAllowed, RuleViolation, Conflict when it has one."""
    require(can_keep_rules(actor))
    row = CheckPoint.objects.select_for_update().get(pk=point_id)
    check_end_of_point(row, last_day=last_day, reason=reason)
    row.valid_until = last_day
    row.save(update_fields=["valid_until"])
    audit.record("check_point.ended", actor=actor, subject=row, reason=reason, last_day=last_day)
    return row


def check_end_of_point(row: CheckPoint, *, last_day: date, reason: str) -> None:
    """Refuse an end that rewrites the past. Raises: RuleViolation, Conflict."""
    require_table_reason(reason)
    if row.valid_until is not None:
        raise Conflict(_("This point has its last day already."))
    if last_day < max(row.valid_from, clock.today(HOME_ZONE)):
        raise RuleViolation(
            _("A point ends today or later, and not before it began."), field="valid_until"
        )


def load_check_points() -> int:
    """Enter the points that come with the product and were never entered; return how many."""
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))["point"]
    known = set(CheckPoint.objects.values_list("code", flat=True))
    categories = {one.code: one for one in Category.objects.filter(tenant__isnull=True)}
    fresh = [
        row
        for row in rows
        if row["code"] not in known and row.get("category", "") in {"", *categories}
    ]
    for row in fresh:
        new = {
            "code": row["code"],
            "words": row["words"],
            "category": categories.get(row.get("category", "")),
            "valid_from": clock.today(HOME_ZONE),
        }
        enter_check_point(new, actor=None, reason="Points of the product")
    return len(fresh)


def keep_checks(
    receipt: Receipt, checks: Mapping[int, Mapping[int, bool]], counted: set[int]
) -> None:
    """Record what was found at each point (line id → point id → whether it is met).

    Lines of which nothing was counted are left out: what is wrong with them is a complaint.
    """
    ReceiptCheck.objects.bulk_create(
        ReceiptCheck(receipt=receipt, order_line_id=line, point_id=point, is_met=is_met)
        for line, points in checks.items()
        if line in counted
        for point, is_met in points.items()
    )
