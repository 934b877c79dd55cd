"""Requests of data subjects: asked, prepared, carried out by a second person, or refused."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import (
    audit,
    clock,
    deadlines,
    files,
    guards,
    locks,
    outbox,
    privacy,
    rulebook,
)
from marketplace.core.calendar import HOME_ZONE, local_day
from marketplace.core.errors import Conflict, RuleViolation
from marketplace.core.models import PrivateFile
from marketplace.core.policy import require
from marketplace.core.privacy import Holding, Person
from marketplace.core.rule_codes import RuleCode
from marketplace.core.text import clean_text
from marketplace.privacy import archive, erasing, letters, policies
from marketplace.privacy.models import (
    LIFE_OF_A_DOWNLOAD_DAYS,
    DataRequest,
    Outcome,
    RequestKind,
)
from marketplace.privacy.people import Known, person_of, sealed

DUE: Final = "data_request.due"
ENDS: Final = "data_request.download_ends"
FILE_KIND: Final = "privacy_download"


class StandsAgainst(Conflict):
    """Something must come to its end before a person can be erased; the message says what."""

    code = "stands_against_erasure"


@dataclass(frozen=True)
class Part:
    """What an erasure does to one holding: the rows it touches, and the files that go along."""

    holding: Holding
    keys: tuple[int | str, ...]
    files: tuple[int, ...]


@guards.use_case
def ask(
    kind: RequestKind, one: Known, *, actor: User, reason: str = "", proof: str = ""
) -> DataRequest:
    """Write a request down; what it is answered by is R-PDP-ANSWER.

    An operator who asks for somebody says for what (``reason``) and how they showed who they are
    (``proof``). Raises: NotAllowed, RuleViolation, StandsAgainst for an erasure that could not be
    carried out, Conflict when the same request waits already.
    """
    require(policies.can_ask(actor, one.account_id))
    for_themselves = actor.pk == one.account_id
    why, proved = clean_text(reason), clean_text(proof)
    if not for_themselves and not why:
        raise RuleViolation(_("Say what the data is asked for."), field="reason")
    if kind == RequestKind.CORRECT and not why:
        raise RuleViolation(_("Say what is wrong and what is right."), field="reason")
    if not for_themselves and not proved:
        raise RuleViolation(_("Say how the person showed who they are."), field="proof")
    now = clock.now()
    request = DataRequest(
        kind=kind,
        account_id=one.account_id,
        known_by=sealed(one),
        reason=why,
        proof=proved,
        asked_by=actor,
        asked_at=now,
        due_at=now + _time_to_answer(),
    )
    if kind == RequestKind.ERASE:
        _require_nothing_against(person_of(request))
    request.save()
    deadlines.open_deadline(DUE, subject_id=request.pk, due_at=request.due_at)
    audit.record("data_request.asked", actor=actor, subject=request, kind=kind)
    outbox.emit("data_request.asked", subject=request, kind=kind)
    return request


@guards.use_case
def carry_out(*, request_id: int, actor: User) -> dict[str, int]:
    """Erase whom a request is about; return how many rows of which table were emptied or removed.

    Raises: NotAllowed for who asked and whom it is about, StandsAgainst, Conflict.
    """
    request = _waiting(request_id, RequestKind.ERASE)
    require(policies.can_decide(actor, request))
    account = _account_of(request)
    privacy.hold(person_of(request))
    person = person_of(request)  # as it stands now that nobody changes it
    _require_nothing_against(person)
    plan = what_goes(person)
    address, language = (account.email, account.language) if account else ("", "")
    _decide(request, Outcome.DONE, actor)
    privacy.end_everything(person)
    figures = _remove(plan) | _empty(request, plan)
    _forget_files(request, plan)
    audit.record("data_request.carried_out", actor=actor, subject=request, rows=figures)
    outbox.emit("data_request.carried_out", subject=request)
    if address:
        transaction.on_commit(lambda: letters.goodbye(request.pk, address, language), robust=True)
    return figures


@guards.use_case
def answer_correction(*, request_id: int, actor: User, answer: str) -> DataRequest:
    """Say what was corrected, where that could be done; the person reads it.

    The data itself is corrected by its own use-case, which has its own guards and witnesses.
    Raises: NotAllowed, RuleViolation, Conflict.
    """
    request = _waiting(request_id, RequestKind.CORRECT)
    require(policies.can_refuse(actor, request))
    words = clean_text(answer)
    if not words:
        raise RuleViolation(_("Say what was corrected: the person reads it."), field="answer")
    request.answer = words
    _decide(request, Outcome.DONE, actor)
    audit.record("data_request.corrected", actor=actor, subject=request)
    outbox.emit("data_request.corrected", subject=request)
    return request


@guards.use_case
def refuse(*, request_id: int, actor: User, answer: str) -> DataRequest:
    """Refuse a request with words that the person reads. Raises: NotAllowed, RuleViolation."""
    request = _waiting(request_id)
    require(policies.can_refuse(actor, request))
    words = clean_text(answer)
    if not words:
        raise RuleViolation(
            _("Say why, with what the person can do next: they read it."), field="answer"
        )
    request.answer = words
    _decide(request, Outcome.REFUSED, actor)
    audit.record("data_request.refused", actor=actor, subject=request)
    outbox.emit("data_request.refused", subject=request)
    return request


@guards.use_case
def withdraw(*, request_id: int, actor: User) -> DataRequest:
    """Take a request back. Raises: NotAllowed, Conflict."""
    request = _waiting(request_id)
    require(policies.can_withdraw(actor, request))
    _decide(request, Outcome.WITHDRAWN, actor)
    audit.record("data_request.withdrawn", actor=actor, subject=request)
    return request


@guards.use_case
def prepare(*, request_id: int) -> DataRequest:
    """Pack what is asked for, for a worker; harmless when it is packed already."""
    request = locks.lock_one(DataRequest, request_id)
    if request.outcome:
        return request
    language = request.account.language if request.account else request.asked_by.language
    content = archive.pack(person_of(request), language=language)
    request.file = files.store_bytes(
        content=content,
        name=f"data-{request.pk}.zip",
        kind=FILE_KIND,
        owner=None,
        content_type="application/zip",
    )
    request.expires_at = clock.now() + timedelta(days=LIFE_OF_A_DOWNLOAD_DAYS)
    _decide(request, Outcome.DONE, None)
    deadlines.open_deadline(ENDS, subject_id=request.pk, due_at=request.expires_at)
    audit.record("data_request.prepared", actor=None, subject=request)
    outbox.emit("data_request.ready", subject=request)
    return request


def end_download(request_id: int) -> None:
    """Delete a download whose time has ended; its row and hash stay."""
    request = DataRequest.objects.select_related("file").get(pk=request_id)
    if request.file is not None:
        files.delete_bytes([request.file.path])


def remind(request_id: int) -> None:
    """Tell the operators that a request is late."""
    request = DataRequest.objects.get(pk=request_id)
    if not request.outcome:
        audit.record("data_request.late", actor=None, subject=request)
        outbox.emit("data_request.late", subject=request)


def what_goes(person: Person) -> list[Part]:
    """Return what an erasure of a person would touch now, holding by holding."""
    return [
        Part(one, tuple(rows.values_list("pk", flat=True)), _files_of(one, rows))
        for one in privacy.holdings()
        if (one.erased or one.deleted or one.files) and (rows := one.to_erase(person)).exists()
    ]


def _files_of(one: Holding, rows: QuerySet[Any]) -> tuple[int, ...]:
    found = (key for name in one.files for key in rows.values_list(name, flat=True))
    return tuple(sorted({key for key in found if key is not None}))


def _remove(plan: list[Part]) -> dict[str, int]:
    """Remove the rows that go whole, those that refer to others first."""
    figures: dict[str, int] = {}
    for part in reversed(plan):
        if part.holding.deleted:
            part.holding.model._default_manager.filter(pk__in=part.keys).delete()
            figures[part.holding.table] = figures.get(part.holding.table, 0) + len(part.keys)
    return figures


def _empty(request: DataRequest, plan: list[Part]) -> dict[str, int]:
    """Empty columns table by table, always in the same order: each holds its table's writers up."""
    figures: dict[str, int] = {}
    parts = [part for part in plan if part.holding.erased and not part.holding.deleted]
    for part in sorted(parts, key=lambda part: part.holding.table):
        columns = [part.holding.column(name) for name in part.holding.erased]
        keys = [int(key) for key in part.keys]
        changed = erasing.erase(request, part.holding.table, columns, keys)
        figures[part.holding.table] = figures.get(part.holding.table, 0) + changed
    return figures


