"""What was chosen on a page of goods: variants by their keys, and the way back there."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from marketplace.core.errors import DomainError
from marketplace.core.whole_numbers import plain_number
from marketplace.shortlists.rules import MOST_LINES
from marketplace.web.requests import own_address


def chosen(request: HttpRequest) -> list[int]:
    """Return the variants that were ticked; what is no key of ours is not there."""
    keys = (plain_number(key) for key in request.POST.getlist("goods")[:MOST_LINES])
    return [key for key in keys if key is not None]


def back(request: HttpRequest, otherwise: str) -> HttpResponse:
    """Lead back to the page of this site that the form came from."""
    return redirect(own_address(request, request.POST.get("from", "")) or otherwise)


def refused(request: HttpRequest, error: DomainError, otherwise: str) -> HttpResponse:
    """Say a refusal on the page the form came from. Raises: the refusal of a missing right."""
    if error.http_status == 403:
        raise error
    messages.error(request, error.message)
    return back(request, otherwise)
