"""Text messages about an account itself; they hold no name, and their loss stops nothing."""

from typing import Any

import structlog
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.dispatch import receiver
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
        )
        _tell(number, text, account)


def tell_of_address(account: User) -> None:
    """Say to the number of an account that an e-mail address opens it too from now on."""
    if not account.phone:
        return
    with translation.override(account.language):
        text = _(
            "Pasar Bela: an e-mail address opens your account from now on. Was it not you? Write "
            "to us: %(address)s"
        )
        _tell(account.phone, text, account)


@receiver(email_confirmed)
def address_confirmed(email_address: EmailAddress, **_details: Any) -> None:
    """An address opens an account once its letter was answered."""
    tell_of_address(email_address.user)


def _tell(number: str, text: str, account: User) -> None:
    try:
        sms.send(to=number, text=text % {"address": own_link(reverse("home"))})
    except sms.SmsNotSent:
        log.warning("number_not_told", account=account.pk)
