"""What all senders of mail share: one connection, a letter's heading, the wait after a failure."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

log = structlog.get_logger(__name__)
MAIL_LEASE = timedelta(seconds=120)
MAIL_BATCH = 20
MAX_BACK_OFF_SECONDS = 900
MAX_MAIL_ATTEMPTS = 12  # about an hour and a half


@contextmanager
def mail_server() -> Iterator[BaseEmailBackend | None]:
    """Hold one connection for several letters; None while the mail server cannot be reached."""
    try:
        server = get_connection()
        server.open()
    except OSError as unreachable:
        log.warning("mail_server_unreachable", error=type(unreachable).__name__)
        yield None
        return
    try:
        yield server
    finally:
        server.close()


def wait_after(attempts: int) -> timedelta:
    """Return how long a letter waits that failed so often: twice as long each time, to a bound."""
    return timedelta(seconds=min(2 ** min(attempts, MAX_MAIL_ATTEMPTS), MAX_BACK_OFF_SECONDS))


def letter(*, subject: str, body: str, to: str, mark: str) -> EmailMessage:
    """Return a letter; ``mark`` names it, so that a mailbox shows what came twice once."""
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    return EmailMessage(
        # A mail program would decode what looks encoded, line breaks included.
        subject=subject.replace("=?", "= ?"),
        body=body,
        to=[to],
        headers={"Message-ID": f"<{mark}@{host}>", "Auto-Submitted": "auto-generated"},
    )
