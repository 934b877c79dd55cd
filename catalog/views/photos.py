"""Public pictures. Their names are hashes, so that a browser may keep them for ever."""

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from catalog import photos

FOREVER = "public, max-age=31536000, immutable"
# A drawing is shown as a picture only; opened by itself it can neither run nor load anything.
DRAWING_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
TYPES = {"svg": "image/svg+xml", "webp": "image/webp"}


@require_safe
def public_photo(request: HttpRequest, name: str) -> HttpResponse:
    """Serve one picture of goods."""
    if name == "tanpa-foto.svg":
        content = photos.NO_PICTURE.encode()
    else:
        try:
            content = photos.open_picture(name)
        except FileNotFoundError as missing:
            raise Http404 from missing
    # The same for everybody: reading who asks would forbid every cache to keep it.
    request.user = AnonymousUser()
    kind = name.rsplit(".", 1)[-1]
    response = HttpResponse(content, content_type=TYPES[kind])
    response["Cache-Control"] = FOREVER
    response["X-Content-Type-Options"] = "nosniff"
    if kind == "svg":
        response["Content-Security-Policy"] = DRAWING_POLICY
    return response
