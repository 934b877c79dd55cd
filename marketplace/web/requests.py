"""What the pages of every room ask of a request."""

from typing import Final

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

get_or_post: Final = require_http_methods(["GET", "HEAD", "POST"])


def swaps(request: HttpRequest) -> bool:
    """Say whether htmx asks, which wants only the part that changed."""
    return bool(getattr(request, "htmx", False))


def own_address(request: HttpRequest, address: str) -> str:
    """Return an address of this site as it is, and an empty text for any other."""
    hosts = {request.get_host()}
    is_ours = url_has_allowed_host_and_scheme(address, hosts, require_https=request.is_secure())
    return address if is_ours else ""
