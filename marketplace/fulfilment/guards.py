"""What the guards of this room say when they refuse (core.guards)."""

from django.utils.translation import gettext_lazy as _

from marketplace.core import guards
from marketplace.core.errors import Conflict, InvalidTransition, RuleViolation

guards.register(
    Conflict,
    _("Shipment, receipt, handover and claim must be of one order. Reload the page."),
    "receipt_handover_is_of_the_order",
    "claim_handover_is_of_the_order",
    "handover_of_order",
    "delivery_line_of_order",
)
guards.register(
    InvalidTransition,
    _("The order has moved on in the meantime. Reload the page to see the next step."),
    "shipment_order_state",
    "receipt_order_state",
    "handover_starts_open",
    "claim_after_handover",
)
guards.register(
    RuleViolation,
    _("More cannot be sent than is left of the order, and not less than one unit."),
    "shipment_within_units",
    "shipment_line_not_empty",
    "one_line_per_shipment",
)
guards.register(
    RuleViolation,
    _("More cannot be counted than was sent, and not less than one unit."),
    "receipt_within_shipped",
    "receipt_line_not_empty",
    "one_line_per_receipt",
)
guards.register(
    Conflict,
    _("The BAST is evidence: what is signed or withdrawn is corrected by a new count."),
    "handover_closed",
    "handover_frozen",
)
guards.register(
    RuleViolation,
    _(
        "A BAST covers goods that were counted, bears its number, and is signed by two "
        "different people, each with the date."
    ),
    "handover_covers_goods",
    "handover_has_two_signers",
    "handover_buyer_signature_is_dated",
    "handover_vendor_signature_is_dated",
    "handover_is_numbered_when_complete",
    "one_number_per_handover",
)
guards.register(
    RuleViolation,
    _(
        "A claim asks for exactly the goods of its BAST, with their share of freight and "
        "taxes, within the cap of its order."
    ),
    "claim_carries_the_cap",
    "claim_of_its_goods",
    "claims_within_order",
    "last_claim_takes_the_rest",
    "claim_taxes_within_order",
    "claim_taxes_add_up",
    "claim_amount_positive",
    "claim_within_cap",
    "claim_amounts_add_up",
    "claim_taxes_within_amount",
    "one_share_per_tax",
    "claim_tax_not_negative",
)
guards.register(
    Conflict,
    _("The plan's money follows the order and its claims. Reload the page."),
    "plan_money_follows_the_order",
)
guards.register(
    RuleViolation,
    _("A rating has one to five stars. Choose how many."),
    "rating_of_one_side",
    "rating_of_one_to_five_stars",
)
guards.register(
    RuleViolation,
    _("Write what you reply, or why words are hidden."),
    "rating_reply_says_something",
    "words_hidden_with_a_reason",
)
guards.register(
    InvalidTransition,
    _("An order is rated after its last BAST, in the days of rule R-RATING. Reload the page."),
    "rating_after_handover",
    "rating_in_time",
    "reply_to_an_open_rating",
)
guards.register(
    Conflict,
    _("Your side has done this already, and once only. Reload the page to see it."),
    "one_rating_per_side",
    "words_hidden_once",
)
guards.register(
    Conflict,
    _("Whoever rated for one side of an order does not rate or reply for the other."),
    "rating_of_two_people",
)
guards.register(
    RuleViolation,
    _(
        "A complaint says what is wrong, names units that were sent and not signed for, and has a "
        "few photos at most."
    ),
    "complaint_of_a_kind",
    "complaint_says_what",
    "complaint_line_not_empty",
    "one_line_per_complaint",
    "complaint_within_sent",
    "complaint_photos_are_few",
    "one_complaint_photo_per_place",
)
guards.register(
    InvalidTransition,
    _("Somebody said something about this complaint meanwhile. Reload the page."),
    "one_open_complaint_per_order",
    "complaint_of_a_disputed_order",
    "complaint_is_open",
    "complaint_moves_by_steps",
    "dispute_has_its_complaint",
)
guards.register(
    RuleViolation,
    _(
        "Each step of a complaint is somebody's, with words, and with a remedy where it proposes, "
        "agrees or decides; what is agreed is what was proposed."
    ),
    "complaint_step_has_its_remedy",
    "complaint_step_is_somebodys",
    "complaint_step_says_why",
    "complaint_agrees_to_the_answer",
)
guards.register(
    RuleViolation,
    _("Whoever took part in a complaint does not decide it, and nobody answers their own."),
    "complaint_of_two_sides",
)
guards.register(
    RuleViolation,
    _("What goes back to the shop is not counted in good order, too."),
    "receipt_without_returned",
)
guards.register(
    RuleViolation,
    _("A shipment has a few photos of each moment, and the place of one only by agreement."),
    "proof_photos_are_few",
    "proof_place_was_agreed",
    "one_proof_photo_per_number",
)
guards.register(
    Conflict,
    _("A point of the checklist is ended, once, and never rewritten. End it and enter another."),
    "check_point_history",
    "one_open_check_point_per_code",
    "check_point_ends_after_it_began",
)
guards.register(RuleViolation, _("Write what the officer looks at."), "check_point_says_what")
guards.register(
    RuleViolation,
    _("Each point is answered once for goods that were counted. Reload the page."),
    "check_of_counted_goods",
    "one_check_per_point",
)
guards.register(
    Conflict,
    _("A courier is ended, once, and never rewritten. End it and enter another."),
    "courier_history",
    "courier_ends_after_it_began",
)
guards.register(
    Conflict,
    _("This waybill stands on another shipment. Check the number, or send without one."),
    "one_shipment_per_waybill",
    "waybill_of_a_courier",
)
guards.register(
    Conflict,
    _("This event id came with other words before. Send a new id."),
    "courier_event_is_taken_once",
)
guards.register(
    RuleViolation,
    _("A courier says something of a parcel that bears its number, and who took what arrived."),
    "courier_event_of_a_kind",
    "courier_event_of_a_waybill",
    "courier_names_who_took_what_arrived",
)
