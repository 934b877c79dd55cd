"""What keeps a business from its next stage, in one sentence each; a fixed number of queries."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from catalog.models import Product, ProductStatus
from marketplace.core import moments
from vendors.application import REVIEWED, missing_fields
from vendors.invitation_rules import InvitationState
from vendors.models import FieldReview, Vendor, VendorDocument, VendorStatus
from vendors.pipeline import queries as pipeline
from vendors.pipeline.models import Stage, Target

_NEWEST_FIRST: Final = "-status_at"


@dataclass(frozen=True)
class Facts:
    """What was fetched about the shops of one page."""

    papers: Mapping[int, set[str]]
    returned: Mapping[int, list[FieldReview]]
    goods: Mapping[int, list[Product]]


def facts_of(shops: Iterable[Vendor]) -> Facts:
    """Fetch papers, returned fields and listings of these shops, in three queries."""
    keys = [shop.pk for shop in shops]
    papers: dict[int, set[str]] = defaultdict(set)
    current = VendorDocument.objects.filter(vendor__in=keys, replaced_at=None)
    for vendor_id, kind in current.values_list("vendor_id", "kind"):
        papers[vendor_id].add(kind)
    returned: dict[int, list[FieldReview]] = defaultdict(list)
    reviews = FieldReview.objects.filter(vendor__in=keys, ok=False, repaired_at=None)
    for review in reviews.order_by("pk"):
        returned[review.vendor_id].append(review)
    goods: dict[int, list[Product]] = defaultdict(list)
    for product in Product.objects.filter(vendor__in=keys).order_by(_NEWEST_FIRST):
        goods[product.vendor_id].append(product)
    return Facts(papers, returned, goods)


def of_target(target: Target, stage: Stage, facts: Facts) -> str:
    """Say what keeps a target from its next stage."""
    if target.vendor is not None:
        return of_shop(target.vendor, stage, facts)
    newest = pipeline.newest_invitation(target)
    if newest is None:
        return _("Not invited yet.") if target.email else _("Not invited yet; no address is known.")
    state, zone = pipeline.invitation_state(newest), target.list.time_zone
    sentences = {
        InvitationState.OPEN: _("Invited, no answer since %(moment)s.")
        % {"moment": moments.moment(newest.invited_at, zone)},
        InvitationState.EXPIRED: _("The invitation has expired without an answer."),
        InvitationState.DECLINED: _("The invitation was declined."),
        InvitationState.REVOKED: _("The invitation was revoked."),
    }
    return sentences.get(state, "")


def of_shop(shop: Vendor, stage: Stage, facts: Facts) -> str:
    """Say what keeps a shop from its next stage."""
    if shop.status != VendorStatus.APPROVED:
        return _BY_STATUS[VendorStatus(shop.status)](shop, facts)
    if stage in {Stage.FIRST_ORDER, Stage.REPEAT}:
        return _("One order so far.") if stage == Stage.FIRST_ORDER else ""
    if stage == Stage.LISTED:
        return _("Listed, no order yet.")
    return _listing(facts.goods[shop.pk])


def _draft(shop: Vendor, facts: Facts) -> str:
    missing = missing_fields(shop, facts.papers[shop.pk])
    labels = [label for step in missing.values() for label in step]
    if not labels:
        return _("Complete, but not handed in.")
    return _("Still to fill in: %(missing)s.") % {"missing": ", ".join(labels)}


def _submitted(shop: Vendor, _facts: Facts) -> str:
    if shop.submitted_at is None:
        return _("Waits for the verifier.")
    moment = moments.moment(shop.submitted_at, shop.time_zone)
    return _("Waits for the verifier since %(moment)s.") % {"moment": moment}


def _returned(shop: Vendor, facts: Facts) -> str:
    rows: Sequence[FieldReview] = [
        row for row in facts.returned[shop.pk] if row.reviewed_at >= shop.status_at
    ]
    said = "; ".join(f"{_label(row.field)}: {row.reason}" for row in rows)
    return _("Returned for repair. %(reasons)s") % {"reasons": said or shop.status_reason}


def _label(field: str) -> str:
    known = REVIEWED.get(field)
    return str(known.label) if known else field


def _rejected(shop: Vendor, _facts: Facts) -> str:
    return _("Rejected: %(reason)s") % {"reason": shop.status_reason}


def _suspended(shop: Vendor, _facts: Facts) -> str:
    return _("Suspended: %(reason)s") % {"reason": shop.status_reason}


_BY_STATUS: Final[Mapping[VendorStatus, Callable[[Vendor, Facts], str]]] = {
    VendorStatus.DRAFT: _draft,
    VendorStatus.SUBMITTED: _submitted,
    VendorStatus.RETURNED: _returned,
    VendorStatus.REJECTED: _rejected,
    VendorStatus.SUSPENDED: _suspended,
}


def _listing(goods: Sequence[Product]) -> str:
    if not goods:
        return _("Verified, no listing yet.")
    newest = {product.status: product for product in reversed(goods)}
    if waiting := newest.get(ProductStatus.SUBMITTED):
        return _("A listing waits for publication: %(name)s.") % {"name": waiting.name}
    if back := newest.get(ProductStatus.RETURNED):
        words = {"name": back.name, "reason": back.status_reason}
        return _("A listing was returned: %(name)s. %(reason)s") % words
    if gone := newest.get(ProductStatus.UNPUBLISHED):
        words = {"name": gone.name, "reason": gone.status_reason}
        return _("A listing was taken down: %(name)s. %(reason)s") % words
    return _("A listing is a draft: %(name)s.") % {"name": goods[0].name}
