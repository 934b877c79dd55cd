"""One-time codes to a phone: few to a number, good for minutes, three tries, and no word on whose.

Limits are counted in Postgres, so that they hold when Redis is down. Whether a number has an
account is told to its phone alone: pages, answers and the work behind them are the same for all.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.accounts.models import CodePurpose, PhoneCode, User
from marketplace.core import clock, guards, locks, sms
from marketplace.core.blind_index import index_of, indexes_of
from marketplace.core.errors import DomainError
from marketplace.web.requests import own_link

DIGITS: Final = 6
LIFE: Final = timedelta(minutes=5)
WINDOW: Final = timedelta(minutes=15)
PER_NUMBER: Final = 3
PER_NUMBER_A_DAY: Final = 10
PER_ADDRESS: Final = 60  # a whole village may share its operator's address
KEPT: Final = timedelta(days=2)
_SALT: Final = "accounts.phone_code"


class TooManyCodes(DomainError):
    """So many codes went to this number, or from this address, that the next one must wait."""

    code, http_status = "too_many_codes", 429


class CodeRefused(DomainError):
    """The code is wrong, used up or too old; which number it belongs to is not said."""

    code, http_status = "code_refused", 422


class _Outcome(StrEnum):
    RIGHT = "right"
    WRONG = "wrong"
    USED_UP = "used_up"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Wanted:
    """A code that somebody asks for, and from where.

    phone: E.164. account: who takes another number or proves to sit here; nobody otherwise.
    known_device: on this browser the number has signed in before, so that strangers cannot use up
    its codes.
    """

    purpose: CodePurpose
    phone: str
    asked_from: str
    known_device: bool = False
    account: User | None = None


def send_code(wanted: Wanted) -> int:
    """Send a code, or to a number that it would not open the word why; return the code's key.

    Raises: TooManyCodes, SmsNotSent.
    """
    code, text = _written(wanted)
    try:
        sms.send(to=wanted.phone, text=text, key=f"code-{code.pk}-{int(code.asked_at.timestamp())}")
    except sms.SmsLost:
        raise  # it may have come to the phone: it counts, or a slow gateway would flood one
    except sms.SmsNotSent:
        PhoneCode.objects.filter(pk=code.pk).delete()  # it counts against nobody
        raise
    return code.pk


def check(*, code_id: int, typed: str) -> PhoneCode:
    """Use a code up and return it. Raises: CodeRefused; a wrong one is counted all the same."""
    outcome, code = _tried(code_id, "".join(char for char in typed if char in "0123456789"))
    if outcome is _Outcome.RIGHT and code is not None:
        return code
    left = PhoneCode.MOST_TRIES - code.tries if code else 0
    raise CodeRefused(_sentence(outcome, left), field="code")


def forget_old() -> int:
    """Remove codes that no limit counts any more; return how many."""
    return PhoneCode.objects.filter(asked_at__lt=clock.now() - KEPT).delete()[0]


@guards.use_case
def _written(wanted: Wanted) -> tuple[PhoneCode, str]:
    # Two asked at the same moment count each other.
    locks.advisory_lock(f"phone-code-{index_of(User.PHONE, wanted.phone)}")
    now = clock.now()
    _require_few(wanted, now)
    account, decoy, text = _meant(wanted)
    digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    language = account.language if account else translation.get_language() or "id"
    code = PhoneCode.objects.create(
        purpose=wanted.purpose,
        phone=wanted.phone,
        account=account,
        decoy=decoy,
        digest=_digest(wanted.phone, digits),
        asked_from=wanted.asked_from,
        known_device=wanted.known_device,
        asked_at=now,
        expires_at=now + LIFE,
    )
    with translation.override(language):
        return code, _text(text, digits)


def _require_few(wanted: Wanted, now: datetime) -> None:
    same = Q(phone_index__in=indexes_of(User.PHONE, wanted.phone))
    same &= Q(known_device=wanted.known_device)
    of_number = PhoneCode.objects.filter(same, asked_at__gt=now - timedelta(days=1))
    lately = of_number.filter(asked_at__gt=now - WINDOW).count()
    from_here = PhoneCode.objects.filter(asked_from=wanted.asked_from, asked_at__gt=now - WINDOW)
    if of_number.count() >= PER_NUMBER_A_DAY:
        raise TooManyCodes(
            _("%(most)s codes went to this number today. Go on tomorrow.")
            % {"most": PER_NUMBER_A_DAY},
            field="phone",
        )
    if lately >= PER_NUMBER or (not wanted.known_device and from_here.count() >= PER_ADDRESS):
        raise TooManyCodes(
            _("Many codes were asked for. Wait %(minutes)s minutes, then ask for the next one.")
            % {"minutes": WINDOW.seconds // 60},
            field="phone",
        )


def _meant(wanted: Wanted) -> tuple[User | None, bool, str]:
    """Return for whom the code is, whether it opens nothing, and which text the phone gets."""
    holder = User.objects.with_phone(wanted.phone).first()
    if wanted.purpose == CodePurpose.SIGN_IN:
        if holder is None or not holder.is_active:
            return None, True, "unknown"
        return (holder, True, "needs_more") if holder.needs_second_step else (holder, False, "code")
    if wanted.purpose == CodePurpose.SIGN_UP:
        return holder, holder is not None, "has_account" if holder else "code"
    if wanted.purpose == CodePurpose.PROVE:
        return wanted.account, holder != wanted.account, "code"
    return wanted.account, holder is not None, "taken" if holder else "code"


def _text(which: str, digits: str) -> str:
    """Return a text message: whole words of ours, no name, at most one part with its link."""
    words = {
        "code": _(
            "Pasar Bela: your code is %(code)s. It is good for %(minutes)s minutes. Tell it to "
            "nobody, not even an officer."
        ),
        "unknown": _("Pasar Bela: no account is entered with this number. Register: %(sign_up)s"),
        "needs_more": _(
            "Pasar Bela: your work needs password and second step. Sign in by e-mail: %(sign_in)s"
        ),
        "has_account": _(
            "Pasar Bela: this number has an account already. Sign in with it: %(by_phone)s"
        ),
        "taken": _("Pasar Bela: this number belongs to another account. Nothing was changed."),
    }[which]
    return words % {
        "code": digits,
        "minutes": LIFE.seconds // 60,
        "sign_up": own_link(reverse("phone_sign_up")),
        "sign_in": own_link(reverse("account_login")),
        "by_phone": own_link(reverse("phone_sign_in")),
    }


@guards.use_case
def _tried(code_id: int, typed: str) -> tuple[_Outcome, PhoneCode | None]:
    """Count a try in a transaction of its own: a refusal must not take it back."""
    try:
        code = locks.lock_one(PhoneCode, code_id)
    except PhoneCode.DoesNotExist:
        return _Outcome.EXPIRED, None
    if code.used_at is not None or code.tries >= PhoneCode.MOST_TRIES:
        return _Outcome.USED_UP, code
    if clock.now() >= code.expires_at:
        return _Outcome.EXPIRED, code
    is_right = constant_time_compare(code.digest, _digest(code.phone, typed))
    if is_right and not code.decoy:
        code.used_at = clock.now()
        code.save(update_fields=["used_at"])
        return _Outcome.RIGHT, code
    code.tries += 1
    code.save(update_fields=["tries"])
    return _Outcome.WRONG, code


def _digest(phone: str, digits: str) -> str:
    return salted_hmac(_SALT, f"{phone}:{digits}", algorithm="sha256").hexdigest()


def _sentence(outcome: _Outcome, left: int) -> str:
    if outcome is _Outcome.EXPIRED:
        return _("The code is older than %(minutes)s minutes. Ask for a new one.") % {
            "minutes": LIFE.seconds // 60
        }
    if outcome is _Outcome.USED_UP or not left:
        return _("This code opens nothing any more. Ask for a new one.")
    return ngettext(
        "The code is wrong. You can try once more.",
        "The code is wrong. You can try %(left)s more times.",
        left,
    ) % {"left": left}
