"""People who have a telephone and no e-mail, and what they do on the pages."""

import re

from django.urls import reverse

from marketplace.accounts import services
from tests.sms.process import Phones, sms_box

__all__ = ["NUMBER", "OTHER", "Phones", "code_in", "enter", "opened", "sms_box"]

NUMBER, OTHER = "+6281234567890", "+6282198765432"


def opened(officer, *, phone="0812-3456-7890", name="Yosefa Tefa"):
    """An account that a counter officer opened for the person in front of them."""
    return services.open_phone_account(phone=phone, name=name, language="id", actor=officer)


def ask(client, number=NUMBER, **extra):
    """Type a number on the page of signing in."""
    return client.post(reverse("phone_sign_in"), {"phone": number}, **extra)


def code_in(box, number=NUMBER) -> str:
    """The code in the newest message to a phone."""
    return re.search(r"\b\d{6}\b", box.to(number)[-1])[0]


def enter(client, box, number=NUMBER, **extra):
    """Sign in with number and code."""
    ask(client, number, **extra)
    return client.post(reverse("phone_code"), {"code": code_in(box, number)}, **extra)
