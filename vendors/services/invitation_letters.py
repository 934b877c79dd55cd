"""Letters to invited people, sent as notices are: outside any transaction, under a lease.

Whoever is invited may have no account, so that no notice can be written for them. Each letter gets
a code of its own in the moment it is sent, and the hash of that code is kept before it leaves; a
sender that is killed in between leaves a letter to be sent again, with another code.
"""

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from marketplace.core import clock, moments
from marketplace.core.text import clean_line
from marketplace.notices.mailing import (
    MAIL_BATCH,
    MAIL_LEASE,
    MAX_MAIL_ATTEMPTS,
    letter,
    mail_server,
    wait_after,
)
from marketplace.web.requests import own_link
from vendors import policies
from vendors.invitation_queries import UNDECIDED, digest_of
from vendors.invitation_rules import VALID_DAYS, grouped_code
from vendors.models import Invitation
from vendors.services.invitations import fresh_code

log = structlog.get_logger(__name__)


def send_invitations(limit: int = MAIL_BATCH) -> int:
    """Send the letters that are due, oldest first; return how many the mail server took."""
    sent = 0
    if not _due().exists():
        return sent
    with mail_server() as server:
        if server is None:
            return sent
        for _turn in range(limit):
            claimed = _claim()
            if claimed is None:
                break
            sent += _send(*claimed, server)
    return sent


def _due() -> QuerySet[Invitation]:
    now = clock.now()
    return Invitation.objects.filter(UNDECIDED, mail_due_at__lte=now, expires_at__gt=now)


@transaction.atomic
def _claim() -> tuple[Invitation, str] | None:
    """Take the next letter for the time of the lease, and give it its code."""
    rows = _due().select_for_update(skip_locked=True, of=("self",))
    rows = rows.select_related("vendor__region", "invited_by")
    invitation = rows.order_by("mail_due_at", "pk").first()
    if invitation is None:
        return None
    code = fresh_code()
    invitation.code_hash = digest_of(code)
    invitation.mail_due_at = clock.now() + MAIL_LEASE
    invitation.mail_attempts += 1
    invitation.save(update_fields=["code_hash", "mail_due_at", "mail_attempts"])
    return invitation, code


def _send(invitation: Invitation, code: str, server: BaseEmailBackend) -> bool:
    undecided = Invitation.objects.filter(UNDECIDED, pk=invitation.pk)
    ours = undecided.filter(code_hash=invitation.code_hash)
    try:
        message = letter_of(invitation, code)
        message.connection = server
        message.send()
    except Exception as refused:  # one letter that cannot be sent holds up no other
        log.warning("invitation_refused", pk=invitation.pk, error=type(refused).__name__)
        tries = invitation.mail_attempts
        later = clock.now() + wait_after(tries)
        ours.update(mail_due_at=later if tries < MAX_MAIL_ATTEMPTS else None)
        return False
    ours.update(mail_due_at=None, mailed_at=clock.now())
    return True


def letter_of(invitation: Invitation, code: str) -> EmailMessage:
    """Return the letter in the language of the invited account, else of whoever invites.

    No name stands in the subject, and nothing but the code in the link.
    """
    known = policies.confirmed_holders(invitation.email).first()
    with translation.override((known or invitation.invited_by).language):
        words = {
            "name": clean_line(known.name) if known else "",
            "host": clean_line(str(invitation.invited_by)),
            "shop": clean_line(invitation.vendor.name),
            "role": invitation.get_role_display(),
            "days": VALID_DAYS,
            "until": moments.full_moment(invitation.expires_at, invitation.vendor.time_zone),
            "link": own_link(reverse("invitation_open", args=[grouped_code(code)])),
            "code": grouped_code(code),
            "page": own_link(reverse("invitation")),
            "site_url": settings.BASE_URL,
        }
        subject = _("An invitation to a shop on Pasar Bela")
        body = render_to_string("emails/invitation.txt", words)
    mark = f"invitation-{invitation.public_id}-{invitation.letters}-{invitation.mail_attempts}"
    return letter(subject=subject, body=body, to=invitation.email, mark=mark)
