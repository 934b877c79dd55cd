"""Who is told of what happens to an application."""

from django.urls import reverse

from marketplace.accounts.models import User
from marketplace.core import outbox
from marketplace.core.models import OutboxEvent
from marketplace.notices import services as notices
from vendors import queries
from vendors.models import Vendor

TO_VERIFIERS = ("vendor.submitted", "vendor.review_overdue")
TO_OWNER = (
    "vendor.returned",
    "vendor.approved",
    "vendor.rejected",
    "vendor.suspended",
    "vendor.reinstated",
)


@outbox.subscribe(*TO_VERIFIERS, handler="vendors.tell_verifiers")
def tell_verifiers(event: OutboxEvent) -> None:
    """Tell the verifiers of the vendor's region that an application waits."""
    vendor = _vendor(event)
    url = reverse("vendor_review", args=[vendor.public_id])
    _tell(event, vendor, list(queries.verifiers_for(vendor)), url)


@outbox.subscribe(*TO_OWNER, handler="vendors.tell_owner")
def tell_owner(event: OutboxEvent) -> None:
    """Tell the owner what the verifier decided, with the reason."""
    vendor = _vendor(event)
    _tell(event, vendor, [vendor.owner], reverse("vendor_home"))


def _vendor(event: OutboxEvent) -> Vendor:
    return Vendor.objects.select_related("owner", "region__parent__parent").get(pk=event.subject_id)


def _tell(event: OutboxEvent, vendor: Vendor, people: list[User], url: str) -> None:
    params: dict[str, str | int] = {
        "name": vendor.name,
        "number": vendor.number,
        "reason": str(event.payload.get("reason", "")),
    }
    notices.notify(event=event, recipients=people, kind=event.name, params=params, url=url)
