"""The table of attacks by raw SQL: what somebody with a database prompt might try.

Each row: the invariant, a name, the statements, and the SQLSTATE that must come back, first for
the application's role, then for the owner of the tables (whom only triggers and constraints stop).
None for the owner: only the withheld grant protects, and an owner may change anything by design.
"""

# ruff: noqa: E501, S608 - a table is read across; every statement here is meant to be forged

from typing import NamedTuple

CHECK, FROZEN, UNIQUE, FOREIGN, DENIED = "23514", "23001", "23505", "23503", "42501"
TEXT, RANGE = "22P02", "22003"


class Attack(NamedTuple):
    invariant: str
    name: str
    sql: str
    app: str
    owner: str | None

    def __str__(self) -> str:
        return f"{self.invariant} {self.name}"


def both(invariant: str, name: str, sql: str, state: str) -> Attack:
    """Refused by a constraint or trigger, whoever asks."""
    return Attack(invariant, name, sql, state, state)


def history(invariant: str, table: str, where: str, change: str) -> list[Attack]:
    """Rewriting, removing or emptying a table that is only ever added to."""
    return [
        Attack(
            invariant,
            f"rewrite {table}",
            f"UPDATE {table} SET {change} WHERE {where}",
            DENIED,
            FROZEN,
        ),
        Attack(
            invariant, f"remove from {table}", f"DELETE FROM {table} WHERE {where}", DENIED, FROZEN
        ),
    ]


def emptied(invariant: str, table: str) -> Attack:
    return Attack(invariant, f"empty {table}", f"TRUNCATE {table} CASCADE", DENIED, FROZEN)


def order_like(source: str, **changed: str) -> str:
    """INSERT a copy of an order with some columns forged; it starts as a draft, as it must."""
    fixed = {
        "number": "'BELA-2026-900001'",
        "public_id": "gen_random_uuid()",
        "status": "'draft'",
        "approved_by_id": "NULL",
    }
    return copied("orders_purchaseorder", source, {**fixed, **changed})


def copied(table: str, source: str, changed: dict[str, str]) -> str:
    """INSERT a copy of a row through its JSON, with some columns replaced."""
    patch = ", ".join(f"'{column}', ({value})" for column, value in changed.items())
    sequence = f"pg_get_serial_sequence('{table}', 'id')"
    return (
        f"INSERT INTO {table} SELECT (jsonb_populate_record(t, jsonb_build_object("
        f"'id', nextval({sequence}), {patch}))).* FROM {table} t WHERE t.id = {{{source}}}"
    )


def booking(*legs: tuple[str, int, int], ref: str = "forged-1") -> str:
    """INSERT one ledger transaction with these (account, debit, credit) legs."""
    entries = "".join(
        "INSERT INTO payments_ledgerentry (transaction_id, account_id, debit_rupiah, credit_rupiah)"
        f" SELECT id, {{{account}}}, {debit}, {credit} FROM payments_ledgertransaction"
        f" WHERE ref = '{ref}';"
        for account, debit, credit in legs
    )
    return (
        "INSERT INTO payments_ledgertransaction (ref, kind, occurred_at)"
        f" VALUES ('{ref}', 'capture', now());{entries}"
    )


def update_order(order: str, change: str) -> str:
    return f"UPDATE orders_purchaseorder SET {change} WHERE id = {{{order}}}"


