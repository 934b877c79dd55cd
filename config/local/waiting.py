"""While the demo is being loaded: a strip on every page says how far, and nothing else writes.

The load tells a year in its order; an order placed in the midst of it could take the stock or the
money of its next story, and whoever signed up would be lost if the load had to start over.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.web.problems import for_program, problem
from marketplace.web.requests import posted_pairs

from . import progress
from .progress import Demo, Progress

READING = frozenset({"GET", "HEAD", "OPTIONS"})
STRIP = "demo-progress"
CODE, STATUS = "demo_loading", 503
LOOK_SECONDS, RETRY_SECONDS = 2, 5
HIDDEN = frozenset({"csrfmiddlewaretoken"})


class PreparingMiddleware:
    """Before the migrations are done no page can be made: ask to wait, touch no table.

    Like the other one, installed by the settings of a local start only; it stands before whatever
    asks who the visitor is.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.file = Path(settings.DEMO_PROGRESS_FILE)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if progress.read(self.file).state != Demo.PREPARING:
            return self.get_response(request)
        response = render(request, "local/preparing.html", status=STATUS)
        response["Retry-After"] = response["Refresh"] = str(LOOK_SECONDS)
        return response


class DemoLoadingMiddleware:
    """Between the first answer and the end of the load: see the strip, read, but do not write."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.file = Path(settings.DEMO_PROGRESS_FILE)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        found = progress.read(self.file)
        if request.headers.get("HX-Trigger") == STRIP:
            return render(request, "local/demo_strip.html", {"demo": found})
        if found.state != Demo.LOADING:
            return self.get_response(request)
        if request.method not in READING and not _is_a_look(request):
            return _wait(request, found)
        request.demo = found  # type: ignore[attr-defined]
        return self.get_response(request)


def _is_a_look(request: HttpRequest) -> bool:
    """Whether a visitor only chooses light or dark, or a language: their browser remembers it."""
    return not request.user.is_authenticated and request.path in {
        reverse("set_theme"),
        reverse("set_language"),
    }


def _wait(request: HttpRequest, found: Progress) -> HttpResponse:
    """Ask for patience; a form comes back with all its fields, so that one press sends it again."""
    if for_program(request):
        title = _("The demo is still being loaded. Try again in a moment.")
        response: HttpResponse = problem(STATUS, CODE, title)
    else:
        kept = [pair for pair in posted_pairs(request.POST) if pair[0] not in HIDDEN]
        context = {"demo": found, "code": CODE, "fields": kept, "with_files": bool(request.FILES)}
        response = render(request, "local/demo_wait.html", context, status=STATUS)
    response["Retry-After"] = str(RETRY_SECONDS)
    response["Cache-Control"] = "private, no-store"
    return response
