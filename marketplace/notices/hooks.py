"""Where WhatsApp tells us what became of messages: a public address, believed when signed."""

import re
from typing import Final

import structlog
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from marketplace.core import whatsapp
from marketplace.notices.models import Channel, Notice
from marketplace.notices.services import has_left
from marketplace.notices.texts import by_sms_instead

log = structlog.get_logger(__name__)
MAX_BODY_BYTES: Final = 1_048_576
_OURS: Final = re.compile(r"notice-([0-9]{1,18})", re.ASCII)
_TAKEN: Final = frozenset({"sent", "delivered", "read"})


@csrf_exempt
@require_http_methods(["GET", "POST"])
def whatsapp_hook(request: HttpRequest) -> HttpResponse:
    """Prove the address to the API, or take its statuses; without a secret there is none."""
    if not (settings.WHATSAPP_SECRET and settings.WHATSAPP_VERIFY_TOKEN):
        raise Http404
    if request.method == "GET":
        return _proved(request)
    length = int(request.headers.get("Content-Length") or 0)
    if length > MAX_BODY_BYTES:
        return HttpResponse(status=413)
    if not whatsapp.is_signed(request.body, request.headers.get("X-Hub-Signature-256", "")):
        log.error("whatsapp_hook_refused", remote=request.META.get("REMOTE_ADDR"))
        return HttpResponse(status=401)
    try:
        told = list(whatsapp.statuses(request.body))
    except ValueError:
        return HttpResponse(status=400)
    for key, status, code in told:
        _note(key, status, code)
    return HttpResponse(status=200)


def _proved(request: HttpRequest) -> HttpResponse:
    token = request.GET.get("hub.verify_token", "")
    if not constant_time_compare(token, settings.WHATSAPP_VERIFY_TOKEN):
        return HttpResponse(status=403)
    return HttpResponse(request.GET.get("hub.challenge", ""), content_type="text/plain")


def _note(key: str, status: str, code: int | None) -> None:
    found = _OURS.fullmatch(key)
    rows = Notice.objects.filter(channel=Channel.WHATSAPP).select_related("recipient", "event")
    notice = rows.filter(pk=int(found[1])).first() if found else None
    if notice is None:
        return
    if status in _TAKEN:
        has_left(notice)
    elif status == "failed":
        log.warning("whatsapp_failed", notice=notice.pk, code=code)
        by_sms_instead(notice)
