"""Every rule the code may read: its code, its unit, and what a tenant may make of it. Pure.

A number that is law stands in the rulebook, never in code; a row whose code is not listed here is
refused, and tests/core/test_regulations.py fails for a code that nothing reads.
"""

from enum import StrEnum
from functools import partial
from typing import Final, NamedTuple

from marketplace.core.bounds import MAX_RATE_BP, MAX_SUM_RUPIAH


class Unit(StrEnum):
    """What a rule's whole number counts. 100 bp = 1 %; 10 bp a day = 1 per mille a day."""

    RUPIAH = "rupiah"
    BP = "bp"
    BP_PER_DAY = "bp_per_day"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    PAYMENTS = "payments"
    VENDORS = "vendors"
    OFFERS = "offers"
    PAPERS = "papers"
    HOURS = "hours"
    MINUTES = "minutes"
    CLOCK_HOUR = "clock_hour"  # of the day, 0 to 23
    SIZE_CLASS = "size_class"  # 1 micro, 2 small, 3 medium, 4 larger


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
    SIZE_YEARLY = "R-SIZE-YEARLY"
    DELIVER = "R-DELIVER"
    PAYOUT = "R-PAYOUT-SLA"
    LATE = "R-LATE-1"
    SPLIT_WINDOW = "R-SPLIT-7"
    FAIR_BAND = "R-FAIR-BAND"
    PAID_WINDOW = "R-PAID-WINDOW"
    PAID_MINIMUM = "R-PAID-MIN"
    PAID_VENDORS = "R-PAID-VENDORS"
    PRICE_RISE = "R-PRICE-RISE"
    PRICE_RECENT = "R-PRICE-RECENT"
    LOCAL_CONTENT = "R-TKDN-MIN"
    SMALL_SHARE = "R-UMK-SHARE"
    COMPARE = "R-CMP-2"
    NEEDED_WITHIN = "R-NEEDED-MAX"
    HALAL_SMALL = "R-HALAL-SMALL"
    HALAL_MEDIUM = "R-HALAL-MEDIUM"
    SANCTION_HIDE = "R-SANCTION-HIDE"
    SANCTION_SUSPEND = "R-SANCTION-SUSPEND"
    SANCTION_BLACKLIST_MIN = "R-SANCTION-BLACKLIST-MIN"
    SANCTION_BLACKLIST_MAX = "R-SANCTION-BLACKLIST-MAX"
    SANCTION_HEARING = "R-SANCTION-HEARING"
    SANCTION_APPEAL = "R-SANCTION-APPEAL"
    SANCTION_WARNINGS = "R-SANCTION-WARNINGS"
    TICKET_REGISTRATION = "R-TICKET-REGISTRATION"
    TICKET_REGISTRATION_SOLVE = "R-TICKET-REGISTRATION-SOLVE"
    TICKET_PAPERS = "R-TICKET-PAPERS"
    TICKET_PAPERS_SOLVE = "R-TICKET-PAPERS-SOLVE"
    TICKET_LISTING = "R-TICKET-LISTING"
    TICKET_LISTING_SOLVE = "R-TICKET-LISTING-SOLVE"
    TICKET_ORDER = "R-TICKET-ORDER"
    TICKET_ORDER_SOLVE = "R-TICKET-ORDER-SOLVE"
    TICKET_PAYMENT = "R-TICKET-PAYMENT"
    TICKET_PAYMENT_SOLVE = "R-TICKET-PAYMENT-SOLVE"
    TICKET_ACCOUNT = "R-TICKET-ACCOUNT"
    TICKET_ACCOUNT_SOLVE = "R-TICKET-ACCOUNT-SOLVE"
    TICKET_OTHER = "R-TICKET-OTHER"
    TICKET_OTHER_SOLVE = "R-TICKET-OTHER-SOLVE"
    TICKET_REOPEN = "R-TICKET-REOPEN"
    PDP_ANSWER = "R-PDP-ANSWER"
    CASE_TAKE = "R-CASE-TAKE"
    CASE_STEP = "R-CASE-STEP"
    CASE_SHOP = "R-CASE-SHOP"
    CASE_OFFICE = "R-CASE-OFFICE"
    CHANNEL_FIRM = "R-CHANNEL-FIRM"
    CHANNEL_COOPERATIVE = "R-CHANNEL-COOP"
    FLAG_PERIOD = "R-FLAG-PERIOD"
    FLAG_NIGHT_FROM = "R-FLAG-NIGHT-FROM"
    FLAG_NIGHT_UNTIL = "R-FLAG-NIGHT-UNTIL"
    FLAG_FAST = "R-FLAG-FAST"
    FLAG_NEW = "R-FLAG-NEW"
    RATING = "R-RATING"
    NEGOTIATE_ANSWER = "R-NEGOTIATE-ANSWER"
    NEGOTIATE_VALID = "R-NEGOTIATE-VALID"
    COMPETE_SHOPS = "R-COMPETE-SHOPS"
    COMPETE_DAYS = "R-COMPETE-DAYS"
    COMPLAINT_ANSWER = "R-COMPLAINT-ANSWER"
    COMPLAINT_WORD = "R-COMPLAINT-WORD"
    COMPLAINT_DECIDE = "R-COMPLAINT-DECIDE"
    DEEMED = "R-DEEMED"
    REVIEW_HOLD = "R-REVIEW-HOLD"
    ROLE_REMIND = "R-ROLE-REMIND"
    STAND_IN_MOST = "R-DELEGATION-MOST"


