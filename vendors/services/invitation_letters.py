"""Letters to people who are invited to act for a shop."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from marketplace.core import moments
from marketplace.core.inviting import VALID_DAYS
from marketplace.core.text import clean_line
from marketplace.notices.code_letters import Letters, send_due
from marketplace.notices.mailing import MAIL_BATCH, letter
from marketplace.web.requests import own_link
from vendors import policies
from vendors.invitation_queries import UNDECIDED, digest_of
from vendors.invitation_rules import grouped_code
from vendors.models import Invitation
from vendors.services.invitations import fresh_code


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


LETTERS = Letters(
    "invitation",
    lambda: Invitation.objects.filter(UNDECIDED).select_related("vendor__region", "invited_by"),
    fresh_code,
    letter_of,
    digest_of,
)


def send_invitations(limit: int = MAIL_BATCH) -> int:
    """Send the letters that are due, oldest first; return how many the mail server took."""
    return send_due(LETTERS, limit)
