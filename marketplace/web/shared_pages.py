"""Pages that are the same for every visitor who is not signed in."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

SECONDS: Final = 1  # a change of price, stock or moderation is seen within two
View = Callable[..., HttpResponse]


def shared_page(view: View) -> View:
    """Let a cache in front of the site keep a page for a second, for visitors without any cookie.

    The entrance (``config.serving.shelf``) does, and a proxy may. A person's own page, another
    language or theme come with a cookie and are never kept.
    """

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if not request.COOKIES and response.status_code == 200:
            patch_cache_control(response, public=True, max_age=0, s_maxage=SECONDS)
        return response

    return shown
