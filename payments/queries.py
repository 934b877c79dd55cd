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
    BankInstruction,
    CardPayment,
    GovernmentCard,
    InstructionStatus,
    LedgerAccount,
    LedgerEntry,
    Payout,
    SettlementLine,
)
from vendors.models import Vendor

_NEXT_CLAIM = "_next_claim"
LIVE = frozenset(
    {InstructionStatus.INTENDED, InstructionStatus.PENDING, InstructionStatus.ANSWERED}
)


def _with_parties(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    return claims.select_related("order__vendor", "order__agency__region")


def _tried() -> QuerySet[CardPayment]:
    """Return charges with what pages show of them, newest first."""
    rows = CardPayment.objects.select_related("card", "requested_by", "instruction__answer")
    return rows.order_by("-pk")


def open_claims(user: User) -> QuerySet[Claim]:
    """Return unpaid card claims of the agencies whose money the person handles, oldest first."""
    claims = policies.claims_visible_to(user).filter(status=ClaimStatus.OPEN, order__channel="bela")
    live = Prefetch("payments", queryset=_tried())
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
        "card",
        "claim__order__vendor",
        "claim__order__agency__region",
        "requested_by",
        "instruction__answer",
    )
    return rows.order_by("-pk")


def claim_page(user: User) -> QuerySet[Claim]:
    """Return visible claims with what the claim page shows."""
    claims = policies.claims_visible_to(user).select_related(
        "order__vendor", "order__agency__region"
    )
    return claims.prefetch_related(Prefetch("payments", queryset=_tried()))


def usable_cards(user: User, agency_id: int) -> QuerySet[GovernmentCard]:
    """Return the active cards a person may pay with for an agency."""
    return GovernmentCard.objects.filter(holder=user, agency_id=agency_id, active=True).order_by(
        "-pk"
    )


def cards(user: User) -> QuerySet[GovernmentCard]:
    """Return the cards a person sees, the active ones first."""
    rows = policies.cards_visible_to(user).select_related("agency__region", "holder")
    return rows.order_by("-active", "agency__name", "-pk")


def _lines() -> Prefetch[str]:
    lines = SettlementLine.objects.select_related(
        "payout__batch", "payout__instruction__answer"
    ).order_by("-pk")
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
        claims.select_related("order__agency__region", "member_split")
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
    return _before_fees(claim)


def kept_fees(claim: Claim) -> int | None:
    """Return what bank and platform kept of a claim in rupiah; None until it is known."""
    released = getattr(claim, "net_rupiah", None)
    if released is None:
        return None
    return _before_fees(claim) - int(released)


def _before_fees(claim: Claim) -> int:
    return int(claim.amount_rupiah - claim.vat_rupiah - claim.pph22_rupiah)


def waiting_sum(user: User) -> tuple[int, int]:
    """Return number and sum in rupiah of the open card claims that a person sees."""
    claims = policies.claims_visible_to(user).filter(status=ClaimStatus.OPEN, order__channel="bela")
    found = claims.aggregate(number=Count("pk"), total=Coalesce(Sum("amount_rupiah"), 0))
    return found["number"], found["total"]


def failed_payouts(vendors: Iterable[Vendor]) -> QuerySet[Payout]:
    """Return refused transfers that wait for a person, oldest first."""
    refused = Payout.objects.filter(
        vendor__in=vendors,
        instruction__status=InstructionStatus.DECLINED,
        retry_at__isnull=True,
    )
    return refused.select_related("instruction__answer").order_by("pk")


def in_trouble(user: User) -> QuerySet[BankInstruction]:
    """Return what waits for a person and this person may see, oldest first."""
    rows = policies.instructions_visible_to(user).exclude(trouble="")
    return rows.select_related(
        "answer", "cardpayment__claim__order__agency", "payout__vendor"
    ).order_by("trouble_at", "pk")


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
    paid = Payout.objects.filter(vendor=vendor, instruction__status=InstructionStatus.SUCCEEDED)
    return VendorSums(
        waiting_rupiah=int(waiting["net"]),
        coming_rupiah=payable.values_list("balance_rupiah", flat=True).first() or 0,
        received_rupiah=paid.aggregate(total=Coalesce(Sum("amount_rupiah"), 0))["total"],
    )


@dataclass(frozen=True)
class ClaimMoney:
    """One claim of an order with its charges and its lines of payouts, the newest first."""

    claim: Claim
    charges: list[CardPayment]
    lines: list[SettlementLine]

    @property
    def charge(self) -> CardPayment | None:
        """The charge that counts: the one that is not refused, else the last one."""
        standing = [one for one in self.charges if one.status != InstructionStatus.DECLINED]
        return next(iter(standing or self.charges), None)

    @property
    def line(self) -> SettlementLine | None:
        """The latest line of a payout."""
        return next(iter(self.lines), None)

    @property
    def is_live(self) -> bool:
        """Whether the bank's answer is awaited."""
        return self.charge is not None and self.charge.status in LIVE

    @property
    def is_payable(self) -> bool:
        """Whether nothing has been asked of the bank, or all of it was refused."""
        refused = self.charge is None or self.charge.status == InstructionStatus.DECLINED
        return refused and self.claim.status == ClaimStatus.OPEN


def money_of(order: PurchaseOrder) -> list[ClaimMoney]:
    """Return the money of an order's claims in the order of their opening, in three queries."""
    claims = Claim.objects.filter(order=order).prefetch_related(
        Prefetch("payments", queryset=_tried()), _lines()
    )
    return [
        ClaimMoney(claim, list(claim.payments.all()), list(claim.settlement_lines.all()))
        for claim in claims.order_by("opened_at", "pk")
    ]


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
