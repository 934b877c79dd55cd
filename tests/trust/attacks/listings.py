"""Attacks on stock, and on what was seen: prices, words and units of a listing."""

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
from tests.trust.attacks.orders import update_line


def agreed(sku: str, version: str, price: str = "250000", **changed: str) -> str:
    """INSERT an agreed price; a catalogue price unless said otherwise."""
    row = {
        "kind": "'catalogue'",
        "sku_id": f"{{{sku}}}",
        "price_version_id": f"{{{version}}}" if version else "NULL",
        "unit_price_rupiah": price,
        "source": "''",
        "agreed_by_id": "{ani}",
        "agreed_at": "now()",
        **changed,
    }
    return (
        f"INSERT INTO orders_agreedprice ({', '.join(row)}) VALUES ({', '.join(row.values())})"
        " RETURNING id"
    )


def new_line(sku: str, vendor: str, price: str = "250000", **changed: str) -> str:
    """INSERT a line of the returned order as an honest checkout would, with columns forged."""
    row = {
        "order_id": "{returned}",
        "vendor_id": f"{{{vendor}}}",
        "sku_id": "s.id",
        "revision_id": "p.revision_id",
        "agreed_price_id": "a.id",
        "name": "p.name",
        "label": "s.label",
        "code": "s.code",
        "unit": "s.unit",
        "weight_gram": "s.weight_gram",
        "quantity": "1",
        "unit_price_rupiah": price,
        "total_rupiah": price,
        "tax_class": "'ppn'",
        **changed,
    }
    return (
        f"INSERT INTO orders_orderline ({', '.join(row)}) SELECT {', '.join(row.values())}"
        " FROM catalog_sku s JOIN catalog_product p ON p.id = s.product_id"
        f" JOIN orders_agreedprice a ON a.id = {{{sku}_agreed}} WHERE s.id = {{{sku}}}"
    )


