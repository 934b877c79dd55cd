"""Letters that invite businesses, sent as notices are: outside any transaction, under a lease.

Each gets its code in the moment it is sent (as in ``vendors.services.invitation_letters``).
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
from vendors.invitation_rules import VALID_DAYS, grouped_code
from vendors.pipeline import queries
from vendors.pipeline.models import ShopInvitation, undecided
from vendors.pipeline.services.invitations import fresh_code
from vendors.policies import confirmed_holders

log = structlog.get_logger(__name__)


def send_shop_invitations(limit: int = MAIL_BATCH) -> int:
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


def _due() -> QuerySet[ShopInvitation]:
    now = clock.now()
    return ShopInvitation.objects.filter(undecided(), mail_due_at__lte=now, expires_at__gt=now)


@transaction.atomic
def _claim() -> tuple[ShopInvitation, str] | None:
    """Take the next letter for the time of the lease, and give it its code."""
    rows = _due().select_for_update(skip_locked=True, of=("self",))
    rows = rows.select_related("target__list__tenant__region", "target__list__agency", "invited_by")
    row = rows.order_by("mail_due_at", "pk").first()
    if row is None:
        return None
    code = fresh_code()
    row.code_hash = queries.digest_of(code)
    row.mail_due_at = clock.now() + MAIL_LEASE
    row.mail_attempts += 1
    row.save(update_fields=["code_hash", "mail_due_at", "mail_attempts"])
    return row, code


def _send(row: ShopInvitation, code: str, server: BaseEmailBackend) -> bool:
    ours = ShopInvitation.objects.filter(undecided(), pk=row.pk, code_hash=row.code_hash)
    try:
        message = letter_of(row, code)
        message.connection = server
        message.send()
    except Exception as refused:  # one letter that cannot be sent holds up no other
        log.warning("shop_invitation_refused", pk=row.pk, error=type(refused).__name__)
        later = clock.now() + wait_after(row.mail_attempts)
        ours.update(mail_due_at=later if row.mail_attempts < MAX_MAIL_ATTEMPTS else None)
        return False
    ours.update(mail_due_at=None, mailed_at=clock.now())
    return True


def letter_of(row: ShopInvitation, code: str) -> EmailMessage:
    """Return the letter, in the language of the invited account, else in that of whoever invites.

    No name stands in the subject, and nothing but the code in the link.
    """
    target = row.target
    known = confirmed_holders(target.email).first()
    with translation.override((known or row.invited_by).language):
        words = {
            "name": clean_line(target.owner_name),
            "business": clean_line(target.name),
            "office": clean_line(target.list.agency.name),
            "days": VALID_DAYS,
            "until": moments.full_moment(row.expires_at, target.list.time_zone),
            "link": own_link(reverse("shop_invitation_open", args=[grouped_code(code)])),
            "code": grouped_code(code),
            "page": own_link(reverse("shop_invitation")),
            "site_url": settings.BASE_URL,
        }
        subject = _("An invitation to open your shop on Pasar Bela")
        body = render_to_string("emails/shop_invitation.txt", words)
    mark = f"shop-invitation-{row.public_id}-{row.letters}-{row.mail_attempts}"
    return letter(subject=subject, body=body, to=target.email, mark=mark)
