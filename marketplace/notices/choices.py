"""How people want to be told: by which way, when, and what they leave; the law's part stays."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import audit, guards, locks, whatsapp
from marketplace.core.errors import RuleViolation
from marketplace.notices import kinds
from marketplace.notices.models import Channel, Choice, Group, Notice, Pace, Reach, Way

Paces = Mapping[tuple[Group, Way], Pace]


@dataclass(frozen=True)
class Copy:
    """One copy of a notice: by which channel, and whether it waits for the day's one mail."""

    channel: Channel
    for_digest: bool = False


def usual(person: User, way: Way) -> Pace:
    """Return the pace of whoever chose none: a phone is only for who has no address."""
    return Pace.NONE if way == Way.PHONE and person.email else Pace.AT_ONCE


def reach_of(person: User) -> Reach:
    """Return a person's phone channel and quiet hours, the usual ones where none were chosen."""
    found: Reach | None = getattr(person, "reach", None)
    return found or Reach(person=person)


def number_of(person: User) -> str:
    """Return the proven number to which messages go, in E.164; empty for none."""
    return str(person.phone or reach_of(person).phone)


def copies(people: Collection[User], kind: str) -> dict[int, list[Copy]]:
    """Return which copies of a kind each person gets, by key; the inbox always has one."""
    group = kinds.group_of(kind)
    rows = Choice.objects.filter(person__in=people, group=group) if group else ()
    chosen = {(row.person_id, row.way): Pace(row.pace) for row in rows}
    reached: set[int] = set()
    if whatsapp.is_offered():
        asked = Reach.objects.filter(person__in=people, by_whatsapp=True)
        reached = set(asked.values_list("person_id", flat=True))

    def pace(person: User, way: Way) -> Pace:
        return chosen.get((person.pk, way), usual(person, way)) if group else Pace.AT_ONCE

    found = {}
    for person in people:
        found[person.pk] = [Copy(Channel.INBOX)]
        by_mail = pace(person, Way.EMAIL)
        if person.email and by_mail != Pace.NONE:
            found[person.pk].append(Copy(Channel.EMAIL, by_mail == Pace.DIGEST))
        phone = _phone_channel(person, kind, by_whatsapp=person.pk in reached)
        if phone and pace(person, Way.PHONE) == Pace.AT_ONCE:
            found[person.pk].append(Copy(phone))
    return found


def _phone_channel(person: User, kind: str, *, by_whatsapp: bool) -> Channel | None:
    """WhatsApp for who asked for it; SMS, which costs, for who has no address and few kinds."""
    if by_whatsapp:
        return Channel.WHATSAPP
    return Channel.SMS if not person.email and kind in kinds.texts() else None


def paces_of(person: User) -> dict[tuple[Group, Way], Pace]:
    """Return what a person chose, and the usual for the rest."""
    found = {(group, way): usual(person, way) for group in Group for way in Way}
    rows = Choice.objects.filter(person=person)
    return found | {(Group(row.group), Way(row.way)): Pace(row.pace) for row in rows}


@guards.use_case
def choose(*, actor: User, paces: Paces, **reach: Any) -> Reach:
    """Keep how a person wants to be told from now on.

    ``reach``: columns of ``Reach``. What waits for a day's mail and was left now does not come; a
    number that was for WhatsApp alone is forgotten with it.
    Raises: RuleViolation for WhatsApp without a proven number, or a daily mail by phone.
    """
    person = locks.lock_one(User, actor.pk)
    if not reach.get("by_whatsapp"):
        reach = {**reach, "phone": ""}
    elif not (number_of(person) and whatsapp.is_offered()):
        raise RuleViolation(
            _("WhatsApp needs a phone number proven by a code. Your account has none."),
            field="by_whatsapp",
        )
    _keep(person, paces)
    kept, _made = Reach.objects.update_or_create(person=person, defaults=reach)
    said = {name: value for name, value in reach.items() if name != "phone"}
    audit.record("notices.chosen", actor=actor, subject=person, **_said(paces), **said)
    return kept


@guards.use_case
def use_number(*, actor: User, phone: str) -> Reach:
    """Send messages by WhatsApp to a number (E.164) that the person has proven by a code."""
    person = locks.lock_one(User, actor.pk)
    kept, _made = Reach.objects.update_or_create(
        person=person, defaults={"phone": phone, "by_whatsapp": True}
    )
    audit.record("notices.number_proven", actor=actor, subject=person)
    return kept


@guards.use_case
def leave_optional(*, person_id: int) -> User:
    """End every mail that nobody is bound to get, on the word of whoever holds the letter."""
    person = locks.lock_one(User, person_id)
    paces = {(group, Way.EMAIL): Pace.NONE for group in Group}
    _keep(person, paces)
    audit.record("notices.left", actor=person, subject=person, by="letter")
    return person


def _keep(person: User, paces: Paces) -> None:
    Choice.objects.bulk_create(
        (
            Choice(person=person, group=group, way=way, pace=pace)
            for (group, way), pace in paces.items()
        ),
        update_conflicts=True,
        unique_fields=["person", "group", "way"],
        update_fields=["pace"],
    )
    left = [
        kind
        for (group, way), pace in paces.items()
        if way == Way.EMAIL and pace == Pace.NONE
        for kind in kinds.of_group(group)
    ]
    waiting = Notice.objects.filter(recipient=person, for_digest=True, digest=None)
    waiting.filter(kind__in=left).delete()


def _said(paces: Paces) -> dict[str, str]:
    return {f"{group}_{way}": pace.value for (group, way), pace in paces.items()}
