"""Attacks on shipments, counts, handovers and claims."""

# ruff: noqa: E501, S608 - a table is read across; every statement here is meant to be forged

from tests.trust.attacks.attack import (
    CHECK,
    DENIED,
    FOREIGN,
    FROZEN,
    UNIQUE,
    Attack,
    both,
    copied,
    history,
)


def new_receipt(handover: str, order: str, line: str, units: int) -> str:
    """INSERT a count of one line."""
    return (
        "INSERT INTO fulfilment_receipt (order_id, handover_id, received_by_id, received_at, note)"
        f" VALUES ({{{order}}}, {{{handover}}}, {{eka}}, now(), '');"
        "INSERT INTO fulfilment_receiptline (receipt_id, order_line_id, accepted_quantity)"
        f" SELECT max(id), {{{line}}}, {units} FROM fulfilment_receipt"
    )


def new_shipment(order: str, line: str, units: int) -> str:
    """INSERT a shipment of one line."""
    return (
        "INSERT INTO fulfilment_shipment (order_id, courier, tracking, shipped_at, shipped_by_id)"
        f" VALUES ({{{order}}}, 'X', '', now(), {{citra}});"
        "INSERT INTO fulfilment_shipmentline (shipment_id, order_line_id, quantity)"
        f" SELECT max(id), {{{line}}}, {units} FROM fulfilment_shipment"
    )


