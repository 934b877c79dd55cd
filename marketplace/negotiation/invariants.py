"""What must hold about negotiations."""

from marketplace.core.invariants import guards, query

guards(
    "I-27",
    "",
    "negotiation_begins",
    "negotiation_steps",
    "negotiation_ends",
    "negotiated_line_guard",
    "negotiated_line_kept",
    "negotiation_kept",
)
guards("I-27", "", "round_guard", "round_whole", "round_price_guard")
guards("I-27", "", "round_frozen", "rounds_kept", "round_price_frozen", "round_prices_kept")
guards("I-27", "", "goods_negotiated_once_at_a_time", "negotiation_says_what_it_is")
query(  # an agreement is its last offer, and none of its prices is above the list
    "I-27",
    "",
    "SELECT 1 FROM negotiation_negotiation n JOIN negotiation_round r ON r.id = n.agreed_id "
    "JOIN negotiation_roundprice p ON p.round_id = r.id "
    "JOIN negotiation_negotiatedline l ON l.id = p.line_id WHERE r.negotiation_id <> n.id "
    "OR p.unit_price_rupiah > l.list_rupiah OR r.freight_rupiah > n.list_freight_rupiah",
)
query(
    "I-27",
    "",
    "SELECT 1 FROM negotiation_negotiatedline l JOIN negotiation_negotiation n "
    "ON n.id = l.negotiation_id WHERE l.is_open <> (n.status = 'open')",
)
