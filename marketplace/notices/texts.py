"""Notices as text messages, to who has no e-mail: claimed, retried and marked as letters are.

A message holds words of ours and a link, nothing of a person or an order: phones are read aloud and
lent. The page behind the link asks to sign in.
"""

import time

import structlog
from django.utils import translation
from django.utils.translation import gettext as _

from marketplace.core import sms
from marketplace.notices import kinds
from marketplace.notices.mailing import MAIL_BATCH, MAIL_LEASE
from marketplace.notices.models import Channel, Notice
from marketplace.notices.services import back_off, claim, has_left
from marketplace.web.requests import own_link

log = structlog.get_logger(__name__)


def send_texts(limit: int = MAIL_BATCH) -> int:
    """Send what is due, oldest first; return how many the gateway took.

    A gateway that is away parks nothing; what it judges and refuses is parked in the end.
    """
    sent, started = 0, time.monotonic()
    claimed = claim(Channel.SMS, limit)
    rows = Notice.objects.filter(pk__in=claimed).select_related("recipient").order_by("pk")
    for place, notice in enumerate(rows):
        if time.monotonic() - started > MAIL_LEASE.total_seconds() / 2:
            break  # the rest comes back when the lease ends; never past it
        try:
            sms.send(to=notice.recipient.phone, text=as_text(notice), key=f"notice-{notice.pk}")
        except (sms.SmsRefused, ValueError) as refused:
            log.warning("text_refused", notice=notice.pk, error=type(refused).__name__)
            back_off([notice.pk], type(refused).__name__, parks=True)
        except sms.SmsNotSent:
            back_off([one.pk for one in rows[place:]])
            break
        else:
            has_left(notice)
            sent += 1
    return sent


def as_text(notice: Notice) -> str:
    """Return a notice as a text message in its recipient's language."""
    with translation.override(notice.recipient.language):
        words = kinds.texts().get(notice.kind) or _("There is something new for you.")
        return f"Pasar Bela: {words} {own_link(notice.url or '/')}"
