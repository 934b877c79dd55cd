"""From a request to the person it is about, and back."""

import json
import re
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db.models import Q
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import phones, privacy
from marketplace.core.errors import NotFoundError, RuleViolation
from marketplace.core.privacy import Person
from marketplace.core.text import clean_line
from marketplace.privacy.models import DataRequest

NIK_DIGITS = 16


@dataclass(frozen=True)
class Known:
    """How somebody is found: by their account, or by what an office may know of them."""

    account_id: int | None = None
    email: str = ""
    phone: str = ""
    nik: str = ""

    @property
    def is_somebody(self) -> bool:
        """Whether anything at all is said."""
        return bool(self.account_id or self.email or self.phone or self.nik)


def known(
    *, account_id: int | None = None, email: str = "", phone: str = "", nik: str = ""
) -> Known:
    """Return what was typed in its stored shape; an address or phone with an account is that one.

    Raises: RuleViolation, NotFoundError.
    """
    address, digits = clean_line(email).lower(), clean_line(nik).replace(" ", "")
    if digits and re.fullmatch(rf"[0-9]{{{NIK_DIGITS}}}", digits) is None:
        raise RuleViolation(_("A NIK has 16 digits. Read it from the card again."), field="nik")
    if account_id is not None and not User.objects.filter(pk=account_id).exists():
        raise NotFoundError(_("There is no account of this number."))
    number = phones.normalised(phone)
    if clean_line(phone) and not number:
        raise RuleViolation(
            _("Type a telephone number, for example 0812 3456 7890."), field="phone"
        )
    if account_id is None:
        account_id = _account_of(address, number)
    one = Known(account_id, address, number, digits)
    if not one.is_somebody:
        raise RuleViolation(
            _("Say whose data it is: the account, or an address, phone or NIK."), field="email"
        )
    return one


def _account_of(address: str, number: str) -> int | None:
    """Return the account of an address or a number. Raises: RuleViolation where they are two."""
    found = set()
    if address:
        confirmed = EmailAddress.objects.filter(email=address, verified=True).values("user")
        named = User.objects.filter(Q(email=address) | Q(pk__in=confirmed))
        found |= set(named.values_list("pk", flat=True))
    if number:
        found |= set(User.objects.with_phone(number).values_list("pk", flat=True))
    if len(found) > 1:
        raise RuleViolation(
            _("Address and phone belong to two accounts. Name one account by its number."),
            field="account",
        )
    return found.pop() if found else None


def sealed(one: Known) -> str:
    """Return what an operator was shown beside the account, as it is kept until it is answered."""
    said = {"email": one.email, "phone": one.phone, "nik": one.nik}
    if one.account_id is not None and not any(said.values()):
        return ""
    return json.dumps(said)


def person_of(request: DataRequest) -> Person:
    """Return whom a request is about, with all that the rooms know them by."""
    said = json.loads(request.known_by or "{}")
    return privacy.whole(
        Person(
            account_id=request.account_id,
            emails=frozenset({said.get("email", "")} - {""}),
            phones=frozenset({said.get("phone", "")} - {""}),
            nik=said.get("nik", ""),
        )
    )