# fmt: off
CLAIMS = [
    both("I-35", "claim one rupiah more", copied("fulfilment_claim", "open_claim", {"number": "'TGH-1'", "public_id": "gen_random_uuid()", "amount_rupiah": "1", "vat_rupiah": "0", "pph22_rupiah": "0"}), CHECK),
    both("I-35", "claim before the handover", copied("fulfilment_claim", "open_claim", {"number": "'TGH-1'", "public_id": "gen_random_uuid()", "order_id": "{issued}"}), CHECK),
    both("I-35", "claim under another cap", copied("fulfilment_claim", "open_claim", {"number": "'TGH-1'", "public_id": "gen_random_uuid()", "amount_rupiah": "1", "vat_rupiah": "0", "pph22_rupiah": "0", "cap_rupiah": "{cap} * 2"}), CHECK),
    both("I-35", "raise an open claim", "UPDATE fulfilment_claim SET amount_rupiah = amount_rupiah + 1 WHERE id = {open_claim}", FROZEN),
    both("I-35", "shift the tax of a claim", "UPDATE fulfilment_claim SET vat_rupiah = 0 WHERE id = {open_claim}", FROZEN),
    both("I-35", "move a claim to another order", "UPDATE fulfilment_claim SET order_id = {issued} WHERE id = {open_claim}", FROZEN),
    Attack("I-35", "remove a claim", "DELETE FROM fulfilment_claim WHERE id = {open_claim}", DENIED, FROZEN),
]
PARTS = [
    both("I-35", "send more than was ordered", new_shipment("part_order", "part_line", 2), CHECK),
    both("I-35", "send before the vendor has accepted", new_shipment("issued", "issued_line", 1), CHECK),
    both("I-35", "send another order's line", new_shipment("part_order", "issued_line", 1), CHECK),
    both("I-35", "send nothing", new_shipment("part_order", "part_line", 0), CHECK),
    *history("I-35", "fulfilment_shipmentline", "shipment_id = {shipment}", "quantity = 1"),
    *history("I-35", "fulfilment_shipment", "id = {shipment}", "courier = 'lain'"),
    both("I-35", "accept more than was sent", new_receipt("fresh_handover", "part_order", "part_line", 2), CHECK),
    both("I-35", "accept another order's line", new_receipt("fresh_handover", "part_order", "issued_line", 1), CHECK),
    both("I-35", "a count of another order's goods", new_receipt("fresh_handover", "issued", "part_line", 1), FOREIGN),
    both("I-35", "one count more under a half-signed handover", new_receipt("half_handover", "received", "half_line", 1), FROZEN),
    both("I-35", "one count more under a signed handover", new_receipt("signed_handover", "part_order", "part_line", 1), FROZEN),
    both("I-35", "one unit more into a half-signed count", "INSERT INTO fulfilment_receiptline (receipt_id, order_line_id, accepted_quantity) VALUES ({half_receipt}, {part_line}, 1)", FROZEN),
    *history("I-35", "fulfilment_receiptline", "receipt_id = {signed_receipt}", "accepted_quantity = 2"),
    *history("I-35", "fulfilment_receipt", "id = {signed_receipt}", "handover_id = {fresh_handover}"),
    both("I-26", "take a signature back", "UPDATE fulfilment_handover SET buyer_signed_by_id = NULL, buyer_signed_at = NULL WHERE id = {half_handover}", FROZEN),
    both("I-26", "sign in another's name", "UPDATE fulfilment_handover SET buyer_signed_by_id = {rival} WHERE id = {half_handover}", FROZEN),
    both("I-26", "change a signed handover", "UPDATE fulfilment_handover SET vendor_signed_at = now() WHERE id = {signed_handover}", FROZEN),
    both("I-26", "withdraw a signed handover", "UPDATE fulfilment_handover SET withdrawn_at = now() WHERE id = {signed_handover}", FROZEN),
    both("I-26", "move a handover to another order", "UPDATE fulfilment_handover SET order_id = {issued} WHERE id = {fresh_handover}", FROZEN),
    both("I-26", "sign without a date", "UPDATE fulfilment_handover SET buyer_signed_by_id = {budi} WHERE id = {fresh_handover}", CHECK),
    both("I-26", "complete without a number", "UPDATE fulfilment_handover SET vendor_signed_by_id = {citra}, vendor_signed_at = now() WHERE id = {half_handover}", CHECK),
    both("I-26", "a handover born signed", "INSERT INTO fulfilment_handover (order_id, number, buyer_signed_by_id, buyer_signed_at) VALUES ({part_order}, '', {budi}, now())", CHECK),
    both("I-26", "sign for no goods", "INSERT INTO fulfilment_handover (order_id, number) VALUES ({part_order}, ''); UPDATE fulfilment_handover SET buyer_signed_by_id = {budi}, buyer_signed_at = now() WHERE id = (SELECT max(id) FROM fulfilment_handover)", CHECK),
    Attack("I-26", "remove a handover", "DELETE FROM fulfilment_handover WHERE id = {fresh_handover}", DENIED, FROZEN),
    both("I-35", "a second claim for one handover", copied("fulfilment_claim", "part_claim", {"number": "'TGH-1'", "public_id": "gen_random_uuid()"}), UNIQUE),
    both("I-35", "claim an unsigned handover", copied("fulfilment_claim", "part_claim", {"number": "'TGH-1'", "public_id": "gen_random_uuid()", "handover_id": "{fresh_handover}"}), CHECK),
    both("I-35", "move a claim to another handover", "UPDATE fulfilment_claim SET handover_id = {fresh_handover} WHERE id = {part_claim}", FROZEN),
    *history("I-35", "fulfilment_claimtax", "claim_id = {part_claim}", "amount_rupiah = 0"),
    both("I-35", "another order's tax", "INSERT INTO fulfilment_claimtax (claim_id, order_tax_id, base_rupiah, amount_rupiah) SELECT {open_claim}, order_tax_id, 1, 1 FROM fulfilment_claimtax WHERE claim_id = {part_claim} LIMIT 1", CHECK),
    both("I-35", "hold less of the plan than was ordered", "UPDATE budget_budgetreservation SET amount_rupiah = amount_rupiah - 1 WHERE order_ref = (SELECT public_id FROM orders_purchaseorder WHERE id = {issued})", CHECK),
    both("I-35", "free a ceiling that is spoken for", "UPDATE budget_planpackage SET reserved_rupiah = 0 WHERE reserved_rupiah > 0", CHECK),
    Attack("I-35", "forget what an order holds", "DELETE FROM budget_budgetreservation WHERE order_ref = (SELECT public_id FROM orders_purchaseorder WHERE id = {issued})", DENIED, FROZEN),
    both("I-35", "spend plan money nothing was received for", "UPDATE budget_budgetreservation SET spent_rupiah = amount_rupiah WHERE order_ref = (SELECT public_id FROM orders_purchaseorder WHERE id = {part_order})", CHECK),
]
# fmt: on
