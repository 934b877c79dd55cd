"""Who is told of what happens to an application."""

from django.urls import reverse

from marketplace.accounts.models import User
from marketplace.core import outbox
from marketplace.core.models import OutboxEvent
from marketplace.notices import services as notices
from vendors import queries
from vendors.acting import shop_url
from vendors.models import ChangeKind, ChangeRequest, Invitation, Vendor, VendorRole
from vendors.policies import VendorAct

TO_VERIFIERS = ("vendor.submitted", "vendor.review_overdue")
TO_OWNER = (
    "vendor.returned",
    "vendor.approved",
    "vendor.rejected",
    "vendor.suspended",
    "vendor.reinstated",
)

TO_EVERYBODY = ("vendor.suspended", "vendor.reinstated")


@outbox.subscribe(*TO_VERIFIERS, handler="vendors.tell_verifiers")
def tell_verifiers(event: OutboxEvent) -> None:
    """Tell the verifiers of the vendor's region that an application waits."""
    vendor = _vendor(event)
    url = reverse("vendor_review", args=[vendor.public_id])
    _notify(event, vendor, list(queries.verifiers_for(vendor)), url)


@outbox.subscribe(*TO_OWNER, handler="vendors.tell_owner")
def tell_owner(event: OutboxEvent) -> None:
    """Tell the owners what the verifier decided, with the reason; all its people once it sells."""
    vendor = _vendor(event)
    everybody = event.name in TO_EVERYBODY
    people = queries.people_of(vendor, None if everybody else VendorRole.OWNER)
    _notify(event, vendor, list(people), shop_url("vendor_home", vendor))


@outbox.subscribe("vendor.change_asked", handler="vendors.tell_change_asked")
def tell_change_asked(event: OutboxEvent) -> None:
    """Tell the verifiers of the shop's region that a change waits."""
    vendor, change = _vendor(event), _change(event)
    url = reverse("change_review", args=[change.public_id])
    _notify(event, vendor, list(queries.verifiers_for(vendor)), url, what=change.get_kind_display())


@outbox.subscribe(
    "vendor.change_applied", "vendor.change_refused", handler="vendors.tell_change_decided"
)
def tell_change_decided(event: OutboxEvent) -> None:
    """Tell the owners what became of a change; of an account those who read the money, too."""
    vendor, change = _vendor(event), _change(event)
    to = VendorAct.READ_MONEY if change.kind == ChangeKind.ACCOUNT else VendorAct.APPLY
    people = list(queries.people_of(vendor, to=to))
    words = {"what": change.get_kind_display(), "reason": change.reason}
    _notify(event, vendor, people, shop_url("vendor_home", vendor), **words)


@outbox.subscribe(
    "vendor.invitation_accepted",
    "vendor.invitation_declined",
    handler="vendors.tell_invitation_answered",
)
def tell_invitation_answered(event: OutboxEvent) -> None:
    """Tell the owners that somebody they invited has said yes or no; their page says who."""
    vendor = _vendor(event)
    invitation = Invitation.objects.get(pk=event.payload["invitation"])
    owners = list(queries.people_of(vendor, to=VendorAct.MANAGE_PEOPLE))
    url = shop_url("vendor_people", vendor)
    _notify(event, vendor, owners, url, role=invitation.get_role_display())


def _change(event: OutboxEvent) -> ChangeRequest:
    return ChangeRequest.objects.get(pk=event.payload["change"])


def _vendor(event: OutboxEvent) -> Vendor:
    return Vendor.objects.select_related("region__parent__parent").get(pk=event.subject_id)


def _notify(event: OutboxEvent, vendor: Vendor, people: list[User], url: str, **words: str) -> None:
    params: dict[str, str | int] = {
        "name": vendor.name,
        "number": vendor.number,
        "reason": str(event.payload.get("reason", "")),
        **words,
    }
    notices.notify(event=event, recipients=people, kind=event.name, params=params, url=url)
