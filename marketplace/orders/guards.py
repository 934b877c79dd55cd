"""What the guards of this room say when they refuse (core.guards)."""

from django.utils.translation import gettext_lazy as _

from catalog.days import DayFull, DayMissing, DayPassed, DaysReversed, DayTooSoon
from catalog.licensing import LicenceMissing
from catalog.policies import NotForSale
from marketplace.budget.services import AccountNotOfPackage
from marketplace.core import guards
from marketplace.core.errors import (
    BudgetExceeded,
    CapExceeded,
    Conflict,
    InvalidTransition,
    NotAllowed,
    RuleViolation,
    VendorNotEligible,
)
from marketplace.negotiation.agreements import AgreementUnusable
from marketplace.orders.freight import AgreementUsed, FreightUnknown, QuoteUnusable, QuoteUsed
from marketplace.orders.pricing import AuthorityExceeded
from marketplace.orders.seconding import SecondApprovalMissing
from marketplace.orders.services.days import NeededBeforeWanted, WantedTooLate
from marketplace.orders.services.freight_quotes import AskedAlready
from marketplace.orders.services.grounds import ReasonMissing
from marketplace.orders.services.placeable import (
    FiscalYearClosed,
    InvalidPlan,
    InvalidReviewer,
    NeededByPassed,
    NeededByTooFar,
)