class Bounds(NamedTuple):
    """The least and the most that a value may be; what lies outside was typed wrongly."""

    least: int
    most: int


BOUNDS: Final = {
    Unit.RUPIAH: Bounds(0, MAX_SUM_RUPIAH),
    Unit.BP: Bounds(0, MAX_RATE_BP),
    Unit.BP_PER_DAY: Bounds(0, MAX_RATE_BP),
    Unit.DAYS: Bounds(1, 3_650),
    Unit.WORKING_DAYS: Bounds(1, 250),
    Unit.PAYMENTS: Bounds(1, 1_000),
    Unit.VENDORS: Bounds(2, 100),
    Unit.OFFERS: Bounds(1, 10),
    Unit.PAPERS: Bounds(1, 1),
    Unit.HOURS: Bounds(1, 2_000),
    Unit.MINUTES: Bounds(1, 1_440),
    Unit.CLOCK_HOUR: Bounds(0, 23),
    Unit.SIZE_CLASS: Bounds(1, 4),
}
SOMETHING: Final = Bounds(1, MAX_SUM_RUPIAH)  # rupiah: an order of nothing is none
# What is kept of one claim; PPN is added to it at most once over. Together they never eat it up.
KEPT: Final = Bounds(0, 2_000)


class Meaning(NamedTuple):
    """What a value counts, which way is stricter, and whether each order stores the rule.

    ``by_channel``: it is read for the channel of an order and may be entered for one alone.
    """

    unit: Unit
    stricter: Stricter = Stricter.FIXED
    binds_orders: bool = False
    by_channel: bool = False
    own_bounds: Bounds | None = None

    @property
    def bounds(self) -> Bounds:
        """The rule's own bounds, or those of its unit."""
        return self.own_bounds or BOUNDS[self.unit]


_cap = partial(
    Meaning, Unit.RUPIAH, Stricter.LOWER, binds_orders=True, by_channel=True, own_bounds=SOMETHING
)
_kept = partial(Meaning, Unit.BP, binds_orders=True, own_bounds=KEPT)


