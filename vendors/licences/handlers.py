"""Who is told of what happens to a licence."""

from django.urls import reverse

from marketplace.accounts.models import User
from marketplace.core import outbox
from marketplace.core.models import OutboxEvent
from marketplace.notices import kinds
from marketplace.notices import services as notices
from vendors import queries
from vendors.acting import shop_url
from vendors.licences.kinds import LicenceKind
from vendors.licences.models import Licence
from vendors.models import Vendor
from vendors.policies import VendorAct


@outbox.subscribe("licence.asked", handler="licences.tell_verifiers")
def tell_verifiers(event: OutboxEvent) -> None:
    """Tell the verifiers of the shop's region that a licence waits."""
    licence = _licence(event)
    url = reverse("licence_review", args=[licence.public_id])
    _notify(event, licence, list(queries.verifiers_for(licence.vendor)), url)


@outbox.subscribe(
    "licence.verified", "licence.returned", "licence.revoked", handler="licences.tell_decided"
)
def tell_decided(event: OutboxEvent) -> None:
    """Tell the owners and who sells what became of a licence, with the reason."""
    licence = _licence(event)
    _notify(event, licence, sellers(licence.vendor), shop_url("licence_list", licence.vendor))


@outbox.subscribe("licence.ends", handler="licences.tell_end")
def tell_end(event: OutboxEvent) -> None:
    """Tell the owners and who sells that a licence ends, with the link to renew it."""
    licence = _licence(event)
    url = reverse("licence_renew", args=[licence.public_id])
    _notify(event, licence, sellers(licence.vendor), url)


def sellers(vendor: Vendor) -> list[User]:
    """Return the owners and the staff of a shop: whoever sells."""
    return list(queries.people_of(vendor, to=VendorAct.SELL))


def _licence(event: OutboxEvent) -> Licence:
    rows = Licence.objects.select_related("vendor__region__parent__parent")
    return rows.get(pk=event.subject_id)


def _notify(event: OutboxEvent, licence: Licence, people: list[User], url: str) -> None:
    params: dict[str, kinds.Words] = {
        "shop": licence.vendor.name,
        "licence": LicenceKind(licence.kind).label,
        "number": licence.number,
        "last_on": licence.expires_on.isoformat() if licence.expires_on else "",
        "reason": str(event.payload.get("reason", "")),
    }
    notices.notify(event=event, recipients=people, kind=event.name, params=params, url=url)