def update_line(line: str, change: str) -> str:
    return f"UPDATE orders_orderline SET {change} WHERE id = {{{line}}}"


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
    both("I-04", "move a frozen line elsewhere", update_line("submitted_line", "order_id = {returned}") + ";" + update_order("returned", "goods_rupiah = goods_rupiah + 2000000, vat_rupiah = vat_rupiah + 220000, gross_rupiah = gross_rupiah + 2220000"), FROZEN),
    Attack("I-04", "raise the rule itself", "UPDATE core_rule SET value = value * 10 WHERE id = {cap_rule}", DENIED, None),
    Attack("I-04", "remove the rule", "DELETE FROM core_rule WHERE id = {cap_rule}", DENIED, None),
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
    both("I-27", "a tiered price with a version", agreed("second_sku", "second_version", kind="'tiered'", source="'tier:1'"), CHECK),
    both("I-27", "a price of an unknown kind", agreed("second_sku", "", kind="'gift'", source="'x'"), CHECK),
    both("I-27", "an agreed price of nothing", agreed("second_sku", "", "0", kind="'negotiated'", source="'negotiation:1'"), CHECK),
    *history("I-27", "orders_agreedprice", "id = {second_sku_agreed}", "unit_price_rupiah = 1"),
    *history("I-27", "catalog_priceversion", "id = {version}", "price_rupiah = 1"),
    both("I-27", "a price without its version", "UPDATE catalog_sku SET price_rupiah = 5 WHERE id = {sku}", CHECK),
    both("I-27", "a version that is not the price", "INSERT INTO catalog_priceversion (sku_id, price_rupiah, from_at, set_by_id) VALUES ({sku}, 5, now(), {citra})", CHECK),
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
CHARGES = [
    both("I-07", "a second live charge", copied("payments_cardpayment", "live", {"idempotency_key": "gen_random_uuid()"}), UNIQUE),
    both("I-07", "charge a paid claim", copied("payments_cardpayment", "captured", {"idempotency_key": "gen_random_uuid()", "status": "'intended'"}), CHECK),
    both("I-07", "charge another sum", copied("payments_cardpayment", "live", {"claim_id": "{open_claim}", "idempotency_key": "gen_random_uuid()"}), CHECK),
    both("I-07", "a charge born captured", copied("payments_cardpayment", "live", {"status": "'captured'", "idempotency_key": "gen_random_uuid()"}), CHECK),
    both("I-07", "move a charge to another claim", "UPDATE payments_cardpayment SET claim_id = {open_claim} WHERE id = {live}", FROZEN),
    both("I-08", "the same key again", "INSERT INTO core_idempotencykey (actor_id, key, request_hash) VALUES ({ani}, 'kunci-1', 'b')", UNIQUE),
    both("I-09", "a new key for a charge", "UPDATE payments_cardpayment SET idempotency_key = gen_random_uuid() WHERE id = {live}", FROZEN),
    both("I-09", "another amount", "UPDATE payments_cardpayment SET amount_rupiah = amount_rupiah - 1 WHERE id = {live}", FROZEN),
    both("I-09", "another card", "UPDATE payments_cardpayment SET card_id = card_id + 1 WHERE id = {live}", FROZEN),
    both("I-09", "captured without the bank's word", "UPDATE payments_cardpayment SET status = 'captured' WHERE id = {live}", CHECK),
    both("I-09", "one key for two charges", copied("payments_cardpayment", "live", {"claim_id": "{open_claim}", "amount_rupiah": "SELECT amount_rupiah FROM fulfilment_claim WHERE id = {open_claim}"}), UNIQUE),
    Attack("I-09", "forget a charge", "DELETE FROM payments_cardpayment WHERE id = {live}", DENIED, FROZEN),
    both("I-09", "another key for a payout", "UPDATE payments_payout SET idempotency_key = gen_random_uuid() WHERE id = {payout}", FROZEN),
    Attack("I-09", "forget a payout", "DELETE FROM payments_payout WHERE id = {paid_payout}", DENIED, FROZEN),
]
LEDGER = [
    both("I-10", "capture with half its legs", booking(("debit_account", 1000, 0)), CHECK),
    both("I-10", "one leg more on a finished booking", "INSERT INTO payments_ledgerentry (transaction_id, account_id, debit_rupiah, credit_rupiah) VALUES ({booking}, {bank_account}, 5, 0)", CHECK),
    both("I-11", "a booking without legs", booking(), CHECK),
    both("I-11", "off by one rupiah", booking(("debit_account", 1000, 0), ("escrow", 0, 999)), CHECK),
    both("I-11", "two debits", booking(("debit_account", 1000, 0), ("bank_account", 1000, 0)), CHECK),
    *history("I-12", "payments_ledgerentry", "id = {entry}", "credit_rupiah = credit_rupiah + 1"),
    *history("I-12", "payments_ledgertransaction", "id = {booking}", "kind = 'payout'"),
    emptied("I-12", "payments_ledgerentry"),
    emptied("I-12", "payments_ledgertransaction"),
    Attack("I-12", "write a balance by hand", "UPDATE payments_ledgeraccount SET balance_rupiah = 10 WHERE id = {payable}", DENIED, None),
    Attack("I-12", "remove an account", "DELETE FROM payments_ledgeraccount WHERE id = {payable}", DENIED, FOREIGN),
    both("I-13", "book the same event again", booking(("debit_account", 1000, 0), ("escrow", 0, 1000), ref="capture-{captured_claim}"), UNIQUE),
    both("I-14", "an entry of nothing", booking(("debit_account", 0, 0), ("escrow", 0, 0)), CHECK),
    both("I-14", "a negative entry", booking(("debit_account", -5, 0), ("escrow", 0, -5)), CHECK),
    both("I-14", "debit and credit at once", booking(("debit_account", 5, 5), ("escrow", 5, 5)), CHECK),
    both("I-14", "more than 2^53", booking(("debit_account", 2**53 + 1, 0), ("escrow", 0, 2**53 + 1)), CHECK),
    both("I-14", "a price of nothing", "UPDATE catalog_sku SET price_rupiah = 0 WHERE id = {sku}", CHECK),
    both("I-14", "a price with cents", "UPDATE catalog_sku SET price_rupiah = '1.5' WHERE id = {sku}", TEXT),
    both("I-14", "a price as 1e9", "UPDATE catalog_sku SET price_rupiah = '1e9' WHERE id = {sku}", TEXT),
    both("I-14", "a price that is no number", "UPDATE catalog_sku SET price_rupiah = 'NaN'::float8 WHERE id = {sku}", RANGE),
    both("I-16", "owe less than nothing", booking(("payable", 10**12, 0), ("bank_account", 0, 10**12)), CHECK),
    both("I-16", "pay out without claims", "INSERT INTO payments_payout (batch_id, vendor_id, amount_rupiah, status, idempotency_key, attempts, bank_reference, failure_reason) VALUES ({batch}, {other_vendor}, 1000, 'intended', gen_random_uuid(), 0, '', '')", CHECK),
    both("I-16", "pay out a little more", "UPDATE payments_payout SET amount_rupiah = amount_rupiah + 1 WHERE id = {payout}", FROZEN),
    both("I-16", "shrink a settlement line", "UPDATE payments_settlementline SET amount_rupiah = amount_rupiah - 1 WHERE payout_id = {payout}", CHECK),
    both("I-16", "a claim in two payouts", "INSERT INTO payments_settlementline (payout_id, claim_id, amount_rupiah, void) VALUES ({payout}, {settled_claim}, 1, false)", UNIQUE),
    both("I-16", "paid without the bank's word", "UPDATE payments_payout SET status = 'paid', bank_reference = '' WHERE id = {payout}", CHECK),
    both("I-16", "two payouts of one batch to one vendor", copied("payments_payout", "paid_payout", {"idempotency_key": "gen_random_uuid()"}), UNIQUE),
]
STEPS = [
    Attack("I-18", "add a step to the law", "INSERT INTO core_transition (machine, from_status, to_status) VALUES ('order', 'submitted', 'settled')", DENIED, None),
    both("I-18", "an order born approved", order_like("submitted", status="'approved'", approved_by_id="{budi}"), CHECK),
    both("I-19", "revive a settled claim", "UPDATE fulfilment_claim SET status = 'open' WHERE id = {settled_claim}", CHECK),
    both("I-19", "revive a captured charge", "UPDATE payments_cardpayment SET status = 'pending' WHERE id = {captured}", CHECK),
    both("I-19", "revive a paid payout", "UPDATE payments_payout SET status = 'intended' WHERE id = {paid_payout}", CHECK),
    Attack("I-19", "remove an order", "DELETE FROM orders_purchaseorder WHERE id = {issued}", DENIED, FROZEN),
    Attack("I-20", "invent an order's step", "INSERT INTO orders_statuschange (order_id, from_status, to_status, reason, changed_at, txid) VALUES ({issued}, 'issued', 'accepted', '', now(), 1)", DENIED, None),
    Attack("I-20", "invent a vendor's step", "INSERT INTO vendors_vendorstatuschange (vendor_id, from_status, to_status, reason, changed_at, txid) VALUES ({vendor}, 'approved', 'suspended', '', now(), 1)", DENIED, None),
    *history("I-20", "orders_statuschange", "id = {step}", "reason = 'lain'"),
    *history("I-20", "vendors_vendorstatuschange", "id = {vendor_step}", "reason = 'lain'"),
    emptied("I-20", "orders_statuschange"),
]
TRAIL = [
    *history("I-21", "core_auditevent", "id = {audit_line}", "reason = 'lain'"),
    both("I-21", "give a sealed line another place", "UPDATE core_auditevent SET position = position + 1000 WHERE id = {audit_line}", FROZEN),
    both("I-21", "give a sealed line another hash", "UPDATE core_auditevent SET hash = repeat('0', 64) WHERE id = {audit_line}", FROZEN),
    emptied("I-21", "core_auditevent"),
    *history("I-22", "core_outboxevent", "id = {event}", "name = 'lain'"),
    emptied("I-22", "core_outboxevent"),
    both("I-22", "deliver an event twice", copied("core_delivery", "delivery", {"state": "'pending'"}), UNIQUE),
    both("I-22", "tell somebody twice", copied("notices_notice", "notice", {"kind": "'lain'"}), UNIQUE),
]
PEOPLE = [
    both("I-23", "order from a suspended vendor", order_like("submitted", vendor_id="{suspended}"), CHECK),
    both("I-23", "order from an unjudged vendor", order_like("submitted", vendor_id="{draft_vendor}"), CHECK),
    both("I-23", "order from a medium business in Bela", order_like("submitted", vendor_id="{medium}"), CHECK),
    both("I-23", "approve an order of a suspended vendor", update_order("waiting", "status = 'approved', approved_by_id = {budi}"), CHECK),
    both("I-23", "move an order to another vendor", update_order("returned", "vendor_id = {other_vendor}"), FROZEN),
    both("I-23", "approve a vendor nobody judged", "UPDATE vendors_vendor SET status = 'approved' WHERE id = {draft_vendor}", CHECK),
    both("I-23", "forget who judged", "UPDATE vendors_vendor SET approved_by_id = NULL WHERE id = {vendor}", CHECK),
    both("I-25", "spend another agency's plan", order_like("submitted", plan_package_id="{other_package}"), FOREIGN),
    both("I-25", "switch to another agency's plan", update_order("submitted", "plan_package_id = {other_package}"), FOREIGN),
    both("I-25", "order for a foreign agency", order_like("submitted", created_by_id="{dedi}"), CHECK),
    both("I-25", "name a foreign PPK", order_like("submitted", commitment_officer_id="{foreign_ppk}"), CHECK),
    both("I-25", "switch to a foreign PPK", update_order("submitted", "commitment_officer_id = {foreign_ppk}"), CHECK),
    both("I-25", "switch the agency", update_order("submitted", "agency_id = agency_id + 1"), FROZEN),
    both("I-25", "another vendor's product", new_line("other_sku", "vendor", "1000000"), FOREIGN),
    both("I-25", "another vendor's line", new_line("other_sku", "other_vendor", "1000000"), FOREIGN),
    both("I-26", "approve one's own order", update_order("submitted", "status = 'approved', approved_by_id = {ani}"), CHECK),
    both("I-26", "name oneself as PPK", update_order("submitted", "commitment_officer_id = {ani}"), CHECK),
    both("I-26", "approve in a colleague's place", update_order("submitted", "status = 'approved', approved_by_id = {rival}"), CHECK),
    both("I-26", "approved by nobody", update_order("submitted", "status = 'approved'"), CHECK),
    both("I-26", "say that another approved", update_order("issued", "approved_by_id = {rival}"), FROZEN),
    both("I-26", "say that another was asked", update_order("issued", "commitment_officer_id = {rival}"), FROZEN),
    both("I-26", "forget who approved", update_order("issued", "approved_by_id = NULL"), FROZEN),
    both("I-26", "say that another ordered", update_order("issued", "created_by_id = {eka}"), FROZEN),
    both("I-26", "judge one's own shop", "UPDATE vendors_vendor SET approved_by_id = owner_id WHERE id = {vendor}", CHECK),
    both("I-26", "sign for both sides", "UPDATE fulfilment_handover SET vendor_signed_by_id = buyer_signed_by_id, vendor_signed_at = now() WHERE order_id = {received}", CHECK),
]
CLAIMS = [
    both("I-35", "claim one rupiah more", copied("fulfilment_claim", "open_claim", {"number": "'TGH-1'", "public_id": "gen_random_uuid()", "amount_rupiah": "1", "vat_rupiah": "0", "pph22_rupiah": "0"}), CHECK),
    both("I-35", "claim before the handover", copied("fulfilment_claim", "open_claim", {"number": "'TGH-1'", "public_id": "gen_random_uuid()", "order_id": "{issued}"}), CHECK),
    both("I-35", "claim under another cap", copied("fulfilment_claim", "open_claim", {"number": "'TGH-1'", "public_id": "gen_random_uuid()", "amount_rupiah": "1", "vat_rupiah": "0", "pph22_rupiah": "0", "cap_rupiah": "{cap} * 2"}), CHECK),
    both("I-35", "raise an open claim", "UPDATE fulfilment_claim SET amount_rupiah = amount_rupiah + 1 WHERE id = {open_claim}", FROZEN),
    both("I-35", "shift the tax of a claim", "UPDATE fulfilment_claim SET vat_rupiah = 0 WHERE id = {open_claim}", FROZEN),
    both("I-35", "move a claim to another order", "UPDATE fulfilment_claim SET order_id = {issued} WHERE id = {open_claim}", FROZEN),
    Attack("I-35", "remove a claim", "DELETE FROM fulfilment_claim WHERE id = {open_claim}", DENIED, FROZEN),
]
# fmt: on
ATTACKS = [*STOCK, *CAP, *SEEN, *CHARGES, *LEDGER, *STEPS, *TRAIL, *PEOPLE, *CLAIMS]
