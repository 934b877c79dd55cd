"""Notices to phones, by SMS or WhatsApp: claimed, retried and marked as letters are.

A message holds words of ours and a link, nothing of a person or an order: phones are read aloud and
lent. The page behind the link asks to sign in.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from django.utils import translation
from django.utils.translation import gettext as _

from marketplace.core import sms, whatsapp
from marketplace.notices import kinds, quiet
from marketplace.notices.choices import number_of
from marketplace.notices.mailing import MAIL_BATCH, MAIL_LEASE
from marketplace.notices.models import Channel, Notice
from marketplace.notices.services import back_off, claim, has_left
from marketplace.web.requests import own_link

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Port:
    """A way to phones: what carries one message, and what it says when it does not."""

    channel: Channel
    carry: Callable[[Notice], None]
    refused: type[Exception]
    away: type[Exception]


def send_texts(limit: int = MAIL_BATCH) -> int:
    """Send what is due by SMS, oldest first; return how many the gateway took."""
    return _send(Port(Channel.SMS, _by_sms, sms.SmsRefused, sms.SmsNotSent), limit)


def send_whatsapps(limit: int = MAIL_BATCH) -> int:
    """Send what is due by WhatsApp, oldest first; return how many the API took."""
    away = whatsapp.WhatsAppNotSent
    return _send(Port(Channel.WHATSAPP, _by_whatsapp, whatsapp.WhatsAppRefused, away), limit)


def _send(port: Port, limit: int) -> int:
    """A gateway that is away parks nothing; what it judges and refuses is parked in the end."""
    sent, started = 0, time.monotonic()
    rows = quiet.awake(claim(port.channel, limit))
    for place, notice in enumerate(rows):
        if time.monotonic() - started > MAIL_LEASE.total_seconds() / 2:
            break  # the rest comes back when the lease ends; never past it
        try:
            port.carry(notice)
        except (port.refused, ValueError) as refused:
            log.warning("text_refused", notice=notice.pk, error=type(refused).__name__)
            back_off([notice.pk], type(refused).__name__, parks=True)
            by_sms_instead(notice)
        except port.away:
            back_off([one.pk for one in rows[place:]])
            break
        else:
            has_left(notice)
            sent += 1
    return sent


def _by_sms(notice: Notice) -> None:
    sms.send(to=notice.recipient.phone, text=as_text(notice), key=f"notice-{notice.pk}")


def _by_whatsapp(notice: Notice) -> None:
    language = notice.recipient.language
    with translation.override(language):
        words = _words(notice)
    whatsapp.send(
        to=number_of(notice.recipient),
        words=words,
        link=own_link(notice.url or "/"),
        language=language,
        key=f"notice-{notice.pk}",
    )


def by_sms_instead(notice: Notice) -> None:
    """Let who has no address hear by SMS what WhatsApp cannot bring; once, for the usual kinds."""
    person = notice.recipient
    if notice.channel != Channel.WHATSAPP or person.email or notice.kind not in kinds.texts():
        return
    copied = ("recipient_id", "event_id", "kind", "params", "url", "created_at", "needed_by")
    copy = Notice(channel=Channel.SMS, **{name: getattr(notice, name) for name in copied})
    Notice.objects.bulk_create([copy], ignore_conflicts=True)


def _words(notice: Notice) -> str:
    return str(kinds.texts().get(notice.kind) or _("There is something new for you."))


def as_text(notice: Notice) -> str:
    """Return a notice as a text message in its recipient's language."""
    with translation.override(notice.recipient.language):
        return f"Pasar Bela: {_words(notice)} {own_link(notice.url or '/')}"
