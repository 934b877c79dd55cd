"""Enter and end rules: who, when, by which legal act. A row's value never changes."""

import csv
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

from django.db import IntegrityError, models, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from marketplace.core import audit, clock, rulebook
from marketplace.core.errors import Conflict, RuleViolation
from marketplace.core.models import Rule
from marketplace.core.money import grouped
from marketplace.core.policy import ALLOW, Verdict, deny, require
from marketplace.core.rule_codes import MEANINGS, RuleCode, Stricter, is_stricter
from marketplace.core.text import clean_text

NATIONAL = Path(__file__).resolve().parent / "data" / "rulebook.csv"
EAST = "Asia/Jayapura"  # the zone whose day begins first: no order can be of a later one
_tenants: list[Callable[[str], bool]] = []
_channels: set[str] = set()


@dataclass(frozen=True, slots=True)
class LegalAct:
    """The act of a local government (Pergub, Perwali, Perda) that a tenant's rule rests on."""

    title: str
    number: str
    day: date
    article: str = ""

    def __str__(self) -> str:
        article = f", {self.article}" if self.article else ""
        return f"{self.title} {self.number} ({self.day.isoformat()}){article}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRule:
    """What is entered. ``value`` is in the unit of its code; days are inclusive."""

    code: RuleCode
    value: int
    valid_from: date
    valid_to: date | None = None
    channel: str = ""
    tenant_slug: str = ""
    legal_source: str = ""
    act: LegalAct | None = None


def tenants_known_by(exists: Callable[[str], bool]) -> Callable[[str], bool]:
    """Let the room above say, at ``ready()``, whether a tenant of this slug exists."""
    _tenants.append(exists)
    return exists


def channels_are(names: Iterable[str]) -> None:
    """Let the room above say, at ``ready()``, for which ways of buying a rule may be entered."""
    _channels.update(names)


def can_keep_rules(actor: models.Model | None) -> Verdict:
    """The operator; None is the platform itself, which enters the national rules."""
    if actor is None or (
        getattr(actor, "is_active", False) and getattr(actor, "is_superuser", False)
    ):
        return ALLOW
    return deny(_("Only the operator of this installation keeps the rulebook."))


@transaction.atomic
def enter_rule(new: NewRule, *, actor: models.Model | None, reason: str) -> Rule:
    """Enter a rule; the one it follows ends the day before.

    A person enters rules that begin tomorrow or later: orders of today stay under today's.
    Raises: NotAllowed, RuleViolation, Conflict when another rule holds on one of its days.
    """
    require(can_keep_rules(actor))
    check(new, reason=reason, by_person=actor is not None)
    before = _followed(new).select_for_update().first()
    if before is not None:
        _end(before, new.valid_from - timedelta(days=1), actor=actor, reason=reason)
    act = new.act
    try:
        with transaction.atomic():
            rule = Rule.objects.create(
                code=new.code,
                value=new.value,
                unit=MEANINGS[new.code].unit,
                stricter=MEANINGS[new.code].stricter,
                valid_from=new.valid_from,
                valid_to=new.valid_to,
                channel=new.channel,
                tenant_slug=new.tenant_slug,
                legal_source=str(act) if act else new.legal_source,
                act_title=act.title if act else "",
                act_number=act.number if act else "",
                act_date=act.day if act else None,
                act_article=act.article if act else "",
                entered_by_id=actor.pk if actor else None,
                entered_at=clock.now(),
            )
    except IntegrityError as refused:
        raise _taken(new) from refused
    rulebook.forget()
    audit.record("rule.entered", actor=actor, subject=rule, reason=reason.strip(), **_facts(new))
    return rule


def _facts(new: NewRule) -> dict[str, object]:
    return {key: value for key, value in asdict(new).items() if value not in ("", None)}


@transaction.atomic
def end_rule(*, rule_id: int, last_day: date, actor: models.Model | None, reason: str) -> Rule:
    """Set the last day of a rule, once; today at the earliest.

    Raises: NotAllowed, RuleViolation, Conflict when it already has one.
    """
    require(can_keep_rules(actor))
    rule = Rule.objects.select_for_update().get(pk=rule_id)
    check_end(rule, last_day, reason=reason)
    _end(rule, last_day, actor=actor, reason=reason)
    rulebook.forget()
    return rule


def check_end(rule: Rule, last_day: date, *, reason: str) -> None:
    """Refuse an end that is set already, lies in the past or has no reason."""
    _require_reason(reason)
    if rule.valid_to is not None:
        raise Conflict(_("This rule already has its last day. Enter another rule instead."))
    if last_day < max(rule.valid_from, clock.today(EAST)):
        raise RuleViolation(
            _("A rule ends today at the earliest, and not before it began."), field="valid_to"
        )


def _end(rule: Rule, last_day: date, *, actor: models.Model | None, reason: str) -> None:
    rule.valid_to = last_day
    rule.save(update_fields=["valid_to"])
    audit.record("rule.ended", actor=actor, subject=rule, reason=reason.strip(), valid_to=last_day)


