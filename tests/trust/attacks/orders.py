"""Attacks on the cap and the sums of an order, on its rules and on its lines."""

# ruff: noqa: E501, S608 - a table is read across; every statement here is meant to be forged

from tests.trust.attacks.attack import CHECK, DENIED, FROZEN, Attack, both, copied, emptied, history


def order_like(source: str, **changed: str) -> str:
    """INSERT a copy of an order with some columns forged; it starts as a draft, as it must."""
    fixed = {
        "number": "'BELA-2026-900001'",
        "public_id": "gen_random_uuid()",
        "status": "'draft'",
        "approved_by_id": "NULL",
    }
    return copied("orders_purchaseorder", source, {**fixed, **changed})


def update_order(order: str, change: str) -> str:
    return f"UPDATE orders_purchaseorder SET {change} WHERE id = {{{order}}}"


def update_line(line: str, change: str) -> str:
    return f"UPDATE orders_orderline SET {change} WHERE id = {{{line}}}"


# A tenant's own rule as the operator would enter it, from a day on which nobody has ordered yet.
TENANTS_OWN = {
    "tenant_slug": "'kota-lain'",
    "value": "{cap} - 1",
    "valid_from": "'2999-01-01'",
    "valid_to": "NULL",
    "act_title": "'Perwali'",
    "act_number": "'1'",
    "act_date": "'2026-01-01'",
}

STRUCK_COLUMNS = "order_id, sku_id, name, code, unit, quantity, unit_price_rupiah, total_rupiah"


def struck(line: str, person: str) -> str:
    """INSERT a strike of a line, as somebody's."""
    return (
        f"INSERT INTO orders_struckline ({STRUCK_COLUMNS}, reason, struck_by_id, struck_at, txid) "
        f"SELECT {STRUCK_COLUMNS}, 'x', {{{person}}}, now(), 0 FROM orders_orderline "
        f"WHERE id = {{{line}}}"
    )


