"""Every rule the code may read: its code, its unit, and what a tenant may make of it. Pure.

A number that is law stands in the rulebook, never in code; a row whose code is not listed here is
refused, and tests/core/test_regulations.py fails for a code that nothing reads.
"""

from enum import StrEnum
from typing import Final, NamedTuple


class Unit(StrEnum):
    """What a rule's whole number counts. 100 bp = 1 %; 10 bp a day = 1 per mille a day."""

    RUPIAH = "rupiah"
    BP = "bp"
    BP_PER_DAY = "bp_per_day"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    PAYMENTS = "payments"


class Stricter(StrEnum):
    """Which way a tenant's own rule may go; fixed: the general rule holds everywhere."""

    LOWER = "lower"
    HIGHER = "higher"
    FIXED = "fixed"


class RuleCode(StrEnum):
    """The rules, each explained in docs/regulations.md."""

    CAP = "R-CAP-1"
    PP_LIMIT = "R-PP-LIMIT"
    PPN = "R-PPN-1"
    PPN_LUXURY = "R-PPN-LUX"
    PPH22 = "R-PPH22-1"
    FEE = "R-FEE-1"
    MDR_MICRO = "R-MDR-MICRO"
    MDR_OTHER = "R-MDR-OTHER"
    MDR_FREE = "R-MDR-FREE"
    STAMP_DUTY = "R-METERAI"
    STAMP_DUTY_ABOVE = "R-METERAI-MIN"
    CAPITAL_MICRO = "R-SIZE-1-CAPITAL-MICRO"
    CAPITAL_SMALL = "R-SIZE-1-CAPITAL-SMALL"
    CAPITAL_MEDIUM = "R-SIZE-1-CAPITAL-MEDIUM"
    SALES_MICRO = "R-SIZE-1-SALES-MICRO"
    SALES_SMALL = "R-SIZE-1-SALES-SMALL"
    SALES_MEDIUM = "R-SIZE-1-SALES-MEDIUM"
    ACCEPT = "R-SP-ACCEPT"
    REVIEW = "R-APPROVE-SLA"
    VERIFY = "R-VERIFY-SLA"
    DELIVER = "R-DELIVER"
    PAYOUT = "R-PAYOUT-SLA"
    LATE = "R-LATE-1"
    SPLIT_WINDOW = "R-SPLIT-7"
    FAIR_BAND = "R-FAIR-BAND"
    PAID_WINDOW = "R-PAID-WINDOW"
    PAID_MINIMUM = "R-PAID-MIN"
    LOCAL_CONTENT = "R-TKDN-MIN"
    SMALL_SHARE = "R-UMK-SHARE"


class Meaning(NamedTuple):
    """What a value counts, which way is stricter, and whether each order stores the rule."""

    unit: Unit
    stricter: Stricter = Stricter.FIXED
    binds_orders: bool = False


_LAW = RuleCode
MEANINGS: Final = {
    _LAW.CAP: Meaning(Unit.RUPIAH, Stricter.LOWER, binds_orders=True),
    _LAW.PP_LIMIT: Meaning(Unit.RUPIAH, Stricter.LOWER, binds_orders=True),
    _LAW.PPN: Meaning(Unit.BP, binds_orders=True),
    _LAW.PPN_LUXURY: Meaning(Unit.BP, binds_orders=True),
    _LAW.PPH22: Meaning(Unit.BP, binds_orders=True),
    _LAW.FEE: Meaning(Unit.BP, binds_orders=True),
    _LAW.MDR_MICRO: Meaning(Unit.BP, binds_orders=True),
    _LAW.MDR_OTHER: Meaning(Unit.BP, binds_orders=True),
    _LAW.MDR_FREE: Meaning(Unit.RUPIAH, binds_orders=True),
    _LAW.STAMP_DUTY: Meaning(Unit.RUPIAH, binds_orders=True),
    _LAW.STAMP_DUTY_ABOVE: Meaning(Unit.RUPIAH, binds_orders=True),
    _LAW.CAPITAL_MICRO: Meaning(Unit.RUPIAH),
    _LAW.CAPITAL_SMALL: Meaning(Unit.RUPIAH),
    _LAW.CAPITAL_MEDIUM: Meaning(Unit.RUPIAH),
    _LAW.SALES_MICRO: Meaning(Unit.RUPIAH),
    _LAW.SALES_SMALL: Meaning(Unit.RUPIAH),
    _LAW.SALES_MEDIUM: Meaning(Unit.RUPIAH),
    _LAW.ACCEPT: Meaning(Unit.DAYS, Stricter.LOWER, binds_orders=True),
    _LAW.REVIEW: Meaning(Unit.WORKING_DAYS, Stricter.LOWER, binds_orders=True),
    _LAW.VERIFY: Meaning(Unit.WORKING_DAYS),
    _LAW.DELIVER: Meaning(Unit.WORKING_DAYS, Stricter.LOWER, binds_orders=True),
    _LAW.PAYOUT: Meaning(Unit.WORKING_DAYS, binds_orders=True),
    _LAW.LATE: Meaning(Unit.BP_PER_DAY, binds_orders=True),
    _LAW.SPLIT_WINDOW: Meaning(Unit.DAYS, Stricter.HIGHER, binds_orders=True),
    _LAW.FAIR_BAND: Meaning(Unit.BP),
    _LAW.PAID_WINDOW: Meaning(Unit.DAYS),
    _LAW.PAID_MINIMUM: Meaning(Unit.PAYMENTS),
    _LAW.LOCAL_CONTENT: Meaning(Unit.BP),
    _LAW.SMALL_SHARE: Meaning(Unit.BP),
}


def is_stricter(value: int, than: int, stricter: Stricter) -> bool:
    """Say whether a tenant's value binds more than the general one; equal adds nothing."""
    if stricter == Stricter.LOWER:
        return value < than
    return stricter == Stricter.HIGHER and value > than