def check(new: NewRule, *, reason: str, by_person: bool) -> None:
    """Refuse a rule that may not be entered. Raises: RuleViolation."""
    _require_reason(reason)
    _require_days(new, by_person=by_person)
    _require_bounds(new)
    _require_channel(new)
    if new.tenant_slug:
        _require_tenants_right(new)
    elif not new.legal_source.strip():
        raise RuleViolation(
            _("Name the regulation or the decision that the rule rests on."), field="legal_source"
        )
    _require_free_days(new)


def _require_bounds(new: NewRule) -> None:
    """Refuse what was typed wrongly: an entered rule is law for at least one day."""
    least, most = MEANINGS[new.code].bounds
    if not least <= new.value <= most:
        raise RuleViolation(
            _("Rule %(code)s is a whole number from %(least)s to %(most)s.")
            % {"code": new.code.value, "least": grouped(least), "most": grouped(most)},
            field="value",
        )


def _require_channel(new: NewRule) -> None:
    if not new.channel:
        return
    if new.channel not in _channels:
        raise RuleViolation(_("Choose a channel that exists, or none."), field="channel")
    if not MEANINGS[new.code].by_channel:
        raise RuleViolation(
            _("Rule %(code)s is the same in every channel. Leave the channel empty.")
            % {"code": new.code.value},
            field="channel",
        )


def require_table_reason(reason: str) -> None:
    """Let whoever changes a dated table of operators say why. Raises: RuleViolation."""
    if not clean_text(reason):
        raise RuleViolation(_("Write the reason: the auditor will read it."), field="reason")


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise RuleViolation(
            _("Write the reason: the other side and the auditor will read it."), field="reason"
        )


def _require_days(new: NewRule, *, by_person: bool) -> None:
    if new.valid_to is not None and new.valid_to < new.valid_from:
        raise RuleViolation(_("A rule cannot end before it begins."), field="valid_to")
    if by_person:
        require_begins_later(new.valid_from, today=clock.today(EAST))


def require_begins_later(day: date, *, today: date) -> None:
    """Let a rule begin after today only. Raises: RuleViolation."""
    if day <= today:
        raise RuleViolation(
            _("A rule begins tomorrow at the earliest: today's orders stay under today's rules."),
            field="valid_from",
        )


def _require_free_days(new: NewRule) -> None:
    same = Rule.objects.filter(
        code=new.code, channel=new.channel, tenant_slug=new.tenant_slug
    ).filter(Q(valid_from__gte=new.valid_from) | Q(valid_to__gte=new.valid_from))
    if new.valid_to is not None:
        same = same.filter(valid_from__lte=new.valid_to)
    if same.exists():
        raise _taken(new)


def _taken(new: NewRule) -> Conflict:
    return Conflict(
        _("Another rule %(code)s holds on one of these days.") % {"code": new.code.value},
        field="valid_from",
    )


def _require_tenants_right(new: NewRule) -> None:
    """A tenant may bind itself more than the general rule does, by its own legal act."""
    if not any(exists(new.tenant_slug) for exists in _tenants):
        raise RuleViolation(
            _("There is no tenant “%(slug)s”.") % {"slug": new.tenant_slug}, field="tenant_slug"
        )
    if new.act is None or not new.act.title.strip() or not new.act.number.strip():
        raise RuleViolation(
            _("A tenant's own rule cites its legal act: title, number and date."),
            field="act_title",
        )
    stricter = MEANINGS[new.code].stricter
    if stricter == Stricter.FIXED:
        raise RuleViolation(
            _("Rule %(code)s is the same for every tenant.") % {"code": new.code.value},
            field="code",
        )
    general = (
        _holding(new.valid_from).filter(code=new.code, channel=new.channel, tenant_slug="").first()
    )
    if general is None or not is_stricter(new.value, general.value, stricter):
        bound = general.value if general else "–"
        words = (
            _("A tenant's rule must be stricter: lower than %(value)s.")
            if stricter == Stricter.LOWER
            else _("A tenant's rule must be stricter: higher than %(value)s.")
        )
        raise RuleViolation(words % {"value": bound}, field="value", rule=new.code.value)


def _holding(day: date) -> QuerySet[Rule]:
    return Rule.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)


def _followed(new: NewRule) -> QuerySet[Rule]:
    """The open rule that a newer one of the same kind follows."""
    return Rule.objects.filter(
        code=new.code,
        channel=new.channel,
        tenant_slug=new.tenant_slug,
        valid_to__isnull=True,
        valid_from__lt=new.valid_from,
    )


def load_national_rules() -> int:
    """Enter the national rules that are not there yet; return how many were entered.

    Safe to repeat. Where an operator has entered a later rule, the rulebook is left to them.
    """
    entered = 0
    with NATIONAL.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            new = _national(row)
            same = Rule.objects.filter(code=new.code, channel=new.channel, tenant_slug="")
            if not same.filter(valid_from__gte=new.valid_from).exists():
                enter_rule(new, actor=None, reason="National rulebook")
                entered += 1
    return entered


def _national(row: dict[str, str]) -> NewRule:
    return NewRule(
        code=RuleCode(row["code"]),
        value=int(row["value"]),
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        channel=row["channel"],
        legal_source=row["legal_source"],
    )
