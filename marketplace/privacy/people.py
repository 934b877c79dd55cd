"""From a request to the person it is about, and back."""

import json
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db.models import Q
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import privacy
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
    """Return what was typed in its stored shape; an address with an account is that account.

    Raises: RuleViolation, NotFoundError.
    """
    address, digits = clean_line(email).lower(), clean_line(nik).replace(" ", "")
    if digits and (len(digits) != NIK_DIGITS or not digits.isdigit()):
        raise RuleViolation(_("A NIK has 16 digits. Read it from the card again."), field="nik")
    if account_id is not None and not User.objects.filter(pk=account_id).exists():
        raise NotFoundError(_("There is no account of this number."))
    if account_id is None and address:
        account_id = _account_of(address)
    one = Known(account_id, address, clean_line(phone).replace(" ", ""), digits)
    if not one.is_somebody:
        raise RuleViolation(
            _("Say whose data it is: the account, or an address, phone or NIK."), field="email"
        )
    return one


def _account_of(address: str) -> int | None:
    confirmed = EmailAddress.objects.filter(email=address, verified=True).values("user")
    found = User.objects.filter(Q(email=address) | Q(pk__in=confirmed))
    return found.values_list("pk", flat=True).first()


def sealed(one: Known) -> str:
    """Return how somebody without an account is known, as it is kept until it is carried out."""
    if one.account_id is not None:
        return ""
    return json.dumps({"email": one.email, "phone": one.phone, "nik": one.nik})


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