# fmt: off
STOCK = [
    both("I-01", "reserve more than there is", "UPDATE catalog_sku SET reserved = stock + 1 WHERE id = {sku}", CHECK),
    both("I-01", "reserve less than nothing", "UPDATE catalog_sku SET reserved = -1 WHERE id = {sku}", CHECK),
    both("I-01", "take promised goods off the shelf", "UPDATE catalog_sku SET stock = reserved - 1 WHERE id = {sku}", CHECK),
]
SEEN = [
    both("I-27", "line at a price nobody agreed on", update_line("returned_line", "unit_price_rupiah = 1, total_rupiah = quantity"), FOREIGN),
    both("I-27", "line at another variant's price", update_line("returned_line", "agreed_price_id = {second_sku_agreed}"), FOREIGN),
    both("I-27", "line of another variant", update_line("returned_line", "sku_id = {second_sku}"), FROZEN),
    both("I-27", "line under another name", update_line("returned_line", "name = 'Emas batangan'"), FROZEN),
    both("I-27", "line in another unit", update_line("returned_line", "unit = 'kodi'"), FROZEN),
    both("I-27", "line of another tax class", update_line("returned_line", "tax_class = 'exempt'"), FROZEN),
    both("I-27", "new line under words never published", new_line("second_sku", "vendor", name="'Emas batangan'"), CHECK),
    both("I-27", "new line in a unit never published", new_line("second_sku", "vendor", unit="'kodi'"), CHECK),
    both("I-27", "new line of another listing's revision", new_line("second_sku", "vendor", revision_id="{revision}"), CHECK),
    both("I-27", "new line of a revision that waits", new_line("second_sku", "vendor", revision_id="{waiting_revision}"), CHECK),
    both("I-27", "a catalogue price that was never set", agreed("second_sku", "second_version", "1"), FOREIGN),
    both("I-27", "another variant's price version", agreed("second_sku", "version", "1000000"), FOREIGN),
    both("I-27", "a catalogue price without a version", agreed("second_sku", ""), CHECK),
    both("I-27", "a negotiated price from nowhere", agreed("second_sku", "", kind="'negotiated'"), CHECK),
    both("I-27", "a price that no negotiation agreed on", agreed("second_sku", "", "249000", kind="'negotiated'", source="'negotiation:1'"), CHECK),
    both("I-27", "a tiered price with a version", agreed("second_sku", "second_version", kind="'tiered'", source="'tier:1'"), CHECK),
    both("I-27", "a price of an unknown kind", agreed("second_sku", "", kind="'gift'", source="'x'"), CHECK),
    both("I-27", "an agreed price of nothing", agreed("second_sku", "", "0", kind="'negotiated'", source="'negotiation:1'"), CHECK),
    *history("I-27", "orders_agreedprice", "id = {second_sku_agreed}", "unit_price_rupiah = 1"),
    *history("I-27", "catalog_priceversion", "id = {version}", "price_rupiah = 1"),
    both("I-27", "a price without its version", "UPDATE catalog_sku SET price_rupiah = 5 WHERE id = {sku}", CHECK),
    both("I-27", "a version that is not the price", "INSERT INTO catalog_priceversion (sku_id, price_rupiah, from_at, set_by_id) VALUES ({sku}, 5, now(), {citra})", CHECK),
    both("I-27", "tiers without their version", "UPDATE catalog_sku SET tiers = '[[10, 5]]' WHERE id = {sku}", CHECK),
    both("I-27", "tiers that do not fall", "INSERT INTO catalog_priceversion (sku_id, price_rupiah, tiers, from_at, set_by_id) VALUES ({sku}, 1000000, '[[10, 1000000]]', now(), {citra})", CHECK),
    both("I-27", "a tiered price that no tier is", "INSERT INTO orders_agreedprice (kind, sku_id, unit_price_rupiah, tier_version_id, source, agreed_by_id, agreed_at) VALUES ('tiered', {second_sku}, 5, {second_version}, '', {ani}, now())", CHECK),
    both("I-27", "a least order of nothing", "UPDATE catalog_sku SET min_quantity = 0 WHERE id = {sku}", CHECK),
    both("I-27", "serve a place that nobody knows", "UPDATE catalog_product SET service_area = '{{00.00}}' WHERE id = {product}", FOREIGN),
    both("I-27", "rename a live listing", "UPDATE catalog_product SET name = 'Emas batangan' WHERE id = {product}", CHECK),
    both("I-27", "describe a live listing anew", "UPDATE catalog_product SET description = 'Bukan tenun' WHERE id = {product}", CHECK),
    both("I-27", "sell a live variant by another unit", "UPDATE catalog_sku SET unit = 'kodi' WHERE id = {sku}", CHECK),
    both("I-27", "show a revision that waits", "UPDATE catalog_product SET revision_id = {waiting_revision} WHERE id = {second_product}", CHECK),
    both("I-27", "show another listing's revision", "UPDATE catalog_product SET revision_id = {revision} WHERE id = {second_product}", FOREIGN),
    both("I-27", "sell a variant nobody published", "UPDATE catalog_sku SET active = true WHERE id = {waiting_sku}", CHECK),
    both("I-27", "hand in a listing without variants", "UPDATE catalog_product SET status = 'submitted' WHERE id = {bare_product}", CHECK),
    both("I-27", "two variants, one without a name", "UPDATE catalog_sku SET label = '' WHERE id = {paired_sku}", CHECK),
    both("I-27", "a revision born published", copied("catalog_productrevision", "revision", {"number": "99"}), CHECK),
    both("I-27", "rewrite what was published", "UPDATE catalog_productrevision SET name = 'Lain' WHERE id = {revision}", FROZEN),
    both("I-27", "rewrite what waits", "UPDATE catalog_productrevision SET name = 'Lain' WHERE id = {waiting_revision}", FROZEN),
    both("I-27", "rewrite who decided", "UPDATE catalog_productrevision SET decided_by_id = {ani} WHERE id = {revision}", FROZEN),
    both("I-27", "publish by nobody", "UPDATE catalog_productrevision SET status = 'published' WHERE id = {waiting_revision}", CHECK),
    Attack("I-27", "forget a revision", "DELETE FROM catalog_productrevision WHERE id = {revision}", DENIED, FROZEN),
    both("I-25", "give a variant to another product", "UPDATE catalog_sku SET product_id = {second_product}, label = 'X' WHERE id = {sku}", FROZEN),
    both("I-25", "a variant of another vendor's product", copied("catalog_sku", "sku", {"public_id": "gen_random_uuid()", "product_id": "{other_product}", "code": "'X-2'", "label": "'X'", "is_lead": "false"}), FOREIGN),
    both("I-25", "two variants of one code", copied("catalog_sku", "sku", {"public_id": "gen_random_uuid()", "label": "'X'", "is_lead": "false"}), UNIQUE),
]
# fmt: on
