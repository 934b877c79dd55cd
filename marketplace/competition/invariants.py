"""What must hold about competitions."""

from marketplace.core.invariants import guards, query

guards(
    "I-27",
    "",
    "competition_begins",
    "competition_steps",
    "competition_moves",
    "competition_kept",
    "competition_key_guard",
    "competition_key_kept",
    "competition_invited_guard",
    "competition_invited_kept",
    "competition_inquiry_guard",
    "competition_inquiry_kept",
)
guards("I-27", "", "sealed_offer_guard", "sealed_offer_frozen", "sealed_offers_kept")
guards("I-27", "", "opened_offer_guard", "opened_offer_frozen", "opened_offers_kept")
guards("I-27", "", "agreement_has_its_competition", "competition_says_what_it_is")
query(  # nothing of an offer is readable before both halves of its seal were opened, in time
    "I-27",
    "",
    "SELECT 1 FROM competition_openedoffer o JOIN competition_competition c "
    "ON c.id = o.competition_id WHERE c.opened_at IS NULL OR c.opened_at < c.offers_due OR EXISTS "
    "(SELECT 1 FROM competition_key k WHERE k.competition_id = c.id AND k.released_at IS NULL)",
)
query(  # what an award agreed on is what was offered
    "I-27",
    "",
    "SELECT 1 FROM competition_competition c JOIN competition_openedoffer o ON o.id = c.winner_id "
    "JOIN negotiation_negotiation n ON n.id = c.agreement_id "
    "JOIN negotiation_round r ON r.id = n.agreed_id "
    "JOIN negotiation_roundprice p ON p.round_id = r.id "
    "WHERE (p.unit_price_rupiah, r.freight_rupiah, n.origin) IS DISTINCT FROM "
    "(o.unit_price_rupiah, o.freight_rupiah, c.number)",
)
