"""Reading money: what waits, what was charged, what the vendor got, what stands where."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from marketplace.accounts.models import User
from marketplace.fulfilment.models import Claim, ClaimStatus
from marketplace.orders.models import PurchaseOrder
from payments import policies
from payments.models import (
    DEBIT_KINDS,
    AccountKind,
    CardPayment,
    GovernmentCard,
    LedgerAccount,
    LedgerEntry,
    PaymentStatus,
    Payout,
    PayoutStatus,
    SettlementLine,
)
from vendors.models import Vendor

_NEXT_CLAIM = "_next_claim"
LIVE = frozenset({PaymentStatus.INTENDED, PaymentStatus.PENDING})


def _with_parties(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    return claims.select_related("order__vendor", "order__agency__region")


def open_claims(user: User) -> QuerySet[Claim]:
    """Return unpaid card claims of the agencies whose money the person handles, oldest first."""
    claims = policies.claims_visible_to(user).filter(status=ClaimStatus.OPEN, order__channel="bela")
    live = Prefetch("payments", queryset=CardPayment.objects.select_related("card").order_by("-pk"))
    return _with_parties(claims).prefetch_related(live).order_by("opened_at", "pk")


def next_claim(order: PurchaseOrder) -> Claim | None:
    """Return the oldest claim of an order that can be paid now; asked once per order read."""
    if _NEXT_CLAIM not in order.__dict__:
        waiting = policies.payable().filter(order=order).order_by("opened_at", "pk")
        order.__dict__[_NEXT_CLAIM] = waiting.first()
    claim: Claim | None = order.__dict__[_NEXT_CLAIM]
    return claim


def charges(user: User) -> QuerySet[CardPayment]:
    """Return the charges a person sees, newest first."""
    rows = policies.visible_to(user).select_related(
        "card", "claim__order__vendor", "claim__order__agency__region", "requested_by"
    )
    return rows.order_by("-pk")


def claim_page(user: User) -> QuerySet[Claim]:
    """Return visible claims with what the claim page shows."""
    tried = CardPayment.objects.select_related("card", "requested_by").order_by("-pk")
    claims = policies.claims_visible_to(user).select_related(
        "order__vendor", "order__agency__region"
    )
    return claims.prefetch_related(Prefetch("payments", queryset=tried))


def usable_cards(user: User, agency_id: int) -> QuerySet[GovernmentCard]:
    """Return the active cards a person may pay with for an agency."""
    return GovernmentCard.objects.filter(holder=user, agency_id=agency_id, active=True).order_by(
        "-pk"
    )


def cards(user: User) -> QuerySet[GovernmentCard]:
    """Return the cards a person sees, the active ones first."""
    rows = policies.cards_visible_to(user).select_related("agency", "holder")
    return rows.order_by("-active", "agency__name", "-pk")


def _lines() -> Prefetch[str]:
    lines = SettlementLine.objects.select_related("payout__batch").order_by("-pk")
    return Prefetch("settlement_lines", queryset=lines)


def vendor_claims(vendor: Vendor) -> QuerySet[Claim]:
    """Return a vendor's claims, newest first, with the net the ledger released (None before)."""
    released = LedgerEntry.objects.filter(
        transaction__claim=OuterRef("pk"),
        transaction__kind="release",
        account__kind=AccountKind.VENDOR_PAYABLE,
    )
    claims = Claim.objects.filter(order__vendor=vendor).annotate(
        net_rupiah=Subquery(released.values("credit_rupiah")[:1])
    )
    return (
        claims.select_related("order__agency__region")
        .prefetch_related(_lines())
        .order_by("-opened_at", "-pk")
    )


def unfinished_claims(vendor: Vendor) -> QuerySet[Claim]:
    """Return a vendor's claims whose money has not arrived, the furthest on its way first."""
    return (
        vendor_claims(vendor).exclude(status=ClaimStatus.SETTLED).order_by("-status", "opened_at")
    )


def expected_net(claim: Claim) -> int:
    """Return what the vendor gets of a claim in rupiah: released, or before the bank's fee."""
    released = getattr(claim, "net_rupiah", None)
    if released is not None:
        return int(released)
    return int(claim.amount_rupiah - claim.vat_rupiah - claim.pph22_rupiah)


