"""What orders and their papers hold of a person (core.privacy): records of a procurement."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.core import privacy
from marketplace.core.privacy import TRADE, Person
from marketplace.core.subjects import about_any
from marketplace.documents.models import IssuedDocument
from marketplace.orders.lifecycle import TERMINAL
from marketplace.orders.models import (
    Addendum,
    AgreedPrice,
    Appointment,
    ApprovalRule,
    CheckReason,
    EvidenceBundle,
    FreightQuote,
    OrderComparison,
    OrderEvidence,
    OrderLine,
    OrderLineMaker,
    OrderReason,
    OrderRepair,
    OrderRule,
    OrderTax,
    PurchaseOrder,
    RepairRequest,
    SecondApproval,
    StatusChange,
    StruckLine,
)
from vendors.held import others_own, shops
from vendors.members.held import members

_PEOPLE = ("created_by", "procurement_officer", "commitment_officer", "approved_by")


def orders(who: Person) -> QuerySet[PurchaseOrder]:
    """Return the orders that name a person, or were placed with their shops."""
    named = Q(vendor__in=shops(who).values("pk"))
    for column in _PEOPLE if who.account_id is not None else ():
        named |= Q(**{column: who.account_id})
    return PurchaseOrder.objects.filter(named)


def _of(model: Any) -> privacy.Whose:
    return lambda who: model.objects.filter(order__in=orders(who).values("pk"))


@privacy.stands_against
def open_orders(who: Person) -> list[privacy.Words]:
    """Orders that go on name people who must be there to end them."""
    in_charge = Q(procurement_officer=who.account_id) | Q(commitment_officer=who.account_id)
    alone = shops(who).exclude(pk__in=others_own(who).values("pk"))
    theirs = Q(vendor__in=alone.values("pk"))
    if who.account_id is not None:
        theirs |= in_charge
    open_ones = PurchaseOrder.objects.filter(theirs).exclude(status__in=TERMINAL)
    return [
        _("Order %(number)s is still open. Bring it to its end, or let somebody take it over.")
        % {"number": order.number}
        for order in open_ones.order_by("pk")[:20]
    ]


privacy.holds(
    PurchaseOrder,
    _("Orders in which you had a part"),
    orders,
    shown={
        "number": _("Number"),
        "title": _("Title"),
        "ordered_on": _("Ordered on"),
        "gross_rupiah": _("Sum in rupiah"),
        "get_status_display": _("Where it stands"),
    },
    kept={"title": TRADE, "delivery_address": TRADE, "note": TRADE, "status_reason": TRADE},
)
privacy.names(PurchaseOrder, *_PEOPLE, "status_by")
privacy.silent(PurchaseOrder, "what its freight rests on", "freight_way")
privacy.holds(
    FreightQuote,
    _("Requests for freight"),
    lambda who: FreightQuote.objects.filter(
        Q(asked_by=who.account_id) | Q(answered_by=who.account_id), asked_at__isnull=False
    ),
    shown={"delivery_address": _("Delivery address"), "reason": _("Reason")},
    kept={"delivery_address": TRADE, "reason": TRADE},
)
privacy.names(FreightQuote, "asked_by", "answered_by")
privacy.silent(FreightQuote, "a state", "status")
privacy.holds(
    StatusChange,
    _("Steps of those orders"),
    lambda who: StatusChange.objects.filter(changed_by=who.account_id, changed_by__isnull=False),
    shown={"get_to_status_display": _("Where it stands"), "reason": _("Reason")},
    kept={"reason": TRADE},
)
privacy.names(StatusChange, "changed_by")
privacy.silent(StatusChange, "states", "from_status")
privacy.holds(
    OrderReason,
    _("Reasons you wrote"),
    lambda who: OrderReason.objects.filter(written_by=who.account_id, written_by__isnull=False),
    shown={"text": _("Words")},
    kept={"text": TRADE},
)
privacy.names(OrderReason, "written_by")
privacy.silent(OrderReason, "the code of a rule", "code")
privacy.silent(OrderRule, "the code of a rule")
privacy.silent(OrderComparison, "goods that were compared", "name", "unit")
privacy.names(OrderComparison, "compared_by")
privacy.names(OrderEvidence, "attached_by")
privacy.silent(AgreedPrice, "where a price comes from", "source")
privacy.names(AgreedPrice, "agreed_by")
privacy.holds(
    OrderLine,
    _("Notes on goods you ordered"),
    lambda who: OrderLine.objects.filter(
        order__created_by=who.account_id, order__created_by__isnull=False
    ).exclude(note=""),
    shown={"order__number": _("Order"), "name": _("Name"), "note": _("Note")},
    kept={"note": TRADE},
)
privacy.silent(OrderLine, "goods, as they were called", "name", "label", "code", "unit")
privacy.silent(OrderTax, "a class of goods")
privacy.holds(
    Appointment,
    _("Appointments in orders"),
    lambda who: Appointment.objects.filter(
        Q(person=who.account_id) | Q(predecessor=who.account_id), person__isnull=False
    ),
    shown={"reason": _("Reason")},
    kept={"reason": TRADE},
)
privacy.names(Appointment, "predecessor", "person", "appointed_by")
privacy.holds(
    SecondApproval,
    _("Second approvals you gave"),
    lambda who: SecondApproval.objects.filter(person=who.account_id, person__isnull=False),
    shown={"order__number": _("Order"), "reason": _("Reason"), "given_at": _("When")},
    kept={"reason": TRADE},
)
privacy.names(SecondApproval, "person")
privacy.silent(ApprovalRule, "law of an agency, as its act says it", "act_title", "act_number")
privacy.names(ApprovalRule, "entered_by")
privacy.holds(
    CheckReason,
    _("Reasons you approved with"),
    lambda who: CheckReason.objects.filter(written_by=who.account_id, written_by__isnull=False),
    shown={"order__number": _("Order"), "text": _("Words"), "written_at": _("When")},
    kept={"text": TRADE},
)
privacy.names(CheckReason, "written_by")
privacy.silent(CheckReason, "what a check said", "check_key", "title", "words")
privacy.holds(
    StruckLine,
    _("Lines you struck"),
    lambda who: StruckLine.objects.filter(struck_by=who.account_id, struck_by__isnull=False),
    shown={"order__number": _("Order"), "reason": _("Reason"), "struck_at": _("When")},
    kept={"reason": TRADE},
)
privacy.names(StruckLine, "struck_by")
privacy.silent(StruckLine, "goods, as they were called", "name", "code", "unit")
privacy.silent(RepairRequest, "parts of an order", "parts")
privacy.holds(
    OrderRepair,
    _("What you repaired in orders"),
    lambda who: OrderRepair.objects.filter(repaired_by=who.account_id, repaired_by__isnull=False),
    shown={"order__number": _("Order"), "before": _("Before"), "after": _("After")},
    kept={"before": TRADE, "after": TRADE},
)
privacy.names(OrderRepair, "repaired_by")
privacy.silent(OrderRepair, "what a part is called", "field", "label")
privacy.holds(
    Addendum,
    _("Delivery days you proposed or answered"),
    lambda who: Addendum.objects.filter(
        Q(proposed_by=who.account_id) | Q(answered_by=who.account_id), proposed_at__isnull=False
    ),
    shown={
        "order__number": _("Order"),
        "to_day": _("New delivery day"),
        "reason": _("Reason"),
        "answer": _("Answer"),
    },
    kept={"reason": TRADE, "answer": TRADE},
)
privacy.names(Addendum, "proposed_by", "answered_by")
privacy.silent(Addendum, "a state, and the number of a paper", "status", "number")
privacy.holds(
    IssuedDocument,
    _("Papers of those orders"),
    lambda who: about_any(IssuedDocument.objects.all(), orders(who)),
    shown={"kind": _("Kind"), "number": _("Number"), "issued_at": _("When")},
    kept={"data": TRADE, "file": TRADE},
)
privacy.silent(
    IssuedDocument, "numbers and hashes of ours", "subject_type", "token", "content_sha256"
)
privacy.names(EvidenceBundle, "made_by")
privacy.silent(EvidenceBundle, "our own number and a hash", "number", "content_sha256")
privacy.holds(
    OrderLineMaker,
    _("Goods of yours that were ordered"),
    lambda who: OrderLineMaker.objects.filter(member__in=members(who).values("pk")),
    shown={"name": _("Name"), "line__order__number": _("Order"), "share_bp": _("Basis points")},
    kept={"name": TRADE},
)
