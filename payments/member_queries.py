"""Reads of what is each member's: a cooperative's totals, a member's parts, a claim's split."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from marketplace.fulfilment.models import ClaimStatus
from payments.models import MemberPayment, MemberPaymentItem, MemberShare, MemberSplit
from vendors.members.models import CooperativeMember
from vendors.models import Vendor

_REACHED = Q(split__claim__status=ClaimStatus.SETTLED)
_STANDING = MemberPaymentItem.objects.filter(void=None)
_UNPAID = ~Exists(_STANDING.filter(share=OuterRef("pk")))


def _sum(condition: Any) -> Coalesce:
    return Coalesce(Sum("amount_rupiah", filter=condition), 0)


_SUMS: Mapping[str, Coalesce] = {
    "coming_rupiah": _sum(~_REACHED),
    "reached_rupiah": _sum(_REACHED),
    "paid_rupiah": _sum(_REACHED & Q(~_UNPAID)),
    "owed_rupiah": _sum(_REACHED & Q(_UNPAID)),
}


@dataclass(frozen=True)
class MemberSums:
    """In rupiah: on its way to the cooperative, reached it, handed on, and still owed to members.

    reached = paid + owed.
    """

    coming_rupiah: int
    reached_rupiah: int
    paid_rupiah: int
    owed_rupiah: int


def sums_of(vendor: Vendor) -> MemberSums:
    """Return the sums of all members of a cooperative."""
    return MemberSums(**MemberShare.objects.filter(split__vendor=vendor).aggregate(**_SUMS))


def sums_of_member(member: CooperativeMember) -> MemberSums:
    """Return the sums of one member."""
    return MemberSums(**MemberShare.objects.filter(maker__member=member).aggregate(**_SUMS))


def members_with_money(vendor: Vendor) -> Any:
    """Return for each member with any part who it is and the four sums, the most owed first."""
    rows = MemberShare.objects.filter(split__vendor=vendor).order_by()
    who = (f"maker__member__{column}" for column in ("number", "name", "public_id", "until"))
    return (
        rows.values("maker__member", *who)
        .annotate(**_SUMS)
        .order_by("-owed_rupiah", "maker__member__name", "maker__member")
    )


def unpaid(shares: QuerySet[MemberShare]) -> QuerySet[MemberShare]:
    """Return the parts that no payment is for, or one that was taken back."""
    return shares.filter(_UNPAID)


def _with_payment(shares: QuerySet[MemberShare]) -> QuerySet[MemberShare]:
    """Read along by which payment each part was handed on (``standing``, one at most)."""
    standing = _STANDING.select_related("payment")
    return shares.prefetch_related(Prefetch("items", queryset=standing, to_attr="standing"))


def parts_of(member: CooperativeMember) -> QuerySet[MemberShare]:
    """Return the parts of one member, newest claim first, with all that a statement shows."""
    rows = MemberShare.objects.filter(maker__member=member).select_related(
        "split__claim__order__agency__region", "maker__line"
    )
    return _with_payment(rows).order_by("-split__claim__opened_at", "-pk")


def owed_to(member: CooperativeMember) -> QuerySet[MemberShare]:
    """Return the parts that reached the cooperative and were not handed on, oldest first."""
    owed = unpaid(parts_of(member)).filter(_REACHED, amount_rupiah__gt=0)
    return owed.order_by("split__claim__opened_at", "pk")


def payments_to(member: CooperativeMember) -> QuerySet[MemberPayment]:
    """Return what a member was paid, newest first."""
    rows = MemberPayment.objects.filter(member=member).select_related(
        "proof", "recorded_by", "void__voided_by"
    )
    return rows.order_by("-paid_on", "-pk")


def splits_of(vendors: QuerySet[Vendor]) -> QuerySet[MemberSplit]:
    """Return the splits of these cooperatives' claims with what their page shows."""
    return MemberSplit.objects.filter(vendor__in=vendors).select_related(
        "vendor__region", "claim__order__agency__region"
    )


def shares_of(split: MemberSplit) -> list[MemberShare]:
    """Return the parts of one split by line and maker."""
    rows = split.shares.select_related("maker__line", "maker__member")
    return list(_with_payment(rows).order_by("maker__line", "pk"))


def parts_since(vendor: Vendor) -> QuerySet[MemberShare]:
    """Return every part of a cooperative for a table that is downloaded, oldest first."""
    rows = MemberShare.objects.filter(split__vendor=vendor).select_related(
        "split__claim__order__agency__region",
        "maker__line",
        "maker__member",
    )
    return _with_payment(rows).order_by("split__claim__opened_at", "split", "pk")
