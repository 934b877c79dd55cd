"""An agency enters and ends its own approval rules. A row is never rewritten."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from marketplace.accounts.models import Agency, User
from marketplace.core import audit, clock, guards, locks
from marketplace.core.bounds import MAX_SUM_RUPIAH
from marketplace.core.errors import Conflict, RuleViolation
from marketplace.core.policy import require
from marketplace.core.rule_entry import LegalAct, require_begins_later, require_table_reason
from marketplace.core.text import clean_line, clean_text
from marketplace.orders.models import ApprovalRule
from marketplace.orders.own_rules.reading import can_keep, categories_for


@dataclass(frozen=True, slots=True, kw_only=True)
class NewApprovalRule:
    """What is entered; the days are inclusive.

    ``from_rupiah``: PPN and freight included, 0 for any sum; ``category_id``: None for any goods.
    """

    act: LegalAct
    valid_from: date
    valid_to: date | None = None
    from_rupiah: int = 0
    category_id: int | None = None


@guards.use_case
def enter_approval_rule(
    *, agency_id: int, new: NewApprovalRule, reason: str, actor: User
) -> ApprovalRule:
    """Ask a second approval of an agency's orders from a coming day on.

    Raises: DoesNotExist, NotAllowed, RuleViolation, Conflict where an open rule asks the same.
    """
    agency = locks.lock_one(Agency, agency_id)
    require(can_keep(actor, agency.pk))
    require_table_reason(reason)
    _require_days(new, agency)
    _require_meaning(new, agency)
    rule = ApprovalRule.objects.create(
        agency=agency,
        category_id=new.category_id,
        from_rupiah=new.from_rupiah,
        valid_from=new.valid_from,
        valid_to=new.valid_to,
        act_title=clean_line(new.act.title),
        act_number=clean_line(new.act.number),
        act_date=new.act.day,
        entered_by=actor,
        entered_at=clock.now(),
    )
    audit.record(
        "approval_rule.entered",
        actor=actor,
        subject=rule,
        reason=clean_text(reason),
        office=agency.name,
        from_rupiah=rule.from_rupiah,
        category=rule.category.code if rule.category else "",
        valid_from=rule.valid_from,
        valid_to=rule.valid_to,
        act=str(new.act),
    )
    return rule


def _require_days(new: NewApprovalRule, agency: Agency) -> None:
    require_begins_later(new.valid_from, today=clock.today(agency.time_zone))
    if new.valid_to is not None and new.valid_to < new.valid_from:
        raise RuleViolation(_("A rule cannot end before it begins."), field="valid_to")


def _require_meaning(new: NewApprovalRule, agency: Agency) -> None:
    if not clean_line(new.act.title) or not clean_line(new.act.number):
        raise RuleViolation(
            _("Name the legal act that the rule rests on: title, number and date."),
            field="act_number" if clean_line(new.act.title) else "act_title",
        )
    if not 0 <= new.from_rupiah <= MAX_SUM_RUPIAH:
        raise RuleViolation(
            _("The order's sum is too large to be true. Check the zeros."), field="from_rupiah"
        )
    if new.category_id is None and not new.from_rupiah:
        raise RuleViolation(
            _("Say of which orders: from which sum on, of which goods, or both."),
            field="from_rupiah",
        )
    known = categories_for(agency)
    if new.category_id is not None and not known.filter(pk=new.category_id).exists():
        raise RuleViolation(_("Choose a category of your market."), field="category")


@guards.use_case
def end_approval_rule(*, rule_id: int, last_day: date, reason: str, actor: User) -> ApprovalRule:
    """Set the last day of a rule, once; today at the earliest.

    Raises: DoesNotExist, NotAllowed, RuleViolation, Conflict when it has one.
    """
    agency_id = ApprovalRule.objects.values_list("agency", flat=True).get(pk=rule_id)
    agency = locks.lock_one(Agency, agency_id)
    rule = ApprovalRule.objects.get(pk=rule_id)
    require(can_keep(actor, agency.pk))
    require_table_reason(reason)
    if rule.valid_to is not None:
        raise Conflict(_("This rule already has its last day. Enter another rule instead."))
    if last_day < max(rule.valid_from, clock.today(agency.time_zone)):
        raise RuleViolation(
            _("A rule ends today at the earliest, and not before it began."), field="valid_to"
        )
    rule.valid_to = last_day
    rule.save(update_fields=["valid_to"])
    audit.record(
        "approval_rule.ended",
        actor=actor,
        subject=rule,
        reason=clean_text(reason),
        valid_to=last_day,
    )
    return rule
