"""What an agency does with its roles: appoint, end, and let somebody stand in.

Each step holds the account it is about, then the role.
"""

from datetime import timedelta
from typing import Any, NamedTuple

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from marketplace.accounts import appointing
from marketplace.accounts.appointing import LETTER_FILE, LetterWords, Seat
from marketplace.accounts.in_force import not_over
from marketplace.accounts.models import Agency, Membership, Role, User
from marketplace.appointments import policies
from marketplace.core import audit, clock, files, guards, locks, moments
from marketplace.core.errors import Conflict, RuleViolation
from marketplace.core.policy import require
from marketplace.core.rule_codes import RuleCode
from marketplace.core.rulebook import rule_in_force
from marketplace.core.text import clean_line, clean_text


class UnfitDays(RuleViolation):
    """Nobody stands in on these days: R-DELEGATION-MOST, or the holder's own appointment."""

    code = "unfit_days"


class Paper(NamedTuple):
    """A letter with its file, where there is one."""

    words: LetterWords
    upload: "UploadedFile[Any] | None" = None


def appoint(*, agency_id: int, person: User, role: Role, paper: Paper, actor: User) -> Membership:
    """Appoint somebody to a role in an agency, by a letter.

    Raises: NotAllowed, RuleViolation, DutiesApart, Conflict, InvalidUpload.
    """
    require(policies.can_appoint(actor, person, role, agency_id))
    with files.written_upload(paper.upload, kind=LETTER_FILE) as file:
        return _appoint(agency_id, person.pk, role, paper.words, file, actor)


@guards.use_case
def _appoint(
    agency_id: int,
    person_id: int,
    role: Role,
    words: LetterWords,
    file: files.Written | None,
    actor: User,
) -> Membership:
    person = locks.lock_one(User, person_id)
    agency = Agency.objects.select_related("tenant__region", "region").get(pk=agency_id)
    require(policies.can_appoint(actor, person, role, agency_id))
    _require_open(person)
    appointing.require_letter(words)
    seat = Seat(role, agency.tenant, agency)
    appointing.require_fit(person, seat, words)
    letter = appointing.write_letter(words, by=actor, file=file)
    return appointing.give(person, seat, letter, by=actor)


def name_stand_in(
    *, membership_id: int, person: User, paper: Paper, reason: str, actor: User
) -> Membership:
    """Let somebody act in the place of a holder from day to day; the holder does not meanwhile.

    Raises: NotAllowed, UnfitDays, RuleViolation, DutiesApart, Conflict, InvalidUpload.
    """
    require(policies.can_name_stand_in(actor, _role(membership_id)))
    with files.written_upload(paper.upload, kind=LETTER_FILE) as file:
        return _name_stand_in(membership_id, person.pk, paper.words, file, reason, actor)


@guards.use_case
def _name_stand_in(
    membership_id: int,
    person_id: int,
    words: LetterWords,
    file: files.Written | None,
    reason: str,
    actor: User,
) -> Membership:
    person = locks.lock_one(User, person_id)
    locks.lock_one(Membership, membership_id)
    held = _role(membership_id)
    require(policies.can_name_stand_in(actor, held))
    _require_other(held, person)
    why = clean_text(reason)
    if not why:
        raise RuleViolation(_("Write why the holder is away."), field="reason")
    appointing.require_letter(words)
    _require_days(held, words)
    seat = Seat(held.role, held.tenant, held.agency)
    appointing.require_fit(person, seat, words)
    letter = appointing.write_letter(words, by=actor, file=file)
    return appointing.give(person, seat, letter, by=actor, reason=why, stands_in_for=held)


def _role(membership_id: int) -> Membership:
    rows = Membership.objects.select_related(
        "user", "agency__region", "agency__tenant", "tenant__region", "letter"
    )
    return rows.get(pk=membership_id)


def _require_open(person: User) -> None:
    if not person.is_active:
        raise RuleViolation(
            _("The account of %(name)s is closed.") % {"name": person}, field="email"
        )


def _require_other(held: Membership, person: User) -> None:
    _require_open(person)
    appointing.require_running(held)
    if person.pk == held.user_id:
        raise RuleViolation(
            _("Nobody stands in for themselves. Choose somebody else."), field="email"
        )
    if held.stand_ins.filter(not_over()).exists():
        raise Conflict(_("Somebody stands in for this role already. Call that person back first."))


def _require_days(held: Membership, words: LetterWords) -> None:
    zone = held.office.time_zone
    today = clock.today(zone)
    most = rule_in_force(RuleCode.STAND_IN_MOST, on=today)
    if words.valid_from < today:
        raise UnfitDays(
            _("Nobody stands in for days that are over. Choose a first day from %(day)s on.")
            % {"day": moments.day(today)},
            field="valid_from",
        )
    latest = words.valid_from + timedelta(days=most.value - 1)
    if words.valid_until is None or words.valid_until > latest:
        raise UnfitDays(
            _("Somebody stands in up to a last day, here %(latest)s at the latest (rule %(rule)s).")
            % {"latest": moments.day(latest), "rule": most.code},
            field="valid_until",
            rule=most.code,
        )
    after = appointing.first_moment(words.valid_until + timedelta(days=1), zone)
    begins = appointing.first_moment(words.valid_from, zone)
    if begins < held.begins_at or (held.ends_at is not None and after > held.ends_at):
        raise UnfitDays(
            _("The days lie outside of the appointment of %(name)s itself. Choose days within it.")
            % {"name": held.user},
            field="valid_until",
        )


@guards.use_case
def change_address(*, agency_id: int, address: str, actor: User) -> Agency:
    """Write where an agency is; papers that were issued keep the former address.

    Raises: NotAllowed, RuleViolation.
    """
    agency = locks.lock_one(Agency, agency_id)
    require(policies.can_keep(actor, agency.pk))
    before, agency.address = agency.address, clean_line(address)
    if not agency.address:
        raise RuleViolation(_("Write the address of the agency."), field="address")
    agency.save(update_fields=["address"])
    audit.record(
        "agency.address_changed", actor=actor, subject=agency, before=before, after=agency.address
    )
    return agency


@guards.use_case
def end_role(*, membership_id: int, reason: str, actor: User) -> Membership:
    """End a role, or call a stand-in back, at once.

    Raises: NotAllowed, RuleViolation without a reason, Conflict when it has ended.
    """
    holder = Membership.objects.values_list("user", flat=True).get(pk=membership_id)
    locks.lock_one(User, holder)
    locks.lock_one(Membership, membership_id)
    held = Membership.objects.select_related("stands_in_for", "letter").get(pk=membership_id)
    require(policies.can_end(actor, held))
    return appointing.end(held, by=actor, reason=reason)
