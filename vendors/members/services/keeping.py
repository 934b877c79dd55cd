"""One member at a time: added, changed, ended; and who reads a NIK in full."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from marketplace.accounts.models import Region, RegionLevel, User
from marketplace.core import audit, clock, guards, locks, moments, outbox
from marketplace.core.errors import Conflict, RuleViolation
from marketplace.core.fields import REASON_MAX
from marketplace.core.policy import require
from marketplace.core.text import clean_line
from vendors import rules as shapes
from vendors.members import messages, policies, queries, rules
from vendors.members.models import CooperativeMember
from vendors.models import Vendor

REVEALED: Final = "member.nik_revealed"
LEAST_PURPOSE: Final = 5


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """What a cooperative says of a member. An empty ``nik`` leaves what is known."""

    number: str
    name: str
    makes: str
    region_id: int
    since: date
    consent_on: date
    nik: str = ""
    named_in_public: bool = False


@guards.use_case
def add_member(*, vendor_id: int, facts: MemberFacts, actor: User) -> CooperativeMember:
    """Put a person on the list of a cooperative.

    Raises: NotAllowed, RuleViolation at the field that is wrong, Conflict for a number or NIK that
    another member of the same cooperative has.
    """
    vendor = locks.lock_one(Vendor, vendor_id)
    require(policies.can_keep(actor, vendor))
    member = CooperativeMember(vendor=vendor, added_by=actor, added_at=clock.now())
    write(member, facts)
    audit.record("member.added", actor=actor, subject=vendor, member=member.pk)
    outbox.emit("member.added", subject=vendor, member=member.pk)
    return member


@guards.use_case
def change_member(*, member_id: int, facts: MemberFacts, actor: User) -> CooperativeMember:
    """Correct what is said of a member; orders keep the name they were placed with.

    Raises: as ``add_member``, Conflict for one who has left.
    """
    member = _held(member_id, actor)
    changed = write(member, facts)
    if changed:
        audit.record(
            "member.changed", actor=actor, subject=member.vendor, member=member.pk, fields=changed
        )
    return member


@guards.use_case
def end_member(*, member_id: int, until: date, actor: User) -> CooperativeMember:
    """Note the last day of a member. Their goods name them no longer; orders placed do.

    Raises: NotAllowed, Conflict for one who has left, RuleViolation for a day before the first or
    after today.
    """
    member = _held(member_id, actor)
    today = clock.today(member.vendor.time_zone)
    if not member.since <= until <= today:
        raise RuleViolation(
            _("The last day is not before %(since)s, when the person joined, and not after today.")
            % {"since": moments.day(member.since)},
            field="until",
        )
    member.until, member.ended_by, member.ended_at = until, actor, clock.now()
    member.save(update_fields=["until", "ended_by", "ended_at"])
    audit.record("member.ended", actor=actor, subject=member.vendor, member=member.pk)
    outbox.emit("member.ended", subject=member.vendor, member=member.pk)
    return member


@guards.use_case
def reveal_nik(*, member_id: int, purpose: str, actor: User) -> str:
    """Return the NIK of a member in full, and write down who looked and what for.

    UU 27/2022 art. 31. Raises: DoesNotExist, NotAllowed, RuleViolation without a purpose.
    """
    member = CooperativeMember.objects.select_related("vendor").get(pk=member_id)
    require(policies.can_watch(actor, member.vendor))
    why = clean_line(purpose)[:REASON_MAX]
    if len(why) < LEAST_PURPOSE:
        raise RuleViolation(
            _("Write what you need it for, such as: comparing it with the identity card."),
            field="purpose",
        )
    audit.record(REVEALED, actor=actor, subject=member.vendor, reason=why, member=member.pk)
    return str(member.nik)


def _held(member_id: int, actor: User) -> CooperativeMember:
    """Lock a member behind the cooperative; placing an order holds that row too."""
    vendor_id = CooperativeMember.objects.values_list("vendor_id", flat=True).get(pk=member_id)
    vendor = locks.lock_one(Vendor, vendor_id)
    require(policies.can_keep(actor, vendor))
    member = locks.lock_one(CooperativeMember, member_id)
    member.vendor = vendor
    if not member.is_active:
        raise Conflict(_("This member has left; the row stays as it is. Add the person anew."))
    return member


_COLUMNS: Final = ("number", "name", "makes", "region_id", "since", "consent_on", "named_in_public")


def write(member: CooperativeMember, facts: MemberFacts) -> list[str]:
    """Save what is said of a member; return which columns changed. Raises: RuleViolation."""
    said = _checked(member, facts)
    _require_free(member, said)
    changed = [name for name in _COLUMNS if getattr(member, name) != getattr(said, name)]
    if said.nik and said.nik != member.nik:
        changed.append("nik")
    if changed or member.pk is None:
        for name in changed:
            setattr(member, name, getattr(said, name))
        member.save()
    return changed


def _checked(member: CooperativeMember, facts: MemberFacts) -> MemberFacts:
    """Return the facts in the shape in which they are kept. Raises: RuleViolation."""
    said = MemberFacts(
        number=clean_line(facts.number)[: rules.NUMBER_MAX],
        name=clean_line(facts.name)[: rules.NAME_MAX],
        makes=clean_line(facts.makes)[: rules.MAKES_MAX],
        region_id=facts.region_id,
        since=facts.since,
        consent_on=facts.consent_on,
        nik=shapes.plain(facts.nik),
        named_in_public=facts.named_in_public,
    )
    for field in ("number", "name", "makes"):
        if not getattr(said, field):
            raise _wrong(field, f"{field}_missing")
    finding = shapes.check_nik(said.nik) if said.nik else shapes.FINE
    if finding.is_error:
        raise RuleViolation(messages.sentence_of(finding.code, finding.params), field="nik")
    today = clock.today(member.vendor.time_zone)
    wrong = rules.check_days(since=said.since, consent_on=said.consent_on, today=today)
    if wrong:
        raise _wrong(*wrong)
    places = Region.objects.exclude(level=RegionLevel.PROVINCE)
    if not places.filter(pk=said.region_id).exists():
        raise _wrong("region", "region_missing")
    return said


def _wrong(field: str, code: str) -> RuleViolation:
    return RuleViolation(messages.sentence_of(code, {}), field=field)


def _require_free(member: CooperativeMember, said: MemberFacts) -> None:
    """Refuse a number or NIK of another member of the same cooperative; others are not asked."""
    rows = CooperativeMember.objects.filter(vendor=member.vendor).exclude(pk=member.pk)
    twin = rows.filter(number=said.number).first()
    if twin is not None:
        raise Conflict(
            _("%(name)s has member number %(number)s. Each member has a number of their own.")
            % {"name": twin.name, "number": twin.number},
            field="number",
        )
    if said.nik and queries.holders_in(member.vendor, said.nik).exclude(pk=member.pk).exists():
        raise Conflict(messages.sentence_of("nik_taken", {}), field="nik")
