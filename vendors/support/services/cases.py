"""Facilitation cases: asked for by the shop, worked on step by step by an officer, ended."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import audit, clock, deadlines, files, guards, locks, number_series, outbox
from marketplace.core.calendar import HOME_ZONE
from marketplace.core.errors import Conflict, InvalidTransition, RuleViolation
from marketplace.core.fields import REASON_MAX
from marketplace.core.policy import require
from marketplace.core.rule_codes import RuleCode
from vendors.licences.models import Licence
from vendors.models import Vendor
from vendors.support import policies, queries
from vendors.support.case_templates import TEMPLATES
from vendors.support.models import (
    CASE_TRANSITIONS,
    Appointment,
    AppointmentState,
    Case,
    CaseNote,
    CaseStatus,
    CaseStep,
    Paper,
)
from vendors.support.services.common import SUPPORT_FILE, in_working_days, office_of, words

CASE_DEADLINE: Final = "case.due"
NOTE_MAX: Final = 1000
# Whose clock runs in which state; a case that has ended waits for nobody.
_CLOCKS: Final[Mapping[str, RuleCode]] = {
    CaseStatus.OPEN: RuleCode.CASE_TAKE,
    CaseStatus.WORKING: RuleCode.CASE_STEP,
    CaseStatus.WAITING_SHOP: RuleCode.CASE_SHOP,
    CaseStatus.WAITING_OFFICE: RuleCode.CASE_OFFICE,
}
_NEEDS_WORDS: Final = frozenset({CaseStatus.WAITING_SHOP, CaseStatus.CLOSED})


@guards.use_case
def open_case(*, vendor_id: int, topic: str, wish: str = "", actor: User) -> Case:
    """Ask the nearest office for help with a paper; its checklist is laid out at once.

    Raises: NotAllowed, NoOffice, RuleViolation, Conflict while one of the topic is open.
    """
    vendor = locks.lock_shared(Vendor, vendor_id)
    require(policies.can_ask_help(actor, vendor))
    if topic not in Paper:
        raise RuleViolation(_("Choose what you need help with."), field="topic")
    if vendor.cases.filter(topic=topic, ended_at__isnull=True).exists():
        raise Conflict(
            _("Help with this paper has been asked for already. Write in that case."), field="topic"
        )
    tenant, now = office_of(vendor), clock.now()
    year = clock.today(HOME_ZONE).year
    case = Case.objects.create(
        number=f"PDP-{year}-{number_series.next_number(f'PDP-{year}'):06d}",
        vendor=vendor,
        tenant=tenant,
        topic=topic,
        wish=words("wish", wish, REASON_MAX),
        status_by=actor,
        status_at=now,
        opened_by=actor,
        opened_at=now,
    )
    CaseStep.objects.bulk_create(
        CaseStep(case=case, key=key, position=place)
        for place, key in enumerate(TEMPLATES[topic], start=1)
    )
    _run_clock(case)
    audit.record("case.opened", actor=actor, subject=case, topic=topic)
    outbox.emit("case.opened", subject=case)
    return case


def move_case(*, case_id: int, to: str, reason: str = "", actor: User) -> Case:
    """Take an officer's step; the first one makes them the officer of the case.

    ``reason``: what the shop is to do, or why it ends; a shop reads it.
    Raises: NotAllowed, InvalidTransition, InvalidWords.
    """
    return _move(case_id, CaseStatus(to), reason, actor)


@guards.use_case
def _move(case_id: int, to: CaseStatus, reason: str, actor: User) -> Case:
    case = locks.lock_one(Case, case_id)
    require(policies.can_work_case(actor, case))
    if case.officer_id is None or to == CaseStatus.WORKING:
        case.officer = actor
    if to == CaseStatus.DONE:
        case.licence = _obtained(case)
    _step(case, to, reason, actor)
    outbox.emit("case.moved", subject=case, to=str(to))
    return case


def _obtained(case: Case) -> Licence | None:
    """Return the licence that a case led to, None for a paper that is no licence.

    Raises: RuleViolation while the shop has not handed it in.
    """
    if not queries.LICENCES_OF[Paper(case.topic)]:
        return None
    licence = queries.licences_for(case).first()
    if licence is None:
        raise RuleViolation(
            _("Let the shop hand the paper in among its licences first; the case ends with it.")
        )
    return licence


@guards.use_case
def withdraw_case(*, case_id: int, reason: str, actor: User) -> Case:
    """Let the shop take its question back. Raises: NotAllowed, InvalidTransition, InvalidWords."""
    case = locks.lock_one(Case, case_id)
    require(policies.can_ask_help(actor, case.vendor))
    _step(case, CaseStatus.CLOSED, reason, actor)
    outbox.emit("case.withdrawn", subject=case)
    return case


def _step(case: Case, to: CaseStatus, reason: str, actor: User) -> None:
    """Move a locked case and its clock. Raises: InvalidTransition, InvalidWords."""
    if to not in CASE_TRANSITIONS[case.status]:
        raise InvalidTransition(
            _("Case %(number)s stands at “%(status)s”; reload the page to see the next step.")
            % {"number": case.number, "status": CaseStatus(case.status).label},
            status=case.status,
        )
    missing = _("Write the reason; the shop reads it.") if to in _NEEDS_WORDS else ""
    case.status, case.status_by, case.status_at = to, actor, clock.now()
    case.status_reason = words("reason", reason, REASON_MAX, empty=missing)
    if not CASE_TRANSITIONS[to]:
        case.ended_at = case.status_at
    _run_clock(case)
    audit.record("case.moved", actor=actor, subject=case, reason=case.status_reason, to=str(to))


def _run_clock(case: Case) -> None:
    code = _CLOCKS.get(case.status)
    if code is None:
        case.due_at = None
        deadlines.close(CASE_DEADLINE, subject_id=case.pk)
    else:
        case.due_at = in_working_days(code, case.time_zone)
        deadlines.open_deadline(CASE_DEADLINE, subject_id=case.pk, due_at=case.due_at)
    case.save()


def remind_of_case(case_id: int) -> None:
    """Say that a case has waited too long, to the side whose turn it is."""
    case = locks.lock_one(Case, case_id)
    if case.due_at is None or case.due_at > clock.now():
        raise InvalidTransition("The case has gone on.")
    outbox.emit("case.late", subject=case)


@guards.use_case
def tick_step(*, step_id: int, actor: User) -> CaseStep:
    """Tick a line of the checklist. Raises: NotAllowed, Conflict, InvalidTransition."""
    found = CaseStep.objects.get(pk=step_id)
    case = _in_work(found.case_id, actor)
    step = case.steps.get(pk=step_id)
    if step.done_at is not None:
        raise Conflict(_("This step is done already. Reload the page."))
    step.done_by, step.done_at = actor, clock.now()
    step.save(update_fields=["done_by", "done_at"])
    audit.record("case.step_done", actor=actor, subject=case, step=step.key)
    return step


def _in_work(case_id: int, actor: User) -> Case:
    """Lock a case that its officer works on. Raises: NotAllowed, InvalidTransition."""
    case = locks.lock_one(Case, case_id)
    require(policies.can_work_case(actor, case))
    if case.officer_id is None or case.ended_at is not None:
        raise InvalidTransition(
            _("Take case %(number)s up first; one that has ended stays as it is.")
            % {"number": case.number}
        )
    return case


@guards.use_case
def make_appointment(
    *, case_id: int, place: str, day: date, hour: time, actor: User, instead_of: int | None = None
) -> Appointment:
    """Agree on a meeting, or move one; day and hour are those of the office's zone.

    Raises: NotAllowed, InvalidTransition, InvalidWords, RuleViolation for a moment that has passed,
    Conflict when the one to be moved was held or moved already.
    """
    case = _in_work(case_id, actor)
    starts_at = datetime.combine(day, hour, ZoneInfo(case.time_zone))
    if starts_at <= clock.now():
        raise RuleViolation(_("This moment has passed. Choose a later one."), field="day")
    where = words("place", place, 160, empty=_("Say where you meet."), lines=False)
    former = None
    if instead_of is not None:
        former = case.appointments.get(pk=instead_of)
        _say(former, AppointmentState.MOVED, actor)
    made = Appointment.objects.create(
        case=case,
        place=where,
        starts_at=starts_at,
        made_by=actor,
        made_at=clock.now(),
        instead_of=former,
    )
    audit.record("case.appointment_made", actor=actor, subject=case, appointment=made.pk)
    outbox.emit("case.appointment_made", subject=case, appointment=made.pk)
    return made


@guards.use_case
def close_appointment(*, appointment_id: int, kept: bool, actor: User) -> Appointment:
    """Say whether the shop came. Raises: NotAllowed, Conflict, RuleViolation before the moment."""
    found = Appointment.objects.get(pk=appointment_id)
    case = _in_work(found.case_id, actor)
    row = case.appointments.get(pk=appointment_id)
    if row.starts_at > clock.now():
        raise RuleViolation(_("The meeting has not begun yet. Move it, or wait for it."))
    _say(row, AppointmentState.KEPT if kept else AppointmentState.MISSED, actor)
    audit.record("case.appointment_held", actor=actor, subject=case, kept=kept, appointment=row.pk)
    return row


def _say(row: Appointment, state: AppointmentState, actor: User) -> None:
    if row.state != AppointmentState.PLANNED:
        raise Conflict(_("It was said already what became of this meeting. Reload the page."))
    row.state, row.state_by, row.state_at = state, actor, clock.now()
    row.save(update_fields=["state", "state_by", "state_at"])


def write_note(
    *,
    case_id: int,
    text: str,
    actor: User,
    is_internal: bool = False,
    upload: UploadedFile[Any] | None = None,
) -> CaseNote:
    """Add words and a file. What a shop adds while the case waits for it sets it going again.

    ``is_internal``: for the office alone; a shop writes none.
    Raises: NotAllowed, InvalidWords, InvalidUpload, InvalidTransition for an ended case.
    """
    require(policies.can_view_case(actor, Case.objects.select_related("vendor").get(pk=case_id)))
    with files.written_upload(upload, kind=SUPPORT_FILE) as file:
        return _write(case_id, text, actor, file, is_internal=is_internal)


@guards.use_case
def _write(
    case_id: int, text: str, actor: User, file: files.Written | None, *, is_internal: bool
) -> CaseNote:
    case = locks.lock_one(Case, case_id)
    is_of_office = _side(actor, case)
    if case.ended_at is not None:
        raise InvalidTransition(_("This case has ended. Ask for help anew if you need more."))
    note = CaseNote.objects.create(
        case=case,
        author=actor,
        is_of_office=is_of_office,
        is_internal=is_internal and is_of_office,
        text=words("text", text, NOTE_MAX, empty=_("Write something before sending.")),
        file=files.keep(file, owner=actor) if file else None,
        written_at=clock.now(),
    )
    audit.record("case.noted", actor=actor, subject=case, note=note.pk)
    if not note.is_internal:
        outbox.emit("case.noted", subject=case, note=note.pk)
    if case.status == CaseStatus.WAITING_SHOP and not is_of_office:
        _step(case, CaseStatus.WORKING, "", actor)
    return note


def _side(actor: User, case: Case) -> bool:
    """Say whether somebody writes for the office. Raises: NotAllowed for neither side."""
    may_work = policies.can_work_case(actor, case)
    if not may_work:
        require(policies.can_ask_help(actor, case.vendor))
    return bool(may_work)
