"""What the pages of every room ask of a request."""

from collections.abc import Callable
from functools import wraps
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

View = Callable[..., HttpResponse]
# Never put into a page or kept for later: passwords, codes, and what only one page may use.
_SECRETS: Final = frozenset({"csrfmiddlewaretoken", "code", "totp", "secret", "pin"})
get_or_post: Final = require_http_methods(["GET", "HEAD", "POST"])


# Nothing of the kind is used; a page that needs one of them says so itself.
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"


def may_ask_place(response: HttpResponse) -> HttpResponse:
    """Let a page ask the browser where it is, as only a form with a point on the map does."""
    allowed = PERMISSIONS.replace("geolocation=()", "geolocation=(self)")
    response.headers["Permissions-Policy"] = allowed
    return response


def changing_nothing(response: HttpResponse) -> HttpResponse:
    """Mark an answer that only says something: no number of the frame has changed by it."""
    response.changed_nothing = True  # type: ignore[attr-defined]
    return response


def swaps(request: HttpRequest) -> bool:
    """Say whether htmx asks for the part that changed; a boosted form takes a whole page."""
    htmx = getattr(request, "htmx", None)
    return htmx is not None and bool(htmx) and not htmx.boosted


def by_script(request: HttpRequest) -> bool:
    """Say whether htmx asks at all: it follows a redirect by itself, unless it is told to leave."""
    return bool(getattr(request, "htmx", False))


def own_address(request: HttpRequest, address: str) -> str:
    """Return an address of this site as it is, and an empty text for any other.

    One without a path from the root is none: ``redirect`` would take it for the name of a page.
    """
    hosts = {request.get_host()}
    is_ours = url_has_allowed_host_and_scheme(address, hosts, require_https=request.is_secure())
    return address if is_ours and "/" in address else ""


def own_link(address: str) -> str:
    """Return an address of this site as people reach it, whatever host it was built with."""
    parts = urlsplit(address)
    return settings.BASE_URL + parts._replace(scheme="", netloc="").geturl()


def sender_of(request: HttpRequest) -> str:
    """Return the network address by which somebody is counted; of IPv6 the network of one line.

    A line has as many addresses of its own there as it likes.
    """
    address = ip_address(request.META["REMOTE_ADDR"])
    if isinstance(address, IPv4Address) or address.ipv4_mapped:
        return str(address)
    return str(ip_network((address, 64), strict=False).network_address)


def where_from(request: HttpRequest) -> str:
    """Return the page of this site from which the request came, else an empty text."""
    return own_address(request, request.headers.get("Referer", ""))


def is_secret(name: str) -> bool:
    """Say whether a field may not come back to a page."""
    return "password" in name.lower() or name.lower() in _SECRETS


def posted_pairs(posted: QueryDict) -> list[tuple[str, str]]:
    """Return what a form held, by name and in order; who shows or keeps it leaves out its own."""
    return [(name, str(value)) for name, values in posted.lists() for value in values]


def origin_of(request: HttpRequest) -> str:
    """Return where a form was written as browsers tell it; empty when they do not."""
    return request.headers.get("Origin", "")


def is_ours(origin: str, request: HttpRequest) -> bool:
    """Say whether an origin is this site as it was asked for."""
    return origin == f"{request.scheme}://{request.get_host()}"


def anonymous_choice(view: View) -> View:
    """Let a visitor choose without a cookie: no page that has only this form needs to set one.

    Of a signed-in person, whose account changes, the token is asked as always.
    """
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def choose(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return protected(request, *args, **options)
        origin = origin_of(request)
        if origin and not is_ours(origin, request):
            raise PermissionDenied
        return view(request, *args, **options)

    return choose


def download(content: bytes, name: str, kind: str) -> HttpResponse:
    """Return a file to be saved, never kept by a cache."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
