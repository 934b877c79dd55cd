"""The person says yes: by a code on their phone, or by signing the sheet that was printed.

A code leaves this module once, in the text message; what is kept is its keyed hash. What is
confirmed is what stood there when the code was sent or the sheet was printed, and nothing else.
"""

import hmac
import secrets
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import translation
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import audit, clock, files, guards, locks, outbox, sms
from marketplace.core.blind_index import index_of, indexes_of
from marketplace.core.errors import DomainError
from marketplace.core.policy import require
from marketplace.core.uploads import take
from vendors import queries as shop_queries
from vendors.application import missing_keys
from vendors.counter import holders, policies, rules
from vendors.counter.models import (
    Confirmation,
    ConfirmationCode,
    ConfirmedHow,
    CounterSession,
    SessionStatus,
)
from vendors.counter.services.common import (
    PAPER_FILE,
    ChangedSince,
    InvalidEntry,
    NotComplete,
    TooManyMessages,
    WrongCode,
    held,
    move_to,
)
from vendors.counter.services.owning import (
    make_owner,
    phone_of,
    require_receiver,
)
from vendors.models import Vendor


@guards.use_case
def print_sheet(*, session_id: int, actor: User) -> CounterSession:
    """Note of which state the sheet for the signature is printed.

    Raises: as ``held``, NotComplete.
    """
    session, vendor = held(session_id, actor, SessionStatus.OPEN)
    require_complete(vendor)
    session.printed_upto = policies.last_entry(vendor)
    session.save(update_fields=["printed_upto"])
    audit.record("counter.printed", actor=actor, subject=session)
    return session


def require_complete(vendor: Vendor) -> None:
    """Refuse to let a person confirm what is not finished. Raises: NotComplete."""
    fields, papers = missing_keys(vendor, shop_queries.current_documents(vendor))
    waiting = [row for row in shop_queries.returned_fields(vendor).values() if not row.repaired_at]
    number = len(fields) + len(papers) + len(waiting)
    if number:
        raise NotComplete(
            _("%(number)s answers or papers are still missing. Fill them in first.")
            % {"number": number}
        )


@dataclass(frozen=True, slots=True)
class _Message:
    """A code on its way, kept nowhere."""

    code_id: int
    to: str
    text: str
    key: str


def send_code(*, session_id: int, actor: User) -> CounterSession:
    """Send the person a new code; an earlier one confirms nothing any more.

    Raises: as ``held``, NotComplete, PaperNeeded, ServesThemselves, TooManyMessages, SmsNotSent.
    """
    message = _make_code(session_id=session_id, actor=actor)
    try:
        sms.send(to=message.to, text=message.text, key=message.key)
    except sms.SmsNotSent:
        _note_sent(message.code_id, left=False)
        raise
    _note_sent(message.code_id, left=True)
    return CounterSession.objects.get(pk=session_id)


@guards.use_case
def _make_code(*, session_id: int, actor: User) -> _Message:
    session, vendor = held(session_id, actor, SessionStatus.OPEN)
    require_complete(vendor)
    phone = phone_of(vendor)
    require_receiver(vendor, phone, actor)
    _require_few(session, phone)
    now, digits = clock.now(), rules.new_code(secrets.choice)
    session.codes.filter(used_at=None, ended_at=None).update(ended_at=now)
    made = ConfirmationCode(
        session=session,
        phone=phone,
        upto=policies.last_entry(vendor),
        made_at=now,
        expires_at=rules.expires_at(now),
    )
    made.code_hash = _digest(made, digits)
    made.save()
    audit.record("counter.code_made", actor=actor, subject=session)
    return _Message(made.pk, phone, _text(digits, session.language), str(made.key))


def _require_few(session: CounterSession, phone: str) -> None:
    """Refuse to flood a phone. Raises: TooManyMessages."""
    made = session.codes.order_by("-pk").values_list("made_at", flat=True)
    wait = rules.wait_seconds(made.first(), clock.now())
    if wait:
        raise TooManyMessages(
            _("A code was sent a moment ago. Wait %(seconds)s seconds before another one.")
            % {"seconds": wait}
        )
    of_phone = ConfirmationCode.objects.filter(
        phone_index__in=indexes_of("phone", phone), made_at__gt=clock.now() - rules.DAY
    )
    if len(made) >= rules.MOST_CODES or of_phone.count() >= rules.MOST_CODES_OF_PHONE:
        raise TooManyMessages(
            _(
                "At most %(most)s codes are sent in a session, and %(phone)s to a phone within a "
                "day. Let the person sign the printed sheet."
            )
            % {"most": rules.MOST_CODES, "phone": rules.MOST_CODES_OF_PHONE}
        )


def _digest(made: ConfirmationCode, digits: str) -> str:
    return index_of("counter_code", f"{made.key}:{digits}")


def _text(digits: str, language: str) -> str:
    """Return the message in the language of the person, in the alphabet of text messages."""
    with translation.override(language):
        return _(
            "Pasar Bela: %(code)s is your code to confirm what the counter officer typed for you. "
            "Valid for %(minutes)s minutes. Type it only after reading everything."
        ) % {"code": digits, "minutes": rules.CODE_MINUTES}


