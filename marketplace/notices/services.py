"""Telling people: one notice per person and channel, mail sent once, conversations.

A notice row is written in the transaction of its outbox delivery, so that nothing is lost; mail
leaves later, outside any transaction, under a lease. A killed sender may repeat a mail whose
answer it never read: the Message-ID is the same both times, so that a mailbox shows it once.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from typing import Any, Final

import structlog
from django.core.files.uploadedfile import UploadedFile
from django.core.mail.backends.base import BaseEmailBackend
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import audit, clock, files, locks, outbox
from marketplace.core.errors import RuleViolation
from marketplace.core.models import OutboxEvent
from marketplace.core.policy import operators_only, require
from marketplace.core.subjects import Subject, about
from marketplace.core.text import clean_text
from marketplace.notices import choices, digests, kinds, policies, quiet
from marketplace.notices.letters import as_mail
from marketplace.notices.mailing import (
    MAIL_BATCH,
    MAIL_LEASE,
    MAX_MAIL_ATTEMPTS,
    mail_server,
    wait_after,
)
from marketplace.notices.models import (
    LEAVING,
    MOST_FILES,
    Channel,
    Message,
    MessageFile,
    Notice,
)

log = structlog.get_logger(__name__)
MESSAGE_MAX_LENGTH = 1000
MESSAGE_FILE: Final = "message_file"


def notify(
    *,
    event: OutboxEvent,
    recipients: Iterable[User],
    kind: str,
    params: Mapping[str, kinds.Words | int],
    url: str = "",
    needed_by: datetime | None = None,
) -> int:
    """Tell each distinct active person once per channel (I-22); return how many people.

    ``params``: a lazy text among them is kept in each recipient's own language. ``url`` is a path
    of this site. ``needed_by``: what it says is of no use later, so that quiet hours which end
    after it do not hold it. Safe to repeat: the unique key of event, person and channel swallows
    doubles.
    Raises: KeyError for an unregistered kind, ValueError for a foreign address or a day that is
    none.
    """
    if not kinds.is_known(kind):
        raise KeyError(kind)
    if url and (not url.startswith("/") or url.startswith("//")):
        raise ValueError(f"{url!r} is not a path of this site")
    kinds.check(params)
    people = {person.pk: person for person in recipients if person.is_active}
    told = choices.copies(people.values(), kind)
    languages = {person.language for person in people.values()}
    spoken = {language: _in_language(params, language) for language in languages}
    Notice.objects.bulk_create(
        (
            Notice(
                recipient_id=pk,
                event=event,
                channel=copy.channel,
                for_digest=copy.for_digest,
                kind=kind,
                params=spoken[people[pk].language],
                url=url,
                needed_by=needed_by,
                created_at=event.occurred_at,
            )
            for pk in sorted(people)
            for copy in told[pk]
        ),
        ignore_conflicts=True,
    )
    return len(people)


def _in_language(params: Mapping[str, kinds.Words | int], language: str) -> dict[str, str | int]:
    with translation.override(language):
        return {
            name: str(value) if isinstance(value, Promise) else value
            for name, value in params.items()
        }


@transaction.atomic
def mark_read(*, notice_id: int, actor: User) -> Notice:
    """Note that the recipient has seen a notice. Raises: Notice.DoesNotExist, NotAllowed."""
    notice = locks.lock_one(Notice, notice_id)
    require(policies.can_read(actor, notice))
    if notice.read_at is None:
        notice.read_at = clock.now()
        notice.save(update_fields=["read_at"])
    return notice


def mark_all_read(*, actor: User) -> int:
    """Note that a person has seen everything in their inbox; return how many were new."""
    return policies.visible_to(actor).filter(read_at__isnull=True).update(read_at=clock.now())


def post_message(
    *,
    subject: models.Model,
    author: User,
    author_line: str,
    text: str,
    uploads: "Sequence[UploadedFile[Any]]" = (),
) -> Message:
    """Add a line to the conversation about a thing, with files; its room decides who is told.

    ``author_line`` is name and office as it was then. Files are read and written before anything
    is locked. Raises: RuleViolation for empty or long text and too many files, InvalidUpload.
    """
    words = _require_words(text)
    if len(uploads) > MOST_FILES:
        raise RuleViolation(
            _("%(number)s files came, a message has %(most)s at most. Send the rest in another.")
            % {"number": len(uploads), "most": MOST_FILES}
        )
    with ExitStack() as kept:
        written = [
            kept.enter_context(files.written_upload(one, kind=MESSAGE_FILE)) for one in uploads
        ]
        sent = [file for file in written if file is not None]
        return _post(subject, author, author_line, words, sent)


def _require_words(text: str) -> str:
    words = clean_text(text)
    if not words:
        raise RuleViolation(_("Write something before sending."), field="text")
    if len(words) > MESSAGE_MAX_LENGTH:
        raise RuleViolation(
            _("The message has %(length)s characters; at most %(limit)s fit. Shorten it.")
            % {"length": len(words), "limit": MESSAGE_MAX_LENGTH},
            field="text",
        )
    return words


@transaction.atomic
def _post(
    subject: models.Model,
    author: User,
    author_line: str,
    words: str,
    sent: Sequence[files.Written],
) -> Message:
    key = Subject.of(subject)
    message = Message.objects.create(
        subject_type=key.label,
        subject_id=key.key,
        author=author,
        author_line=author_line[:160],
        text=words,
        written_at=clock.now(),
    )
    MessageFile.objects.bulk_create(
        MessageFile(message=message, place=place, file=files.keep(file, owner=author))
        for place, file in enumerate(sent, start=1)
    )
    outbox.emit("message.posted", subject=subject, message_id=message.pk, author_id=author.pk)
    return message


def messages_of(subject: models.Model) -> models.QuerySet[Message]:
    """Return the conversation about a thing with its files, oldest first."""
    rows = about(Message.objects.all(), subject).select_related("author")
    return rows.prefetch_related("files__file").order_by("pk")


def send_mail(limit: int = MAIL_BATCH) -> int:
    """Send what is due, oldest first; return how many mails the server took."""
    sent, started = 0, time.monotonic()
    claimed = claim(Channel.EMAIL, limit)
    if not claimed:
        return 0
    with mail_server() as server:
        if server is None:
            back_off(claimed)
            return 0
        for notice in quiet.awake(claimed):
            if time.monotonic() - started > MAIL_LEASE.total_seconds() / 2:
                break  # the rest comes back when the lease ends; never past it
            sent += _send_one(notice, server)
    return sent


@transaction.atomic
def claim(channel: Channel, limit: int) -> list[int]:
    """Take what is due on a channel, oldest first, under a lease; return its keys."""
    due = Notice.objects.filter(
        Q(held_until=None) | Q(held_until__lte=clock.now()),
        channel=channel,
        for_digest=False,
        sent_at__isnull=True,
        parked_at__isnull=True,
        due_at__lte=Now(),
    )
    ids = list(
        due.select_for_update(skip_locked=True).order_by("pk").values_list("pk", flat=True)[:limit]
    )
    Notice.objects.filter(pk__in=ids).update(due_at=Now() + MAIL_LEASE, attempts=F("attempts") + 1)
    return ids


def _send_one(notice: Notice, server: BaseEmailBackend) -> bool:
    try:
        message = as_mail(notice)
        message.connection = server
        message.send()
    except Exception as refused:  # one mail that cannot be written or sent holds up no other
        log.warning("mail_refused", notice=notice.pk, error=type(refused).__name__)
        back_off([notice.pk], f"{type(refused).__name__}: {refused}", parks=True)
        return False
    has_left(notice)
    return True


def has_left(notice: Notice) -> None:
    """Note that a notice was taken by whoever carries it."""
    Notice.objects.filter(pk=notice.pk, sent_at__isnull=True).update(sent_at=clock.now())
    if notice.kind == digests.DIGEST:
        digests.has_left(notice)


def back_off(ids: list[int], error: str = "", *, parks: bool = False) -> None:
    """Try again later; a mail that fails by itself is parked for an operator in the end.

    A dead mail server parks nothing: it is nobody's fault, and everything leaves when it is back.
    """
    for notice in Notice.objects.filter(pk__in=ids, sent_at__isnull=True):
        parked = parks and notice.attempts >= MAX_MAIL_ATTEMPTS
        Notice.objects.filter(pk=notice.pk).update(
            due_at=Now() + wait_after(notice.attempts),
            last_error=error[:300],
            parked_at=clock.now() if parked else None,
        )


@transaction.atomic
def retry_mail(*, notice_ids: Iterable[int], actor: User) -> int:
    """Send parked mails and text messages again at once, on an operator's word; return how many.

    Raises: NotAllowed for anybody but an operator.
    """
    require(operators_only(actor))
    parked = Notice.objects.select_for_update().filter(
        pk__in=notice_ids, channel__in=LEAVING, parked_at__isnull=False
    )
    rows = list(parked.order_by("pk"))
    for notice in rows:
        notice.parked_at, notice.attempts, notice.due_at = None, 0, Now()
        notice.save(update_fields=["parked_at", "attempts", "due_at"])
        audit.record("notice.mail_retried", actor=actor, subject=notice)
    return len(rows)
