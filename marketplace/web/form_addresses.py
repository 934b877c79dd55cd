"""An address that only takes forms, opened as a page: say so, and show the way on."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

from marketplace.web.requests import where_from


class FormAddressMiddleware:
    """Give 405 a page for people; programs get the bare answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_bare = isinstance(response, HttpResponseNotAllowed) and not response.content
        if not is_bare or not request.accepts("text/html"):
            return response
        page = render(request, "errors/405.html", {"back_url": where_from(request)}, status=405)
        page["Allow"] = response["Allow"]
        return page