@guards.use_case
def _note_sent(code_id: int, *, left: bool) -> None:
    """Note that the message left, or end the code whose message did not."""
    made = locks.lock_one(ConfirmationCode, code_id)
    if made.used_at or made.ended_at:
        return
    if left:
        made.sent_at = clock.now()
    else:
        made.ended_at = clock.now()
    made.save(update_fields=["sent_at", "ended_at"])


def confirm_by_code(*, session_id: int, code: str, actor: User) -> CounterSession:
    """Let the person own what was typed, by the code on their phone.

    A wrong code counts, and is refused after that is stored. Raises: as ``held``, WrongCode,
    ChangedSince, and as ``make_owner`` does.
    """
    session, refused = _by_code(session_id=session_id, code=code, actor=actor)
    if refused is not None:
        raise refused
    return session


@guards.use_case
def _by_code(
    *, session_id: int, code: str, actor: User
) -> tuple[CounterSession, DomainError | None]:
    _wait_for_owner(session_id)
    session, vendor = held(session_id, actor, SessionStatus.OPEN)
    digits = rules.typed_code(code)
    if not digits:
        raise InvalidEntry(_("A code has six digits."), field="code")
    made = _live_code(session)
    if made.upto != policies.last_entry(vendor):
        raise ChangedSince(
            _("Something was typed since the code was sent. Send another code."), field="code"
        )
    if not hmac.compare_digest(made.code_hash, _digest(made, digits)):
        return session, _count_try(made)
    made.used_at = clock.now()
    made.save(update_fields=["used_at"])
    _confirm(session, vendor, actor, how=ConfirmedHow.SMS, code=made, phone=made.phone)
    return session, None


def _live_code(session: CounterSession) -> ConfirmationCode:
    """Lock the code that counts now. Raises: WrongCode."""
    key = session.codes.filter(used_at=None, ended_at=None).values_list("pk", flat=True).first()
    made = locks.lock_one(ConfirmationCode, key) if key else None
    if made is None or made.sent_at is None:
        raise WrongCode(_("No code was sent, or it is over. Send another code."), field="code")
    if clock.now() >= made.expires_at:
        raise WrongCode(
            _("The code was valid for %(minutes)s minutes. Send another code.")
            % {"minutes": rules.CODE_MINUTES},
            field="code",
        )
    if made.tries >= rules.MOST_TRIES:
        raise WrongCode(
            _("A wrong code was typed %(most)s times. Send another code.")
            % {"most": rules.MOST_TRIES},
            field="code",
        )
    return made


def _count_try(made: ConfirmationCode) -> WrongCode:
    made.tries += 1
    made.save(update_fields=["tries"])
    return WrongCode(
        _("This is not the code that was sent; %(left)s tries are left.")
        % {"left": rules.MOST_TRIES - made.tries},
        field="code",
    )


def confirm_by_paper(*, session_id: int, upload: UploadedFile[Any], actor: User) -> CounterSession:
    """Let the person own what was typed, by the signed sheet of exactly that state.

    Raises: as ``held``, InvalidUpload, ChangedSince, and as ``make_owner``.
    """
    session = CounterSession.objects.get(pk=session_id)
    require(policies.can_work(actor, session))
    with files.written(take(upload), kind=PAPER_FILE) as file:
        return _by_paper(session_id=session_id, file=file, actor=actor)


@guards.use_case
def _by_paper(*, session_id: int, file: files.Written, actor: User) -> CounterSession:
    session, vendor = held(session_id, actor, SessionStatus.OPEN)
    require_complete(vendor)
    if session.printed_upto is None or session.printed_upto != policies.last_entry(vendor):
        raise ChangedSince(
            _("This sheet does not show what stands here now. Print it again and let them sign."),
            field="upload",
        )
    kept = files.keep(file, owner=actor)
    _confirm(session, vendor, actor, how=ConfirmedHow.PAPER, paper=kept, phone=phone_of(vendor))
    return session


def _wait_for_owner(session_id: int) -> None:
    """Let nobody begin another application with this account meanwhile; before all row locks."""
    session = CounterSession.objects.select_related("vendor").get(pk=session_id)
    known = holders.account_of(phone_of(session.vendor)) if session.vendor else None
    if known is not None:
        locks.advisory_lock(f"vendor-owner-{known.pk}")


def _confirm(
    session: CounterSession,
    vendor: Vendor,
    actor: User,
    *,
    how: ConfirmedHow,
    phone: str,
    **proof: Any,
) -> None:
    """Write the confirmation, make the person the owner, move the session on, tell the owner."""
    owner = make_owner(session, vendor, actor, how=how, phone=phone)
    session.confirmation = Confirmation.objects.create(
        session=session,
        how=how,
        owner=owner,
        officer=actor,
        phone=phone,
        upto=policies.last_entry(vendor),
        confirmed_at=clock.now(),
        **proof,
    )
    move_to(session, SessionStatus.CONFIRMED, actor=actor)
    audit.record("counter.confirmed", actor=actor, subject=session, vendor=vendor.pk, how=str(how))
    outbox.emit("counter.confirmed", subject=session)