# fmt: off
CAP = [
    both("I-04", "pass the cap on a returned order", update_order("returned", "goods_rupiah = cap_rupiah, gross_rupiah = cap_rupiah + vat_rupiah + freight_rupiah"), CHECK),
    both("I-04", "raise one's own cap", update_order("returned", "cap_rupiah = cap_rupiah * 10"), FROZEN),
    both("I-04", "exchange the rule", update_order("returned", "rule_id = {fee_rule}"), FROZEN),
    both("I-04", "drop rule and cap", update_order("returned", "rule_id = NULL, cap_rupiah = NULL"), FROZEN),
    both("I-04", "order with a forged cap", order_like("submitted", cap_rupiah="{cap} * 10"), CHECK),
    both("I-04", "order without a cap", order_like("submitted", cap_rupiah="NULL", rule_id="NULL"), CHECK),
    both("I-04", "order under another rule", order_like("submitted", rule_id="{fee_rule}"), CHECK),
    both("I-04", "order on a day before the rule", order_like("submitted", ordered_on="'1999-01-01'"), CHECK),
    both("I-04", "change the channel", update_order("returned", "channel = 'katalog_lokal'"), FROZEN),
    both("I-04", "total apart from its lines", update_order("returned", "goods_rupiah = goods_rupiah + 1, gross_rupiah = gross_rupiah + 1"), CHECK),
    both("I-04", "line apart from its total", update_line("returned_line", "quantity = 1, total_rupiah = unit_price_rupiah"), CHECK),
    both("I-04", "order without lines", order_like("submitted"), CHECK),
    both("I-04", "change a submitted order's tax", "UPDATE orders_ordertax SET rate_bp = 0 WHERE order_id = {submitted}", FROZEN),
    both("I-04", "remove a submitted order's tax", "DELETE FROM orders_ordertax WHERE order_id = {submitted}", FROZEN),
    both("I-04", "move a tax line elsewhere", "UPDATE orders_ordertax SET order_id = {submitted} WHERE order_id = {returned}", FROZEN),
    both("I-04", "lose a tax line", "DELETE FROM orders_ordertax WHERE order_id = {returned} AND kind = 'vat'", CHECK),
    both("I-04", "edit a submitted order", update_order("submitted", "freight_rupiah = 1, gross_rupiah = gross_rupiah + 1"), FROZEN),
    both("I-04", "edit a submitted order's line", update_line("submitted_line", "quantity = 1, total_rupiah = unit_price_rupiah"), FROZEN),
    both("I-04", "remove a submitted order's line", "DELETE FROM orders_orderline WHERE id = {submitted_line}", FROZEN),
    both("I-04", "strike a line as its officer", struck("submitted_line", "ani"), CHECK),
    both("I-04", "strike a line and keep it", struck("submitted_line", "budi"), CHECK),
    both("I-04", "strike a line of a returned order", struck("returned_line", "budi"), FROZEN),
    emptied("I-04", "orders_struckline"),
    both("I-04", "move a frozen line elsewhere", update_line("submitted_line", "order_id = {returned}") + ";" + update_order("returned", "goods_rupiah = goods_rupiah + 2000000, vat_rupiah = vat_rupiah + 220000, gross_rupiah = gross_rupiah + 2220000"), FROZEN),
    Attack("I-04", "raise the rule itself", "UPDATE core_rule SET value = value * 10 WHERE id = {cap_rule}", DENIED, FROZEN),
    Attack("I-04", "remove the rule", "DELETE FROM core_rule WHERE id = {cap_rule}", DENIED, FROZEN),
    emptied("I-04", "core_rule"),
    both("I-04", "end a rule before its orders", "UPDATE core_rule SET valid_to = valid_from WHERE id = {cap_rule}", FROZEN),
    both("I-04", "give an ended rule another end", "UPDATE core_rule SET valid_to = valid_to + 900 WHERE id = {ended_rule}", FROZEN),
    both("I-04", "open an ended rule again", "UPDATE core_rule SET valid_to = NULL WHERE id = {ended_rule}", FROZEN),
    both("I-04", "a tenant's laxer cap", copied("core_rule", "cap_rule", {**TENANTS_OWN, "value": "{cap} + 1"}), CHECK),
    both("I-04", "a tenant's cap without an act", copied("core_rule", "cap_rule", {**TENANTS_OWN, "act_number": "''"}), CHECK),
    both("I-04", "a tenant's own fee", copied("core_rule", "fee_rule", {**TENANTS_OWN, "value": "0"}), CHECK),
    both("I-04", "a rule over orders already placed", copied("core_rule", "cap_rule", {**TENANTS_OWN, "tenant_slug": "'{strict_tenant}'", "valid_from": "'2020-12-21'"}), FROZEN),
    both("I-04", "the general cap where a tenant's is lower", order_like("strict_order", rule_id="{cap_rule}", cap_rupiah="{cap}"), CHECK),
    both("I-04", "another tenant's cap", order_like("submitted", rule_id="{strict_rule}", cap_rupiah="{strict_cap}"), CHECK),
    both("I-04", "pass an officer's authority", order_like("submitted", channel="'katalog_lokal'", rule_id="NULL", cap_rupiah="NULL", goods_rupiah="200000001", freight_rupiah="0", vat_rupiah="0", gross_rupiah="200000001"), CHECK),
    *history("I-04", "orders_orderrule", "order_id = {submitted}", "value = value * 10"),
    emptied("I-04", "orders_orderrule"),
    *history("I-04", "orders_orderreason", "order_id = {submitted}", "text = 'lain'"),
    emptied("I-04", "orders_orderreason"),
    emptied("I-04", "orders_ordercomparison"),
    both("I-04", "give a reason after handing in", "INSERT INTO orders_orderreason (order_id, code, rule_id, text, written_by_id, written_at) SELECT {submitted}, code, id, 'nanti', {ani}, now() FROM core_rule WHERE code = 'R-CMP-2'", FROZEN),
    both("I-04", "bind a submitted order by one rule more", "INSERT INTO orders_orderrule (order_id, rule_id, code, value) SELECT {submitted}, id, code, value FROM core_rule WHERE code = 'R-SIZE-1-SALES-MICRO'", FROZEN),
    both("I-04", "bind a draft by another value", order_like("submitted") + "; INSERT INTO orders_orderrule (order_id, rule_id, code, value) SELECT currval(pg_get_serial_sequence('orders_purchaseorder', 'id')), id, code, value * 2 FROM core_rule WHERE id = {cap_rule}", CHECK),
]
# fmt: on