def _account_of(request: DataRequest) -> User | None:
    """Hold the account of a request; rows that name it may still be written, or both would wait."""
    if request.account_id is None:
        return None
    wanted = (User, [request.account_id], locks.Mode.NO_KEY_UPDATE)
    return locks.lock_all(wanted).of(User)[request.account_id]


def _forget_files(request: DataRequest, plan: list[Part]) -> None:
    """Take names off files and, once it is committed, their bytes; rows and hashes stay."""
    keys = sorted({key for part in plan for key in part.files})
    paths = list(PrivateFile.objects.filter(pk__in=keys).values_list("path", flat=True))
    erasing.erase(request, PrivateFile._meta.db_table, ["name"], keys)
    transaction.on_commit(lambda: files.delete_bytes(paths), robust=True)


def finish_erasures() -> int:
    """Delete bytes that a broken process left behind after an erasure; return of how many files."""
    named = PrivateFile.objects.filter(name=privacy.GONE)
    return files.delete_bytes(named.values_list("path", flat=True))


def _waiting(request_id: int, kind: RequestKind | None = None) -> DataRequest:
    request = locks.lock_one(DataRequest, request_id)
    if request.outcome or (kind is not None and request.kind != kind):
        raise Conflict(_("This request was decided already. Ask for a new one."))
    return request


def _decide(request: DataRequest, outcome: Outcome, actor: User | None) -> None:
    request.outcome, request.decided_by, request.decided_at = outcome, actor, clock.now()
    if outcome == Outcome.DONE:
        request.known_by = ""
    request.save()
    deadlines.close(DUE, subject_id=request.pk)


def _require_nothing_against(person: Person) -> None:
    if found := privacy.obstacles(person):
        raise StandsAgainst(
            _("This cannot be erased yet. %(obstacles)s") % {"obstacles": " ".join(found)}
        )


def _time_to_answer() -> timedelta:
    on = local_day(clock.now(), HOME_ZONE)
    return timedelta(hours=rulebook.rule_in_force(RuleCode.PDP_ANSWER, on=on).value)
