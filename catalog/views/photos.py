"""Public pictures. Their names are hashes, so that a browser may keep them for ever.

A photo has one address, under which a browser that names AVIF gets that, and every other WebP.
"""

import re

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from catalog import photos

FOREVER = "public, max-age=31536000, immutable"
# A drawing is shown as a picture only; opened by itself it can neither run nor load anything.
DRAWING_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
AVIF = "image/avif"
NOT_WANTED = re.compile(r"q=0(\.0*)?")
TYPES = {"svg": "image/svg+xml", "webp": "image/webp", "avif": AVIF}


@require_safe
def public_photo(request: HttpRequest, name: str) -> HttpResponse:
    """Serve one picture of goods."""
    if name == "tanpa-foto.svg":
        kind, content = "svg", photos.NO_PICTURE.encode()
    else:
        try:
            kind, content = photos.open_picture(name, avif=_names_avif(request))
        except FileNotFoundError as missing:
            raise Http404 from missing
    # The same for everybody: reading who asks would forbid every cache to keep it.
    request.user = AnonymousUser()
    response = HttpResponse(content, content_type=TYPES[kind])
    response["Cache-Control"] = FOREVER
    response["X-Content-Type-Options"] = "nosniff"
    if kind == "svg":
        response["Content-Security-Policy"] = DRAWING_POLICY
    else:
        patch_vary_headers(response, ["Accept"])
    return response


def _names_avif(request: HttpRequest) -> bool:
    """Whether who asks reads AVIF; to take whatever comes (``*/*``) does not say so."""
    for one in request.headers.get("Accept", "").lower().split(","):
        kind, *rest = (word.strip() for word in one.split(";"))
        if kind == AVIF:
            return not any(NOT_WANTED.fullmatch(word) for word in rest)
    return False
