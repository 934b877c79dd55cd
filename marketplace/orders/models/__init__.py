"""Purchase orders: what was ordered, under which rules, and every step it took.

In the database: gross = goods + freight + PPN and goods = the sum of the lines (deferred trigger);
gross within the cap of the rule in force (CHECK + trigger on the rule row); goods, package and
officer belong together (composite keys and trigger); only legal steps, each with its history row
(trigger). In code: who may, and in which order things happen.
"""

from marketplace.orders.models.addendum import (
    ADDENDUM_TRANSITIONS,
    Addendum,
    AddendumStatus,
)
from marketplace.orders.models.approval_rule import ApprovalRule
from marketplace.orders.models.bundle import EvidenceBundle
from marketplace.orders.models.freight import (
    QUOTE_TRANSITIONS,
    FreightQuote,
    FreightQuoteLine,
    FreightWay,
    QuoteStatus,
)
from marketplace.orders.models.grounds import (
    OrderComparison,
    OrderEvidence,
    OrderReason,
    OrderRule,
)
from marketplace.orders.models.lines import (
    LINE_NOTE_MAX,
    AgreedPrice,
    OrderLine,
    OrderLineMaker,
    OrderTax,
    PriceKind,
)
from marketplace.orders.models.order import OrderStatus, PurchaseOrder, StatusChange
from marketplace.orders.models.people import Appointment, Duty
from marketplace.orders.models.review import (
    CheckReason,
    OrderRepair,
    RepairField,
    RepairRequest,
    StruckLine,
)
from marketplace.orders.models.second import SecondApproval

__all__ = [
    "ADDENDUM_TRANSITIONS",
    "LINE_NOTE_MAX",
    "QUOTE_TRANSITIONS",
    "Addendum",
    "AddendumStatus",
    "AgreedPrice",
    "Appointment",
    "ApprovalRule",
    "CheckReason",
    "Duty",
    "EvidenceBundle",
    "FreightQuote",
    "FreightQuoteLine",
    "FreightWay",
    "OrderComparison",
    "OrderEvidence",
    "OrderLine",
    "OrderLineMaker",
    "OrderReason",
    "OrderRepair",
    "OrderRule",
    "OrderStatus",
    "OrderTax",
    "PriceKind",
    "PurchaseOrder",
    "QuoteStatus",
    "RepairField",
    "RepairRequest",
    "SecondApproval",
    "StatusChange",
    "StruckLine",
]
