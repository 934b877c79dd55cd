"""Where the bank tells us things: public addresses, believed only when provably the bank's."""

import structlog
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from payments.gateway import CallbackMalformed, CallbackRefused
from payments.services import receive_callback

log = structlog.get_logger(__name__)


@csrf_exempt
@require_POST
def bank_notify(request: HttpRequest, service: str) -> JsonResponse:
    """Take a notification; anything that does not prove to be the bank's is refused and alarmed.

    ``service`` is the SNAP code of the notification's kind; it stands in the answer's code.
    """
    try:
        receive_callback(
            method=request.method or "",
            path=request.get_full_path(),
            headers=request.headers,
            body=request.body,
        )
    except CallbackRefused as refused:
        log.error("callback_refused", code=refused.code, remote=request.META.get("REMOTE_ADDR"))
        if isinstance(refused, CallbackMalformed):
            return _answer(400, service, "Bad Request")
        return _answer(401, service, "Unauthorized. Signature")
    return _answer(200, service, "Successful")


def _answer(status: int, service: str, message: str) -> JsonResponse:
    body = {"responseCode": f"{status}{service}00", "responseMessage": message}
    return JsonResponse(body, status=status)
