"""How often a program may ask: counted per person, or per address where nobody is signed in."""

import time
from typing import Final

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from marketplace.core.cache import count_up

WINDOW_SECONDS: Final = 60


class Limit(BaseThrottle):
    """At most ``settings.API_LIMITS[...]`` requests in each minute of the clock.

    ``kind`` names the row of visitors; whoever is signed in has the row ``person``. Without Redis
    nothing is counted: the limits protect the site, not its secrets.
    """

    kind = "visitor"

    def allow_request(self, request: Request, view: object) -> bool:
        """Count the request and say whether it may pass."""
        person = request.user.pk if self.kind == "visitor" else None
        kind = "person" if person else self.kind
        who = person or self.get_ident(request)
        key = f"api-{kind}-{who}-{int(time.time()) // WINDOW_SECONDS}"
        return count_up(key, kept_seconds=2 * WINDOW_SECONDS) <= settings.API_LIMITS[kind]

    def wait(self) -> float:
        """Return the seconds until the next minute begins."""
        return WINDOW_SECONDS - time.time() % WINDOW_SECONDS


class SignInLimit(Limit):
    """Asking for tokens; wrong passwords are counted by axes as well."""

    kind = "sign_in"
