"""Is the bank's word ours? Every charge and payout of a day is asked about by its own key."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Sum

from payments.gateway import BankGateway, BankResult, Outcome
from payments.models import CardPayment, InstructionStatus, LedgerEntry, Payout
from payments.services.settlement import HOLDING_TIME_ZONE

DONE = {InstructionStatus.SUCCEEDED.value}
REFUSED = {InstructionStatus.DECLINED.value}
PARKED = {InstructionStatus.NEEDS_PERSON.value}


@dataclass(frozen=True)
class Compared:
    """One charge or payout beside the bank's answer; amounts in rupiah."""

    name: str
    status: str
    ours_rupiah: int
    booked_rupiah: int
    bank: Outcome
    bank_rupiah: int

    @property
    def is_open(self) -> bool:
        """Whether our side still waits for the bank, or for a person."""
        return self.status not in DONE | REFUSED

    @property
    def problem(self) -> str:
        """What differs, or an empty text."""
        if self.status in DONE:
            return self._problem_of_a_success()
        if self.status in REFUSED and self.bank == Outcome.SUCCEEDED:
            return f"we say refused, the bank says paid {self.bank_rupiah}"
        if self.status in PARKED and self.bank == Outcome.SUCCEEDED:
            return f"it waits for a person, the bank says paid {self.bank_rupiah}"
        if self.booked_rupiah:
            return f"{self.booked_rupiah} is booked without a success"
        return ""

    def _problem_of_a_success(self) -> str:
        if self.bank != Outcome.SUCCEEDED:
            return f"we say paid, the bank says {self.bank}"
        if not self.ours_rupiah == self.booked_rupiah == self.bank_rupiah:
            return f"asked {self.ours_rupiah}, booked {self.booked_rupiah}, bank {self.bank_rupiah}"
        return ""


def compare_day(day: date, gateway: BankGateway) -> Iterator[Compared]:
    """Compare everything asked for on a day of the bank, charges first. Raises: GatewayError."""
    start, end = _bounds(day)
    asked = CardPayment.objects.filter(requested_at__gte=start, requested_at__lt=end)
    for payment in asked.select_related("instruction").order_by("pk"):
        said = gateway.charge_status(str(payment.instruction.idempotency_key))
        yield _compared(payment, f"charge-{payment.pk}", f"capture-{payment.claim_id}", said)
    planned = Payout.objects.filter(batch__opened_at__gte=start, batch__opened_at__lt=end)
    for payout in planned.select_related("instruction").order_by("pk"):
        told = gateway.payout_status(str(payout.instruction.idempotency_key))
        yield _compared(payout, f"payout-{payout.pk}", f"payout-{payout.pk}", told)


def _bounds(day: date) -> tuple[datetime, datetime]:
    start = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(HOLDING_TIME_ZONE))
    return start, start + timedelta(days=1)


def _compared(row: CardPayment | Payout, name: str, ref: str, said: BankResult) -> Compared:
    # A claim is captured once: its booking belongs to the charge that succeeded, to no refused one.
    booked = 0 if row.status in REFUSED | PARKED else _booked(ref)
    return Compared(
        name=name,
        status=row.status,
        ours_rupiah=row.amount_rupiah,
        booked_rupiah=booked,
        bank=said.outcome,
        bank_rupiah=said.amount_rupiah or 0,
    )


def _booked(ref: str) -> int:
    legs = LedgerEntry.objects.filter(transaction__ref=ref).aggregate(total=Sum("debit_rupiah"))
    return legs["total"] or 0
