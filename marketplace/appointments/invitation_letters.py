"""Letters to people who are invited to a role."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from marketplace.appointments.inviting import digest_of, fresh_code, undecided
from marketplace.appointments.models import RoleInvitation
from marketplace.core import moments
from marketplace.core.inviting import VALID_DAYS
from marketplace.core.text import clean_line
from marketplace.notices.code_letters import Letters, send_due
from marketplace.notices.mailing import MAIL_BATCH, letter
from marketplace.web.requests import own_link


def letter_of(row: RoleInvitation, code: str) -> EmailMessage:
    """Return the letter, in the language of whoever invites: it knows of no account.

    No name stands in the subject, and nothing but the code in the link.
    """
    with translation.override(row.invited_by.language):
        words = {
            "host": clean_line(str(row.invited_by)),
            "agency": clean_line(row.agency.name),
            "role": row.get_role_display(),
            "days": VALID_DAYS,
            "until": moments.full_moment(row.expires_at, row.agency.time_zone),
            "link": own_link(reverse("role_invitation", args=[code])),
            "site_url": settings.BASE_URL,
        }
        subject = _("An invitation to work with Pasar Bela")
        body = render_to_string("emails/role_invitation.txt", words)
    mark = f"role-invitation-{row.pk}-{row.letters}-{row.mail_attempts}"
    return letter(subject=subject, body=body, to=row.email, mark=mark)


LETTERS = Letters(
    "role_invitation",
    lambda: RoleInvitation.objects.filter(undecided()).select_related(
        "agency__region", "invited_by"
    ),
    fresh_code,
    letter_of,
    digest_of,
)


def send_role_invitations(limit: int = MAIL_BATCH) -> int:
    """Send the letters that are due, oldest first; return how many the mail server took."""
    return send_due(LETTERS, limit)
