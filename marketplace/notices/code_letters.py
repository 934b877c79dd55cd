"""Letters that carry a code, sent as notices are: outside any transaction, under a lease.

Whoever is invited may have no account, so that no notice can be written for them. Each letter gets
a code of its own in the moment it is sent, and the hash of that code is kept before it leaves; a
sender that is killed in between leaves a letter to be sent again, with another code.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import QuerySet

from marketplace.core import clock
from marketplace.notices.mailing import (
    MAIL_BATCH,
    MAIL_LEASE,
    MAX_MAIL_ATTEMPTS,
    mail_server,
    wait_after,
)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Letters:
    """One kind of letter. ``waiting``: invitations nobody has answered, with what is written.

    ``fresh``: a new random code; ``compose``: the letter of an invitation with its code;
    ``digest_of``: what is kept of a code; ``name``: the kind in the log.
    """

    name: str
    waiting: Callable[[], QuerySet[Any]]
    fresh: Callable[[], str]
    compose: Callable[[Any, str], EmailMessage]
    digest_of: Callable[[str], str]


def send_due(letters: Letters, limit: int = MAIL_BATCH) -> int:
    """Send the letters that are due, oldest first; return how many the mail server took."""
    sent = 0
    if not _due(letters).exists():
        return sent
    with mail_server() as server:
        if server is None:
            return sent
        for _turn in range(limit):
            claimed = _claim(letters)
            if claimed is None:
                break
            sent += _send(letters, *claimed, server)
    return sent


def _due(letters: Letters) -> QuerySet[Any]:
    now = clock.now()
    return letters.waiting().filter(mail_due_at__lte=now, expires_at__gt=now)


@transaction.atomic
def _claim(letters: Letters) -> tuple[Any, str] | None:
    """Take the next letter for the time of the lease, and give it its code."""
    rows = _due(letters).select_for_update(skip_locked=True, of=("self",))
    invitation = rows.order_by("mail_due_at", "pk").first()
    if invitation is None:
        return None
    code = letters.fresh()
    invitation.code_hash = letters.digest_of(code)
    invitation.mail_due_at = clock.now() + MAIL_LEASE
    invitation.mail_attempts += 1
    invitation.save(update_fields=["code_hash", "mail_due_at", "mail_attempts"])
    return invitation, code


def _send(letters: Letters, invitation: Any, code: str, server: BaseEmailBackend) -> bool:
    ours = letters.waiting().filter(pk=invitation.pk, code_hash=invitation.code_hash)
    try:
        message = letters.compose(invitation, code)
        message.connection = server
        message.send()
    except Exception as refused:  # one letter that cannot be sent holds up no other
        log.warning(
            "letter_refused", letter=letters.name, pk=invitation.pk, error=type(refused).__name__
        )
        tries = invitation.mail_attempts
        later = clock.now() + wait_after(tries)
        ours.update(mail_due_at=later if tries < MAX_MAIL_ATTEMPTS else None)
        return False
    ours.update(mail_due_at=None, mailed_at=clock.now())
    return True
