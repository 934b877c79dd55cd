"""The address in every mail by which its reader ends what may be ended, without signing in.

RFC 8058: a mail program posts to it. It knows the person by our signature alone, opens nothing and
shows nothing of them.
"""

from datetime import timedelta
from typing import Final

from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.core.errors import DomainError
from marketplace.web.requests import own_link

LIFE: Final = timedelta(days=180)
_SALT: Final = "notices.unsubscribe"


class LinkNotOurs(DomainError):
    """The address of a mail was cut or made up."""

    code, http_status = "link_not_ours", 404


class LinkTooOld(DomainError):
    """The mail is too old for its address to be believed."""

    code, http_status = "link_too_old", 410


def headers(person_id: int) -> dict[str, str]:
    """Return what tells a mail program how to end these mails with one press."""
    token = signing.dumps(person_id, salt=_SALT)
    return {
        "List-Unsubscribe": f"<{own_link(reverse('unsubscribe', args=[token]))}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def person_of(token: str) -> int:
    """Return whose address it is. Raises: LinkNotOurs, LinkTooOld."""
    try:
        return int(signing.loads(token, salt=_SALT, max_age=LIFE))
    except signing.SignatureExpired as expired:
        raise LinkTooOld(
            _(
                "This address is from a mail older than %(days)s days. Sign in and choose under "
                "Account, “How you are told”."
            )
            % {"days": LIFE.days}
        ) from expired
    except (signing.BadSignature, ValueError, TypeError) as forged:
        raise LinkNotOurs(
            _(
                "This address is not one of ours, or a part of it is missing. Open it from the "
                "mail again, or sign in and choose under Account, “How you are told”."
            )
        ) from forged
