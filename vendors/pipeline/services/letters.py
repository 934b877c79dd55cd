"""Letters that invite businesses to open their shop."""

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
from vendors.invitation_rules import grouped_code
from vendors.pipeline import queries
from vendors.pipeline.models import ShopInvitation, undecided
from vendors.policies import confirmed_holders
from vendors.services.invitations import fresh_code


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


LETTERS = Letters(
    "shop_invitation",
    lambda: ShopInvitation.objects.filter(undecided()).select_related(
        "target__list__tenant__region", "target__list__agency", "invited_by"
    ),
    fresh_code,
    letter_of,
    queries.digest_of,
)


def send_shop_invitations(limit: int = MAIL_BATCH) -> int:
    """Send the letters that are due, oldest first; return how many the mail server took."""
    return send_due(LETTERS, limit)
