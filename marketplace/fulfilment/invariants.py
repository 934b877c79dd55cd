"""What must hold about deliveries, handovers and claims."""

from marketplace.core.invariants import count, guards, invariant, query
from marketplace.orders.lifecycle import HOLDS_STOCK


@invariant("I-02", "reserved = the units of live lines that were not sent yet")
def reserved_differs() -> int:
    """Compare each variant's counter with what live orders have not taken off the shelf."""
    return count(
        "SELECT 1 FROM catalog_sku s LEFT JOIN ("
        "SELECT l.sku_id, sum(l.quantity - coalesce(sent.units, 0)) AS held "
        "FROM orders_orderline l JOIN orders_purchaseorder o ON o.id = l.order_id "
        "LEFT JOIN (SELECT order_line_id, sum(quantity) AS units FROM fulfilment_shipmentline "
        "GROUP BY order_line_id) sent ON sent.order_line_id = l.id "
        "WHERE o.status = ANY(%s) AND l.wanted_on IS NULL GROUP BY l.sku_id) lines "
        "ON lines.sku_id = s.id "
        "WHERE s.reserved <> coalesce(lines.held, 0)",
        sorted({*HOLDS_STOCK, "shipped", "disputed"}),
    )


guards("I-04", "", "claim_within_cap")
guards("I-14", "", "claim_amount_positive", "claim_amounts_add_up", "claim_taxes_within_amount")
guards("I-18", "", "claim_steps")
query(
    "I-18",
    "",
    # The status of an order is what its parts amount to: marketplace/fulfilment/rules.py.
    "SELECT 1 FROM orders_purchaseorder o "
    "JOIN (SELECT l.order_id, sum(coalesce(sent.units, 0)) AS sent, "
    "bool_and(coalesce(got.accepted, 0) >= l.quantity) AS accepted, "
    "bool_and(coalesce(got.signed, 0) >= l.quantity) AS signed FROM orders_orderline l "
    "LEFT JOIN (SELECT order_line_id, sum(quantity) AS units FROM fulfilment_shipmentline "
    "GROUP BY order_line_id) sent ON sent.order_line_id = l.id "
    "LEFT JOIN (SELECT r.order_line_id, sum(r.accepted_quantity) AS accepted, "
    "sum(r.accepted_quantity) FILTER (WHERE h.number <> '') AS signed "
    "FROM fulfilment_receiptline r JOIN fulfilment_receipt c ON c.id = r.receipt_id "
    "JOIN fulfilment_handover h ON h.id = c.handover_id WHERE h.withdrawn_at IS NULL "
    "GROUP BY r.order_line_id) got ON got.order_line_id = l.id GROUP BY l.order_id) parts "
    "ON parts.order_id = o.id "
    "LEFT JOIN (SELECT order_id, bool_or(status = 'open') AS open, "
    "bool_or(status = 'paid') AS paid FROM fulfilment_claim "
    "GROUP BY order_id) claims ON claims.order_id = o.id "
    "WHERE o.status IN ('accepted', 'shipped', 'received', 'handed_over', 'paid', 'settled') "
    "AND o.status <> CASE WHEN parts.sent = 0 THEN 'accepted' WHEN NOT parts.accepted "
    "THEN 'shipped' WHEN NOT parts.signed THEN 'received' WHEN claims.open THEN 'handed_over' "
    "WHEN claims.paid THEN 'paid' ELSE 'settled' END",
)
guards("I-26", "", "handover_has_two_signers", "handover_guard", "handover_kept")
query(
    "I-26",
    "",
    "SELECT 1 FROM fulfilment_handover WHERE buyer_signed_by_id = vendor_signed_by_id",
)
guards("I-26", "", "rating_new", "rating_reply_new", "rating_frozen", "rating_reply_frozen")
guards("I-26", "", "rating_hidden_frozen", "one_rating_per_side", "words_hidden_once")
guards("I-35", "the claims of an order stay within its total", "claim_new", "claim_kept")
guards("I-35", "", "receipt_handover_is_of_the_order", "claim_handover_is_of_the_order")
guards("I-35", "", "shipment_line_new", "receipt_new", "receipt_line_new", "claim_tax_new")
guards("I-35", "", "shipment_frozen", "shipment_line_frozen", "receipt_frozen")
guards("I-35", "", "receipt_line_frozen", "claim_tax_frozen", "claim_taxes", "claim_tax_adds_up")
query(
    "I-35",
    "",
    "SELECT 1 FROM fulfilment_claim c JOIN orders_purchaseorder o ON o.id = c.order_id "
    "GROUP BY o.id HAVING sum(c.amount_rupiah) > o.gross_rupiah "
    "OR sum(c.goods_rupiah) = o.goods_rupiah AND (sum(c.amount_rupiah), sum(c.freight_rupiah), "
    "sum(c.vat_rupiah), sum(c.pph22_rupiah)) IS DISTINCT FROM "
    "(o.gross_rupiah, o.freight_rupiah, o.vat_rupiah, o.pph22_rupiah)",
)
query(
    "I-35",
    "",
    "SELECT 1 FROM fulfilment_handover h LEFT JOIN fulfilment_claim c ON c.handover_id = h.id "
    "WHERE (h.number <> '') <> (c.id IS NOT NULL)",
)
query(
    "I-35",
    "",
    "SELECT 1 FROM orders_orderline l "
    "LEFT JOIN (SELECT order_line_id, sum(quantity) AS units FROM fulfilment_shipmentline "
    "GROUP BY order_line_id) sent ON sent.order_line_id = l.id "
    "LEFT JOIN (SELECT r.order_line_id, sum(r.accepted_quantity) AS units "
    "FROM fulfilment_receiptline r JOIN fulfilment_receipt c ON c.id = r.receipt_id "
    "JOIN fulfilment_handover h ON h.id = c.handover_id WHERE h.withdrawn_at IS NULL "
    "GROUP BY r.order_line_id) got ON got.order_line_id = l.id "
    "WHERE sent.units > l.quantity OR got.units > coalesce(sent.units, 0)",
)
query(
    "I-35",
    "",
    # An order's plan money is realised by its claims and spent by the paid ones.
    "SELECT 1 FROM budget_budgetreservation b JOIN orders_purchaseorder o "
    "ON o.public_id = b.order_ref LEFT JOIN (SELECT order_id, sum(amount_rupiah) AS realised, "
    "sum(amount_rupiah) FILTER (WHERE status <> 'open') AS spent FROM fulfilment_claim "
    "GROUP BY order_id) claims ON claims.order_id = o.id "
    "WHERE b.realised_rupiah <> coalesce(claims.realised, 0) "
    "OR b.spent_rupiah <> coalesce(claims.spent, 0)",
)
guards("I-35", "", "reservation_realised_then_spent", "plan_money_follows")
