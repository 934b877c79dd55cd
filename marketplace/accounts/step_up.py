"""A fresh proof before what opens an account is changed: a screen left open is not its owner.

Whoever finds one could else add an address or a number of their own and keep the account. Asked
for is a sign-in of the last minutes; else the password, or of who has none a code to the number
that opens the account now. What was typed meanwhile waits and is carried out afterwards.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, Final

from allauth.account.internal.flows.reauthentication import suspend_request
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from marketplace.accounts.models import User
from marketplace.accounts.signin import enters_by_code, proved_within

FRESH: Final = timedelta(minutes=5)
View = Callable[..., HttpResponse]


def asks_proof(view: View, *, to_read: bool = True) -> View:
    """Ask who comes to a view to prove themselves; ``to_read``: before the page is shown too."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        user = request.user
        is_asked = to_read or request.method == "POST"
        if is_asked and isinstance(user, User) and not proved_within(request, user, FRESH):
            page = "phone_prove" if enters_by_code(user) else "account_reauthenticate"
            answer: HttpResponse = suspend_request(request, reverse(page))
            return answer
        return view(request, *args, **named)

    return asked
