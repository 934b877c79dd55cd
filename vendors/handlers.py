"""Who is told of what happens to an application."""

from typing import Any

from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import outbox
from marketplace.core.models import OutboxEvent
from marketplace.notices import kinds
from marketplace.notices import services as notices
from vendors import queries
from vendors.acting import shop_url
from vendors.channels import Channel
from vendors.messages import CHANNEL_WORDS
from vendors.models import (
    ChangeKind,
    ChangeRequest,
    Invitation,
    Vendor,
    VendorMembership,
    VendorRole,
)
from vendors.policies import VendorAct


def _names(channels: list[Channel]) -> str:
    return ", ".join(str(CHANNEL_WORDS[one]) for one in channels) or _("none")


# Each recipient reads them in their own language.
_names_of_channels = lazy(_names, str)

TO_VERIFIERS = ("vendor.submitted", "vendor.review_overdue")
TO_OWNER = ("vendor.returned", "vendor.approved", "vendor.rejected")


@outbox.subscribe(*TO_VERIFIERS, handler="vendors.tell_verifiers")
def tell_verifiers(event: OutboxEvent) -> None:
    """Tell the verifiers of the vendor's region that an application waits."""
    vendor = _vendor(event)
    url = reverse("vendor_review", args=[vendor.public_id])
    _notify(event, vendor, list(queries.verifiers_for(vendor)), url)


@outbox.subscribe(*TO_OWNER, handler="vendors.tell_owner")
def tell_owner(event: OutboxEvent) -> None:
    """Tell the owners what the verifier decided, with the reason."""
    vendor = _vendor(event)
    people = queries.people_of(vendor, VendorRole.OWNER)
    _notify(event, vendor, list(people), shop_url("vendor_home", vendor))


@outbox.subscribe("vendor.change_asked", handler="vendors.tell_change_asked")
def tell_change_asked(event: OutboxEvent) -> None:
    """Tell the verifiers of the shop's region that a change waits, and its owners to be sure."""
    vendor, change = _vendor(event), _change(event)
    what = ChangeKind(change.kind).label
    url = reverse("change_review", args=[change.public_id])
    _notify(event, vendor, list(queries.verifiers_for(vendor)), url, what=what)
    owners = list(queries.people_of(vendor, VendorRole.OWNER))
    page = shop_url("vendor_changes", vendor)
    _notify(event, vendor, owners, page, kind="vendor.change_begun", what=what)


@outbox.subscribe("vendor.change_passed_on", handler="vendors.tell_second_look")
def tell_second_look(event: OutboxEvent) -> None:
    """Ask the other verifiers of the region for the second look; where there is none, operators."""
    vendor, change = _vendor(event), _change(event)
    others = [one for one in queries.verifiers_for(vendor) if one.pk != change.first_look_by_id]
    url = reverse("change_review", args=[change.public_id])
    what = ChangeKind(change.kind).label
    _notify(event, vendor, others or list(queries.operators_for(vendor)), url, what=what)


@outbox.subscribe(
    "vendor.change_applied", "vendor.change_refused", handler="vendors.tell_change_decided"
)
def tell_change_decided(event: OutboxEvent) -> None:
    """Tell the owners what became of a change; of an account those who read the money, too."""
    vendor, change = _vendor(event), _change(event)
    words: dict[str, Any] = {"what": ChangeKind(change.kind).label, "reason": change.reason}
    owners = list(queries.people_of(vendor, to=VendorAct.APPLY))
    _notify(event, vendor, owners, shop_url("vendor_changes", vendor), **words)
    if change.kind == ChangeKind.ACCOUNT:
        readers = [
            one for one in queries.people_of(vendor, to=VendorAct.READ_MONEY) if one not in owners
        ]
        _notify(event, vendor, readers, shop_url("vendor_money", vendor), **words)


@outbox.subscribe("vendor.size_due", handler="vendors.tell_size_due")
def tell_size_due(event: OutboxEvent) -> None:
    """Remind the owners of the yearly declaration of size."""
    vendor = _vendor(event)
    due_on = str(event.payload["due_on"])
    owners = list(queries.people_of(vendor, to=VendorAct.APPLY))
    _notify(event, vendor, owners, shop_url("vendor_size", vendor), due_on=due_on)


@outbox.subscribe("vendor.channels_changed", handler="vendors.tell_channels_changed")
def tell_channels_changed(event: OutboxEvent) -> None:
    """Tell all who sell for a shop in which channels it may sell from now on."""
    vendor = _vendor(event)
    people = list(queries.people_of(vendor, to=VendorAct.SELL))
    names = _names_of_channels(sorted(queries.open_channels(vendor)))
    _notify(event, vendor, people, shop_url("vendor_home", vendor), channels=names)


@outbox.subscribe("vendor.member_added", handler="vendors.tell_who_was_added")
def tell_who_was_added(event: OutboxEvent) -> None:
    """Tell whoever was made one of a shop's people, who was not asked."""
    held = VendorMembership.objects.select_related("user").get(pk=event.payload["member"])
    vendor = _vendor(event)
    url = shop_url("vendor_people", vendor)
    _notify(event, vendor, [held.user], url, role=VendorRole(held.role).label)


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
    _notify(event, vendor, owners, url, role=VendorRole(invitation.role).label)


def _change(event: OutboxEvent) -> ChangeRequest:
    return ChangeRequest.objects.get(pk=event.payload["change"])


def _vendor(event: OutboxEvent) -> Vendor:
    return Vendor.objects.select_related("region__parent__parent").get(pk=event.subject_id)


def _notify(
    event: OutboxEvent,
    vendor: Vendor,
    people: list[User],
    url: str,
    *,
    kind: str = "",
    **words: kinds.Words,
) -> None:
    params = {
        "name": vendor.name,
        "number": vendor.number,
        "reason": str(event.payload.get("reason", "")),
        **words,
    }
    notices.notify(event=event, recipients=people, kind=kind or event.name, params=params, url=url)