guards.register(
    CapExceeded,
    _("The order passes the cap of its channel. Reduce the quantity or use the local catalogue."),
    "order_within_cap",
)
guards.register(
    RuleViolation,
    _("The order does not carry the cap that is in force on its day. Order anew."),
    "bela_order_has_a_cap",
    "order_carries_the_cap",
)
guards.register(
    AuthorityExceeded,
    _("The order is worth more than a procurement officer may order. Reduce the quantity."),
    "order_within_authority",
)
guards.register(
    RuleViolation,
    _("The order, its lines and its taxes do not add up. Reload the page and try again."),
    "order_amounts_add_up",
    "order_totals",
    "line_total_is_quantity_times_price",
    "tax_not_negative",
    "one_tax_line_per_class",
    "one_line_per_sku",
)
guards.register(
    RuleViolation,
    _("The order, its freight or one of its prices is too large to be true. Check the zeros."),
    "order_within_bounds",
    "agreed_price_within_bounds",
)
guards.register(
    NotAllowed,
    _("Whoever wrote an order never reviews or approves it. Another person must do it."),
    "order_approver_is_not_creator",
    "order_reviewer_is_not_creator",
)
guards.register(
    NotAllowed,
    _("Two people stand for the agency in an order: one orders, another reviews and signs."),
    "order_has_two_officers",
    "appointment_keeps_two_sides",
)
guards.register(
    Conflict,
    _("A duty in an order passes by an appointment, to the one who follows its last holder."),
    "order_duty_by_appointment",
    "appointment_follows_the_last",
)
guards.register(
    RuleViolation,
    _("An appointment names another person and its reason; nobody appoints themselves."),
    "appointment_is_of_another_with_a_reason",
)
guards.register(
    NotAllowed,
    _("Nobody orders or approves from a shop they act for. Somebody else must do it."),
    "order_buyers",
)
guards.register(
    NotAllowed,
    _("Only the PPK who was named to review the order approves it."),
    "order_approved_by_its_reviewer",
    "order_past_review_was_approved",
    "struck_line_by_its_reviewer",
    "check_reason_of_the_approval",
)
guards.register(
    InvalidReviewer,
    _("An officer of this order no longer has that role in its agency. Name another one."),
    "order_people_of_the_agency",
)
guards.register(
    VendorNotEligible,
    _("The vendor may not sell at the moment, or not in this channel. Choose another shop."),
    "order_vendor_approved",
    "order_vendor_in_channel",
)
guards.register(
    NotForSale,
    _("Goods of this order are not for sale any more. Take them out of the order."),
    "order_goods_on_sale",
    "order_goods_not_hidden",
    "order_prices_hold",
)
guards.register(
    RuleViolation,
    _(
        "The shop sells these goods in other quantities, or not at this place. Look at the terms "
        "on the page of the goods, then change the order."
    ),
    "order_within_its_bounds",
    "order_within_service_area",
)
guards.register(
    InvalidPlan,
    _("The plan package (RUP) is not of this agency and of the fiscal year of the order."),
    "order_plan_is_of_the_agency",
    "order_plan_of_the_year",
)
guards.register(
    BudgetExceeded,
    _("The plan package does not hold the money of this order. Submit it again."),
    "order_money_is_held",
    "order_money_on_its_account",
)
guards.register(
    AccountNotOfPackage,
    _("The plan package (RUP) is not booked on this account code. Choose one of its codes."),
    "order_account_is_of_the_package",
)
guards.register(
    NeededByPassed,
    _("The day by which the goods are needed has passed. Choose a later day."),
    "order_needed_by",
)
guards.register(
    InvalidTransition,
    _(
        "The order is not with its officer any more, so nothing in it can be changed. "
        "Reload the page."
    ),
    "order_starts_as_draft",
    "order_amounts_frozen",
    "order_lines_frozen",
    "order_taxes_frozen",
    "repair_of_a_returned_order",
    "money_moves_with_a_returned_order",
)
guards.register(
    Conflict,
    _("What was ordered, from whom, and who approved it stays as it was written."),
    "line_stays",
    "line_snapshot",
    "line_note_stays",
    "order_approval_frozen",
    "order_of_vendor",
    "line_is_of_the_orders_vendor",
)
guards.register(
    Conflict,
    _("The goods or their price changed a moment ago. Look at them again and confirm."),
    "line_as_published",
    "line_sku_is_of_the_vendor",
    "line_price_was_agreed",
    "catalogue_price_is_its_version",
    "agreed_price_has_its_source",
    "agreed_price_positive",
    "agreed_price_of_sku",
    "agreed_price_is_a_tier",
    "line_price_of_quantity",
)
guards.register(
    RuleViolation,
    _("The rules that bound an order are those of its day, and stay as they are."),
    "one_rule_per_code_of_order",
    "order_rules_frozen",
    "order_rule_was_in_force",
)
guards.register(
    RuleViolation,
    _("Orders were already placed on these days. A rule begins after them and ends after them."),
    "rule_never_reaches_back",
)
guards.register(
    FiscalYearClosed,
    _("The fiscal year of the order has ended. It is cancelled or declined, and ordered anew."),
    "order_of_the_running_year",
)
guards.register(
    DayPassed,
    _("Something in the order is wanted for a day that has passed. Choose a later day."),
    "order_day_passed",
)
guards.register(
    DayTooSoon,
    _("Something in the order is wanted before its shop can be ready. Choose a later day."),
    "order_day_too_soon",
)
guards.register(
    DayFull,
    _("Fewer are free on one of these days than are wanted, or the shop is closed. Choose others."),
    "line_days_are_free",
)
guards.register(
    DayMissing,
    _("The shop books these goods for other days than the order says. Choose them anew."),
    "line_days_as_dated",
)
guards.register(
    DaysReversed,
    _("Days go from the first to the last, a year at most, with whole pieces on each of them."),
    "line_days_fit",
    "line_is_of_whole_pieces",
)
guards.register(
    WantedTooLate,
    _("Something in the order is wanted past the fiscal year, or past rule R-NEEDED-MAX."),
    "order_day_too_late",
)
guards.register(
    NeededBeforeWanted,
    _("The order is needed before something in it takes place. Leave “Needed by” empty."),
    "order_needed_with_its_days",
)
guards.register(
    NeededByTooFar,
    _("The goods are needed too late: past the fiscal year, or past rule R-NEEDED-MAX."),
    "order_needed_too_late",
)
guards.register(
    ReasonMissing,
    _("The order owes a reason: for offers not compared, or for goods far above the median."),
    "order_was_compared",
    "order_says_why_dear",
    "order_reason_has_words",
)
guards.register(
    Conflict,
    _("Reasons and compared offers are added while the order is with its officer, never changed."),
    "order_grounds_frozen",
    "order_reason_of_its_goods",
    "order_reason_names_its_numbers",
    "comparison_of_another_vendor",
    "one_comparison_per_offer",
    "one_stored_comparison_per_order",
    "evidence_of_the_agency",
    "compared_at_a_price",
)
guards.register(
    RuleViolation,
    _("A line is struck with a reason, a check is answered with one, a repair changes something."),
    "struck_line_says_why",
    "check_reason_has_words",
    "order_repair_is_a_change",
    "repair_request_names_parts",
)
guards.register(
    Conflict,
    _("The order is not as you saw it any more: it went on, or the line is gone. Reload the page."),
    "struck_line_of_a_waiting_order",
    "struck_line_as_ordered",
    "struck_line_is_gone",
    "one_strike_per_goods",
    "one_reason_per_unmet_check",
)
guards.register(
    ReasonMissing,
    _(
        "With the orders before it this one passes the cap (rule R-SPLIT-7). Write why this is no "
        "splitting, or order less."
    ),
    "order_says_why_split",
)
guards.register(
    SecondApprovalMissing,
    _(
        "With the orders before it this one passes the cap (rule R-SPLIT-7). The budget authority "
        "(KPA) or another PPK of the agency gives the second approval first."
    ),
    "order_has_second_approval",
)
guards.register(
    NotAllowed,
    _(
        "The second approval is given by the budget authority (KPA) or another PPK of the agency, "
        "who has no duty in the order."
    ),
    "second_approval_by_another",
    "second_approval_by_its_agency",
)
guards.register(
    Conflict,
    _("A second approval says why, of an order that waits for its PPK. Reload the page."),
    "second_approval_of_a_handed_in_order",
    "second_approval_has_words",
)
guards.register(
    LicenceMissing,
    _(
        "The goods rest on a licence that does not hold today, or are food without a halal "
        "certificate and without a stated non-halal label. Choose other goods."
    ),
    "order_goods_licensed",
)
guards.register(
    Conflict,
    _("The makers of the ordered goods stay as the listing named them when it was ordered."),
    "one_row_per_line_and_maker",
    "line_maker_share_in_whole",
    "line_maker_is_of_the_line",
    "line_maker_is_of_the_vendor",
    "line_maker_as_listed",
    "line_makers_frozen",
    "order_names_its_makers",
    "order_line_of_vendor",
)
guards.register(
    FreightUnknown,
    _(
        "The freight of an order is what its shop states: its table, nothing where you fetch the "
        "goods, or its answer. Choose again how the goods come."
    ),
    "order_freight_as_stated",
    "order_freight_rests_on_its_way",
)
guards.register(
    QuoteUnusable,
    _("The freight was asked for fewer goods. Ask the shop once more."),
    "order_within_quoted_goods",
)
guards.register(
    QuoteUsed,
    _("This freight pays for another order already. Ask the shop once more."),
    "one_order_per_freight_quote",
)
guards.register(
    AgreementUsed,
    _("What was negotiated was used by another order already. Negotiate anew."),
    "one_order_per_negotiation",
)
guards.register(
    AgreementUnusable,
    _(
        "A price below the list is one that your office and the shop agreed on, for exactly these "
        "goods. Order at the list price, or negotiate anew."
    ),
    "agreed_price_was_negotiated",
    "line_as_negotiated",
)
guards.register(
    Conflict,
    _("The freight of an order stays as it was when it was ordered. Order anew."),
    "order_freight_frozen",
)
guards.register(
    AskedAlready,
    _("The shop was asked for this freight already. You are told when it answers."),
    "one_freight_quote_waits",
)
guards.register(
    RuleViolation,
    _("An answer about freight has a cost within bounds and a last day, or a reason why not."),
    "freight_quote_says_what_it_is",
    "freight_quote_within_bounds",
    "freight_quote_holds_a_while",
)
guards.register(
    InvalidTransition,
    _("What was asked and answered about freight stays as it is. Reload the page."),
    "freight_quote_begins_waiting",
    "freight_quote_stays",
)
guards.register(
    RuleViolation,
    _("Freight is asked for goods of one shop, each once. Put them into the cart first."),
    "one_line_per_quoted_goods",
    "quoted_quantity_positive",
    "quoted_goods_are_of_the_shop",
)
guards.register(
    Conflict,
    _("This evidence has its bundle already. Take it again."),
    "one_bundle_for_the_same_evidence",
)
