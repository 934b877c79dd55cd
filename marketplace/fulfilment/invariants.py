"""What must hold about handovers and claims."""

from marketplace.core.invariants import guards, query

guards("I-04", "", "claim_within_cap")
guards("I-14", "", "claim_amount_positive", "claim_taxes_within_amount")
guards("I-18", "", "claim_steps")
guards("I-26", "", "handover_has_two_signers")
query(
    "I-26",
    "",
    "SELECT 1 FROM fulfilment_handover WHERE buyer_signed_by_id = vendor_signed_by_id",
)
guards("I-35", "the claims of an order stay within its total", "claim_new", "claim_kept")
query(
    "I-35",
    "",
    "SELECT 1 FROM fulfilment_claim c JOIN orders_purchaseorder o ON o.id = c.order_id "
    "GROUP BY o.id HAVING sum(c.amount_rupiah) > o.gross_rupiah",
)
