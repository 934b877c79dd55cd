"""What follows from a request: a worker packs the download, people are told."""

from django.urls import reverse

from marketplace.accounts.models import User
from marketplace.core import outbox
from marketplace.core.models import OutboxEvent
from marketplace.notices import services as notices
from marketplace.privacy import services
from marketplace.privacy.models import DataRequest, RequestKind


@outbox.subscribe("data_request.asked", handler="privacy.prepare")
def prepare(event: OutboxEvent) -> None:
    """Pack a download."""
    if event.payload["kind"] == RequestKind.EXPORT:
        services.prepare(request_id=event.subject_id)


@outbox.subscribe("data_request.asked", "data_request.late", handler="privacy.tell_operators")
def tell_operators(event: OutboxEvent) -> None:
    """Tell the operators of an erasure or correction that waits, or of a request that is late."""
    request = DataRequest.objects.get(pk=event.subject_id)
    is_new = event.name == "data_request.asked"
    if is_new and request.kind == RequestKind.EXPORT:
        return
    is_correction = is_new and request.kind == RequestKind.CORRECT
    operators = User.objects.filter(is_staff=True, is_active=True).exclude(pk=request.asked_by_id)
    url = reverse("admin:privacy_datarequest_change", args=[request.pk])
    notices.notify(
        event=event,
        recipients=operators,
        kind="data_request.correction" if is_correction else event.name,
        params={"number": request.pk},
        url=url,
    )


@outbox.subscribe(
    "data_request.ready",
    "data_request.corrected",
    "data_request.refused",
    handler="privacy.tell_person",
)
def tell_person(event: OutboxEvent) -> None:
    """Tell whose data it is that the download lies there, what was corrected, or why not."""
    request = DataRequest.objects.select_related("account", "asked_by").get(pk=event.subject_id)
    if request.account is not None:
        url = reverse("my_data")
        notices.notify(
            event=event,
            recipients=[request.account],
            kind=event.name,
            params={"number": request.pk, "reason": request.answer},
            url=url,
        )
