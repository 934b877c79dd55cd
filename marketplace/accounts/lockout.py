"""When guessing is stopped: per account, per address, and never for the owner's own device.

Failures of the last quarter of an hour are counted three ways. One address that tries one account
is stopped soon; an account that many addresses try is closed to devices it does not know; an
address that tries many accounts is closed to all of them. A device on which the account has signed
in before is not stopped by what strangers try, only by its own patience.
"""

from typing import Any, Final

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.core import signing
from django.db.models import Q, Sum
from django.http import HttpRequest, HttpResponse

from marketplace.accounts.signin import login_name

DEVICE_COOKIE: Final = "device"
DEVICE_SECONDS: Final = 365 * 24 * 3600
PER_ACCOUNT_AND_ADDRESS: Final = settings.AXES_FAILURE_LIMIT
PER_ACCOUNT: Final = 40
PER_ADDRESS: Final = 80  # a whole office may share one
PER_KNOWN_DEVICE: Final = 40
_SALT = "accounts.device"


def remember_device(response: HttpResponse, name: str) -> None:
    """Let this browser be known as one on which the account has signed in."""
    response.set_cookie(
        DEVICE_COOKIE,
        signing.dumps(name.lower(), salt=_SALT),
        max_age=DEVICE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def knows_device(request: HttpRequest, name: str) -> bool:
    """Say whether the account of this name (``get_username``) signed in here within a year."""
    return bool(name) and device_owner(request) == name


def device_owner(request: HttpRequest) -> str:
    """Return who signed in on this browser last, within a year; empty for nobody."""
    token = request.COOKIES.get(DEVICE_COOKIE, "")
    try:
        return str(signing.loads(token, salt=_SALT, max_age=DEVICE_SECONDS))
    except signing.BadSignature:
        return ""


class LockoutHandler(AxesDatabaseHandler):  # type: ignore[misc]
    """axes' records with our three bounds."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Return axes' limit when a bound is reached, else 0: there is nothing in between."""
        name = login_name(request, credentials)
        address = request.axes_ip_address  # type: ignore[attr-defined]
        bounds = {"own": PER_KNOWN_DEVICE}
        if not knows_device(request, name):
            bounds = {
                "own": PER_ACCOUNT_AND_ADDRESS,
                "account": PER_ACCOUNT,
                "address": PER_ADDRESS,
            }
        failures = _failures(request, name, address)
        reached = any(failures[which] >= bound for which, bound in bounds.items())
        return settings.AXES_FAILURE_LIMIT if reached else 0


def _failures(request: HttpRequest, name: str, address: str) -> dict[str, int]:
    """Count recent failures three ways; axes keeps a row per account, address and browser."""
    account, here = Q(username=name), Q(ip_address=address)
    recent = AccessAttempt.objects.filter(attempt_time__gte=get_cool_off_threshold(request))
    ways = {"own": account & here, "account": account, "address": here}
    counted: dict[str, int] = recent.filter(account | here).aggregate(
        **{way: Sum("failures_since_start", filter=which, default=0) for way, which in ways.items()}
    )
    return counted
