"""One-time codes to a phone: few to a number, good for minutes, three tries, and no word on whose.

Limits are counted in Postgres, so that they hold when Redis is down. Whether a number has an
account is told to its phone alone: pages, answers and the work behind them are the same for all.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from django.db.models import Count, Q
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
# Within a window, and within a day. A stranger who asks for somebody's codes uses up the codes of
# their own address; those of the whole number, which bound what is spent, only from many addresses.
PER_NUMBER_AND_ADDRESS: Final = 3
PER_NUMBER_AND_ADDRESS_A_DAY: Final = 6
PER_NUMBER: Final = 9
PER_NUMBER_A_DAY: Final = 20
PER_KNOWN_DEVICE: Final = 3  # where the number has signed in before: its owner's own
PER_KNOWN_DEVICE_A_DAY: Final = 10
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
    """Refuse one code too many. Raises: TooManyCodes."""
    sent = _sent(wanted, now)
    bounds = [("number", PER_KNOWN_DEVICE, PER_KNOWN_DEVICE_A_DAY)]
    if not wanted.known_device:
        bounds = [
            ("both", PER_NUMBER_AND_ADDRESS, PER_NUMBER_AND_ADDRESS_A_DAY),
            ("number", PER_NUMBER, PER_NUMBER_A_DAY),
        ]
    for whose, _lately, most in bounds:
        if sent[f"{whose}_a_day"] >= most:
            raise TooManyCodes(
                _("%(most)s codes went to this number today. Go on tomorrow.") % {"most": most},
                field="phone",
            )
    from_here = PhoneCode.objects.filter(asked_from=wanted.asked_from, asked_at__gt=now - WINDOW)
    if any(sent[whose] >= most for whose, most, _a_day in bounds) or (
        not wanted.known_device and from_here.count() >= PER_ADDRESS
    ):
        raise TooManyCodes(
            _("Many codes were asked for. Wait %(minutes)s minutes, then ask for the next one.")
            % {"minutes": WINDOW.seconds // 60},
            field="phone",
        )


def _sent(wanted: Wanted, now: datetime) -> dict[str, int]:
    """Count what went to the number, and of that from this address, within a window and a day."""
    of_number = PhoneCode.objects.filter(
        phone_index__in=indexes_of(User.PHONE, wanted.phone),
        known_device=wanted.known_device,
        asked_at__gt=now - timedelta(days=1),
    )
    lately, here = Q(asked_at__gt=now - WINDOW), Q(asked_from=wanted.asked_from)
    counted: dict[str, int] = of_number.aggregate(
        number=Count("pk", filter=lately),
        number_a_day=Count("pk"),
        both=Count("pk", filter=lately & here),
        both_a_day=Count("pk", filter=here),
    )
    return counted


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
