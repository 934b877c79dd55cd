"""Text messages about an account itself; they hold no name, and their loss stops nothing."""

import structlog
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import sms
from marketplace.web.requests import own_link

log = structlog.get_logger(__name__)


def tell_former_number(number: str, account: User) -> None:
    """Say to the former number that it opens the account no more."""
    with translation.override(account.language):
        text = _(
            "Pasar Bela: this number no longer opens your account; another one does. Was it not "
            "you? Write to us: %(address)s"
        ) % {"address": own_link(reverse("home"))}
    try:
        sms.send(to=number, text=text)
    except sms.SmsNotSent:
        log.warning("former_number_not_told", account=account.pk)
