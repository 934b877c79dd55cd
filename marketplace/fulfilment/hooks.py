"""Where couriers tell us what became of parcels: a public address, believed when signed."""

import structlog
from django.conf import settings
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from marketplace.core import clock
from marketplace.core.errors import DomainError
from marketplace.fulfilment import courier_protocol, services
from marketplace.web.problems import problem

log = structlog.get_logger(__name__)


@csrf_exempt
@require_POST
def courier_hook(request: HttpRequest) -> JsonResponse:
    """Take one event of a courier (docs/courier.md); without a secret there is no such address."""
    if not settings.COURIER_SECRET:
        raise Http404
    if int(request.headers.get("Content-Length") or 0) > courier_protocol.MAX_BODY_BYTES:
        return problem(413, "too_large", _("The body is too large."))
    if not courier_protocol.is_proven(
        settings.COURIER_SECRET,
        request.headers.get(courier_protocol.TIMESTAMP_HEADER, ""),
        request.body,
        request.headers.get(courier_protocol.SIGNATURE_HEADER, ""),
        now=clock.now(),
    ):
        log.error("courier_hook_refused", remote=request.META.get("REMOTE_ADDR"))
        return problem(401, "not_proven", _("The signature or its time is not right."))
    try:
        told = courier_protocol.read(request.body)
    except ValueError:
        return problem(400, "bad_request")
    try:
        is_new = services.take_courier_event(told)
    except DomainError as refused:
        log.warning("courier_event_refused", code=refused.code, event_id=told.event_id)
        return problem(refused.http_status, refused.code, refused.message)
    return JsonResponse({"event_id": told.event_id, "is_new": is_new})
