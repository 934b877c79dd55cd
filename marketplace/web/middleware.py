"""Language, privacy of pages, and refusals as pages: one place each."""

import uuid
from collections.abc import Callable
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.middleware.common import CommonMiddleware
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from marketplace.core import guards, rulebook
from marketplace.core.errors import DomainError, UnstorableText
from marketplace.web import counts, viewer_zone
from marketplace.web.frame import Shell
from marketplace.web.requests import PERMISSIONS, by_script, swaps, where_from

NUL_REFUSED = "NUL (0x00)"  # psycopg2's words; the only sign it gives
# What stands beside a word of the frame (``data-hitung``), and the frame's name for its number.
COUNTERS = {
    "tasks": "tasks_count",
    "orders": "orders_count",
    "inbox": "unread_count",
    "cart": "cart_count",
}
GetResponse = Callable[[HttpRequest], HttpResponse]
log = structlog.get_logger(__name__)


class RequestContextMiddleware:
    """Give every request an id that stands in each of its log lines and in the answer.

    What it reads of the rulebook it reads once: all that it does is judged by the same rows.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = uuid.uuid4().hex[:16]
        with structlog.contextvars.bound_contextvars(request_id=request_id), rulebook.remembered():
            response = self.get_response(request)
        response["X-Request-ID"] = request_id
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response


class ReadableAddressMiddleware:
    """Refuse an address with too many parameters before a page reads them.

    The page that says so reads them too, for its frame: it gets none.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            request.GET  # noqa: B018 - parsed, and judged, when first read
        except SuspiciousOperation:
            request.GET = QueryDict()
            raise
        return self.get_response(request)


class AddressMiddleware(CommonMiddleware):
    """Add a final slash that was forgotten where a page is read, never where a form is sent.

    Most programs follow a redirect by reading, so that a step would silently not happen.
    """

    def should_redirect_with_slash(self, request: HttpRequest) -> bool:
        """Say whether the address is led on to the same one with a slash."""
        return request.method in {"GET", "HEAD"} and super().should_redirect_with_slash(request)


class LanguageMiddleware:
    """The account's or a cookie's choice, else Indonesian; Accept-Language is ignored.

    Most browsers in an office say English without their owner having chosen it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        wanted = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE)
        known = {code for code, _name in settings.LANGUAGES}
        language = wanted if wanted in known else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            spoken = translation.get_language() or language  # the API follows the account
        response.headers.setdefault("Content-Language", spoken)
        return response


class ViewerZoneMiddleware:
    """Moments that belong to no agency are read in the zone of the viewer's own place.

    Django's own pages, the administration, print them by Django's current zone.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with viewer_zone.reading(request):
            if not request.path.startswith(reverse("admin:index")):
                return self.get_response(request)
            with timezone.override(viewer_zone.viewer_zone()):
                return self.get_response(request)


class SignInMiddleware:
    """Lead whoever must sign in again back to the page they were on.

    An address that only takes forms is no page, and htmx would swap the sign-in page into a
    fragment.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        reads_a_page = request.method in {"GET", "HEAD"} and not swaps(request)
        if reads_a_page or not _asks_to_sign_in(request, response):
            return response
        page = urlsplit(where_from(request))
        target = redirect_to_login(page._replace(scheme="", netloc="").geturl() or "/")
        return HttpResponseClientRedirect(target.url) if by_script(request) else target


def _asks_to_sign_in(request: HttpRequest, response: HttpResponse) -> bool:
    asked = redirect_to_login(request.get_full_path()).url
    return isinstance(response, HttpResponseRedirect) and response.url == asked


class CountersMiddleware:
    """Send the frame's counters along with each part of a page that a change answers with.

    The part alone is swapped in; tasks, orders, notices and cart would else tell what was before.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method != "POST" or getattr(response, "changed_nothing", False):
            return response
        counts.forget(request)
        if swaps(request) and _is_part(request, response):
            shell = Shell(request)
            counters = {key: shell[name] for key, name in COUNTERS.items()}
            context = {"counters": counters.items()}
            more = render_to_string("partials/counters.html", context, request)
            response.content += more.encode()
        return response


def _is_part(request: HttpRequest, response: HttpResponse) -> bool:
    is_html = response.headers.get("Content-Type", "").startswith("text/html")
    return request.user.is_authenticated and is_html and bool(getattr(response, "content", b""))


class PrivatePagesMiddleware:
    """A page made for a signed-in person is never kept by a cache."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        patch_vary_headers(response, ["Cookie", "HX-Request"])
        if request.user.is_authenticated:
            patch_cache_control(response, private=True, no_store=True)
        return response


class DomainErrorMiddleware:
    """A refusal becomes a page with the sentence and the next step, never a 500."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Show the words of a refusal, be it ours or the database's."""
        error = guards.refusal(error) or error
        if isinstance(error, ValueError) and NUL_REFUSED in str(error):
            error = UnstorableText(
                _("The text holds a character that cannot be stored. Type it again without it.")
            )
        if not isinstance(error, DomainError):
            return None
        log.info("refused", code=error.code)
        return refusal_page(request, error)


def refusal_page(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Render a refusal, as a fragment for htmx and as a page otherwise."""
    context = {
        "message": error.message,
        "code": error.code,
        "details": error.details,
        "back_url": where_from(request),
    }
    return render(request, "errors/refused.html", context, status=error.http_status)