_LAW = RuleCode
MEANINGS: Final = {
    _LAW.CAP: _cap(),
    _LAW.PP_LIMIT: _cap(),
    _LAW.PPN: Meaning(Unit.BP, binds_orders=True),
    _LAW.PPN_LUXURY: Meaning(Unit.BP, binds_orders=True),
    _LAW.PPH22: _kept(),
    _LAW.FEE: _kept(),
    _LAW.MDR_MICRO: _kept(),
    _LAW.MDR_OTHER: _kept(),
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
    _LAW.SIZE_YEARLY: Meaning(Unit.DAYS),
    _LAW.DELIVER: Meaning(Unit.WORKING_DAYS, Stricter.LOWER, binds_orders=True),
    _LAW.PAYOUT: Meaning(Unit.WORKING_DAYS, binds_orders=True),
    _LAW.LATE: Meaning(Unit.BP_PER_DAY, binds_orders=True),
    _LAW.SPLIT_WINDOW: Meaning(Unit.DAYS, Stricter.HIGHER, binds_orders=True),
    _LAW.FAIR_BAND: Meaning(Unit.BP),
    _LAW.PAID_WINDOW: Meaning(Unit.DAYS),
    _LAW.PAID_MINIMUM: Meaning(Unit.PAYMENTS),
    _LAW.PAID_VENDORS: Meaning(Unit.VENDORS),
    _LAW.PRICE_RISE: Meaning(Unit.BP),
    _LAW.PRICE_RECENT: Meaning(Unit.DAYS),
    _LAW.LOCAL_CONTENT: Meaning(Unit.BP),
    _LAW.SMALL_SHARE: Meaning(Unit.BP),
    _LAW.COMPARE: Meaning(Unit.OFFERS, Stricter.HIGHER, binds_orders=True),
    _LAW.NEEDED_WITHIN: Meaning(Unit.DAYS, Stricter.LOWER, binds_orders=True),
    _LAW.HALAL_SMALL: Meaning(Unit.PAPERS),
    _LAW.HALAL_MEDIUM: Meaning(Unit.PAPERS),
    _LAW.SANCTION_HIDE: Meaning(Unit.DAYS),
    _LAW.SANCTION_SUSPEND: Meaning(Unit.DAYS),
    _LAW.SANCTION_BLACKLIST_MIN: Meaning(Unit.DAYS),
    _LAW.SANCTION_BLACKLIST_MAX: Meaning(Unit.DAYS),
    _LAW.SANCTION_HEARING: Meaning(Unit.WORKING_DAYS),
    _LAW.SANCTION_APPEAL: Meaning(Unit.DAYS),
    _LAW.SANCTION_WARNINGS: Meaning(Unit.DAYS),
    _LAW.TICKET_REGISTRATION: Meaning(Unit.HOURS),
    _LAW.TICKET_REGISTRATION_SOLVE: Meaning(Unit.HOURS),
    _LAW.TICKET_PAPERS: Meaning(Unit.HOURS),
    _LAW.TICKET_PAPERS_SOLVE: Meaning(Unit.HOURS),
    _LAW.TICKET_LISTING: Meaning(Unit.HOURS),
    _LAW.TICKET_LISTING_SOLVE: Meaning(Unit.HOURS),
    _LAW.TICKET_ORDER: Meaning(Unit.HOURS),
    _LAW.TICKET_ORDER_SOLVE: Meaning(Unit.HOURS),
    _LAW.TICKET_PAYMENT: Meaning(Unit.HOURS),
    _LAW.TICKET_PAYMENT_SOLVE: Meaning(Unit.HOURS),
    _LAW.TICKET_ACCOUNT: Meaning(Unit.HOURS),
    _LAW.TICKET_ACCOUNT_SOLVE: Meaning(Unit.HOURS),
    _LAW.TICKET_OTHER: Meaning(Unit.HOURS),
    _LAW.TICKET_OTHER_SOLVE: Meaning(Unit.HOURS),
    _LAW.TICKET_REOPEN: Meaning(Unit.DAYS),
    _LAW.PDP_ANSWER: Meaning(Unit.HOURS),
    _LAW.CASE_TAKE: Meaning(Unit.WORKING_DAYS),
    _LAW.CASE_STEP: Meaning(Unit.WORKING_DAYS),
    _LAW.CASE_SHOP: Meaning(Unit.WORKING_DAYS),
    _LAW.CASE_OFFICE: Meaning(Unit.WORKING_DAYS),
    _LAW.CHANNEL_FIRM: Meaning(Unit.SIZE_CLASS, by_channel=True),
    _LAW.CHANNEL_COOPERATIVE: Meaning(Unit.SIZE_CLASS, by_channel=True),
    _LAW.FLAG_PERIOD: Meaning(Unit.DAYS),
    _LAW.FLAG_NIGHT_FROM: Meaning(Unit.CLOCK_HOUR),
    _LAW.FLAG_NIGHT_UNTIL: Meaning(Unit.CLOCK_HOUR),
    _LAW.FLAG_FAST: Meaning(Unit.MINUTES),
    _LAW.FLAG_NEW: Meaning(Unit.DAYS),
    _LAW.RATING: Meaning(Unit.DAYS),
    _LAW.NEGOTIATE_ANSWER: Meaning(Unit.WORKING_DAYS),
    _LAW.NEGOTIATE_VALID: Meaning(Unit.DAYS),
    _LAW.COMPETE_SHOPS: Meaning(Unit.VENDORS, Stricter.HIGHER),
    _LAW.COMPETE_DAYS: Meaning(Unit.DAYS, Stricter.HIGHER),
    _LAW.COMPLAINT_ANSWER: Meaning(Unit.DAYS),
    _LAW.COMPLAINT_WORD: Meaning(Unit.WORKING_DAYS),
    _LAW.COMPLAINT_DECIDE: Meaning(Unit.WORKING_DAYS),
    _LAW.DEEMED: Meaning(Unit.DAYS),
    _LAW.REVIEW_HOLD: Meaning(Unit.WORKING_DAYS),
    _LAW.ROLE_REMIND: Meaning(Unit.DAYS),
    _LAW.STAND_IN_MOST: Meaning(Unit.DAYS),
}


def is_stricter(value: int, than: int, stricter: Stricter) -> bool:
    """Say whether a tenant's value binds more than the general one; equal adds nothing."""
    if stricter == Stricter.LOWER:
        return value < than
    return stricter == Stricter.HIGHER and value > than
