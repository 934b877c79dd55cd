"""How often somebody may type a wrong code: counted per account and per address.

As with the limits of programs nothing is counted while Redis is away; a code has 59 random bits,
so that the count only keeps guessing from being worth a try.
"""

from typing import Final

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _

from marketplace.core import clock
from marketplace.core.cache import count_up
from marketplace.core.errors import DomainError
from vendors.invitation_queries import digest_of
from vendors.invitation_rules import GUESS_WINDOW_SECONDS, GUESSES, GUESSES_OF_ADDRESS

_KEPT_SECONDS: Final = 2 * GUESS_WINDOW_SECONDS
_MINUTES: Final = GUESS_WINDOW_SECONDS // 60


class TooManyCodes(DomainError):
    """Too many wrong codes were typed by this account or from this address."""

    code, http_status = "too_many_codes", 429


def require_few(request: HttpRequest) -> None:
    """Let nobody go on who has guessed too often. Raises: TooManyCodes."""
    for key, bound in _bounds(request).items():
        if int(cache.get(key, 0)) >= bound:
            raise TooManyCodes(
                _(
                    "%(most)s wrong codes were typed within %(minutes)s minutes. Wait %(minutes)s "
                    "minutes, then copy the code from the letter or the paper once more."
                )
                % {"most": bound, "minutes": _MINUTES},
                field="code",
            )


def count(request: HttpRequest, code: str) -> None:
    """Count a code that opened nothing; the same one once, however often it is tried."""
    for key in _bounds(request):
        if cache.add(f"{key}-{digest_of(code)}", 1, _KEPT_SECONDS):
            count_up(key, kept_seconds=_KEPT_SECONDS)


def _bounds(request: HttpRequest) -> dict[str, int]:
    """Return what is counted of this request, with the number at which it stops."""
    window = int(clock.now().timestamp()) // GUESS_WINDOW_SECONDS
    address = request.META.get("REMOTE_ADDR", "")
    bounds = {f"invitation-guess-address-{address}-{window}": GUESSES_OF_ADDRESS}
    if request.user.is_authenticated:
        bounds[f"invitation-guess-account-{request.user.pk}-{window}"] = GUESSES
    return bounds