def waiting_sum(user: User) -> tuple[int, int]:
    """Return number and sum in rupiah of the open card claims that a person sees."""
    claims = policies.claims_visible_to(user).filter(status=ClaimStatus.OPEN, order__channel="bela")
    found = claims.aggregate(number=Count("pk"), total=Coalesce(Sum("amount_rupiah"), 0))
    return found["number"], found["total"]


def failed_payouts(vendors: Iterable[Vendor]) -> QuerySet[Payout]:
    """Return refused transfers that wait for a person, oldest first."""
    return Payout.objects.filter(
        vendor__in=vendors, status=PayoutStatus.FAILED, retry_at__isnull=True
    ).order_by("pk")


@dataclass(frozen=True)
class VendorSums:
    """A vendor's money in rupiah: waiting for the buyer, on its way, and received."""

    waiting_rupiah: int
    coming_rupiah: int
    received_rupiah: int


def vendor_sums(vendor: Vendor) -> VendorSums:
    """Return the three sums; what waits is before the bank's fee, which nobody knows yet."""
    waiting = Claim.objects.filter(order__vendor=vendor, status=ClaimStatus.OPEN).aggregate(
        net=Coalesce(Sum("amount_rupiah") - Sum("vat_rupiah") - Sum("pph22_rupiah"), 0)
    )
    payable = LedgerAccount.objects.filter(kind=AccountKind.VENDOR_PAYABLE, vendor=vendor)
    paid = Payout.objects.filter(vendor=vendor, status=PayoutStatus.PAID)
    return VendorSums(
        waiting_rupiah=int(waiting["net"]),
        coming_rupiah=payable.values_list("balance_rupiah", flat=True).first() or 0,
        received_rupiah=paid.aggregate(total=Coalesce(Sum("amount_rupiah"), 0))["total"],
    )


@dataclass(frozen=True)
class ClaimMoney:
    """One claim with its latest charge and its latest line of a payout."""

    claim: Claim
    charge: CardPayment | None
    line: SettlementLine | None

    @property
    def is_live(self) -> bool:
        """Whether the bank's answer is awaited."""
        return self.charge is not None and self.charge.status in LIVE


def money_of(order: PurchaseOrder) -> list[ClaimMoney]:
    """Return the money of each claim of an order, oldest first, in three queries at most."""
    charges = CardPayment.objects.select_related("card", "requested_by").order_by("-pk")
    claims = Claim.objects.filter(order=order).order_by("pk")
    claims = claims.prefetch_related(Prefetch("payments", queryset=charges), _lines())
    return [_money(claim) for claim in claims]


def _money(claim: Claim) -> ClaimMoney:
    charges, lines = list(claim.payments.all()), list(claim.settlement_lines.all())
    return ClaimMoney(claim, charges[0] if charges else None, lines[0] if lines else None)


def fees_of(order: PurchaseOrder) -> int:
    """Return what bank (MDR) and platform keep of an order in rupiah; 0 until it is paid."""
    kept = LedgerEntry.objects.filter(
        transaction__claim__order=order,
        transaction__kind="release",
        account__kind__in=[AccountKind.MDR_CLEARING, AccountKind.FEE_INCOME],
    )
    return int(kept.aggregate(total=Coalesce(Sum("credit_rupiah"), 0))["total"])


@dataclass(frozen=True)
class Balances:
    """Balances per kind of account, and the two sides that must be equal."""

    debit: list[tuple[str, int]]
    credit: list[tuple[str, int]]

    @property
    def debit_rupiah(self) -> int:
        """What is at the bank or owed to us."""
        return sum(amount for _label, amount in self.debit)

    @property
    def credit_rupiah(self) -> int:
        """What we hold for others or owe them."""
        return sum(amount for _label, amount in self.credit)

    @property
    def agrees(self) -> bool:
        """Whether both sides are the same to the rupiah."""
        return self.debit_rupiah == self.credit_rupiah


def balances() -> Balances:
    """Return the ledger's balances by kind, all vendors together."""
    rows = LedgerAccount.objects.values_list("kind").annotate(total=Sum("balance_rupiah"))
    by_kind = dict(rows)
    return Balances(
        _side(by_kind, (kind for kind in AccountKind if kind in DEBIT_KINDS)),
        _side(by_kind, (kind for kind in AccountKind if kind not in DEBIT_KINDS)),
    )


def _side(by_kind: dict[str, int], kinds: Iterable[AccountKind]) -> list[tuple[str, int]]:
    return [(str(kind.label), by_kind.get(kind.value, 0)) for kind in kinds]
