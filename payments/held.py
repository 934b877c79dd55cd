"""What the money holds of a person (core.privacy): to whom it was paid, as the law wants it."""

from django.utils.translation import gettext_lazy as _

from marketplace.core import privacy
from marketplace.core.privacy import TAX
from payments.models import (
    BankAnswer,
    BankInstruction,
    CallbackEvent,
    CardPayment,
    GovernmentCard,
    LedgerTransaction,
    MemberPayment,
    MemberPaymentVoid,
    SettlementBatch,
)
from vendors.held import shops
from vendors.members.held import members

privacy.holds(
    BankInstruction,
    _("Payments to your shops"),
    lambda who: BankInstruction.objects.filter(payout__vendor__in=shops(who).values("pk")),
    shown={
        "amount_rupiah": _("Sum in rupiah"),
        "destination": _("Account"),
        "created_at": _("When"),
    },
    kept={"request": TAX, "destination": TAX},
)
privacy.silent(
    BankInstruction, "numbers of ours, failures of a line", "purpose", "last_error", "trouble"
)
privacy.silent(BankAnswer, "the bank's own numbers and codes")
privacy.names(BankAnswer, "recorded_by")
privacy.silent(CallbackEvent, "the bank's own numbers")
privacy.silent(GovernmentCard, "the card of an agency", "token", "last4", "issuer")
privacy.names(GovernmentCard, "holder")
privacy.names(CardPayment, "requested_by")
privacy.silent(LedgerTransaction, "numbers of ours")
privacy.silent(SettlementBatch, "numbers of ours")
privacy.holds(
    MemberPayment,
    _("What your cooperative says that it paid you"),
    lambda who: MemberPayment.objects.filter(member__in=members(who).values("pk")),
    shown={
        "amount_rupiah": _("Sum in rupiah"),
        "paid_on": _("Day"),
        "get_way_display": _("How"),
        "note": _("Note"),
    },
    kept={"note": TAX, "proof": TAX},
)
privacy.names(MemberPayment, "recorded_by")
privacy.holds(
    MemberPaymentVoid,
    _("Payments to you that a cooperative took back"),
    lambda who: MemberPaymentVoid.objects.filter(payment__member__in=members(who).values("pk")),
    shown={"payment__paid_on": _("Day"), "reason": _("Reason"), "voided_at": _("When")},
    kept={"reason": TAX},
)
privacy.names(MemberPaymentVoid, "voided_by")
