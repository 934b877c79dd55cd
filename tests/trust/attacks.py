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


def charge(
    claim: str, *, amount: str = "amount_rupiah", purpose: str = "", kind: str = "'charge'"
) -> str:
    """INSERT an instruction and the charge of a claim that it is for."""
    purpose = purpose or f"'claim-{{{claim}}}'"
    return (
        "WITH asked AS (INSERT INTO payments_bankinstruction (kind, purpose, amount_rupiah,"
        " idempotency_key, request, destination, created_at, status, attempts, failures, last_error,"
        f" trouble, reopened) SELECT {kind}, {purpose}, {amount}, gen_random_uuid(), 'x', 'x', now(),"
        f" 'intended', 0, 0, '', '', false FROM fulfilment_claim WHERE id = {{{claim}}}"
        " RETURNING id, amount_rupiah) INSERT INTO payments_cardpayment (instruction_id,"
        " amount_rupiah, claim_id, card_id, cap_rupiah, requested_by_id, requested_at)"
        f" SELECT asked.id, asked.amount_rupiah, c.id, {{card}}, c.cap_rupiah, {{fajar}}, now()"
        f" FROM asked, fulfilment_claim c WHERE c.id = {{{claim}}}"
    )


def payout(batch: str, vendor: str) -> str:
    """INSERT an instruction and a payout that pays no claim."""
    return (
        "INSERT INTO payments_bankinstruction (kind, purpose, amount_rupiah, idempotency_key, request,"
        " destination, created_at, status, attempts, failures, last_error, trouble, reopened) VALUES"
        f" ('payout', 'payout-{{{batch}}}-{{{vendor}}}', 1000, gen_random_uuid(), 'x', 'x', now(),"
        " 'intended', 0, 0, '', '', false); INSERT INTO payments_payout (instruction_id,"
        f" amount_rupiah, batch_id, vendor_id) SELECT id, 1000, {{{batch}}}, {{{vendor}}}"
        f" FROM payments_bankinstruction WHERE purpose = 'payout-{{{batch}}}-{{{vendor}}}'"
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


def member(vendor: str, person: str, role: str) -> str:
    return (
        "INSERT INTO vendors_vendormembership (user_id, vendor_id, role, since, granted_by_id)"
        f" VALUES ({person}, {{{vendor}}}, '{role}', now(), {{citra}})"
    )


APPROVE = update_order("submitted", "status = 'approved', approved_by_id = {budi}")
OWNER = "vendor_id = {vendor} AND role = 'owner'"


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
    both("I-04", "bind a submitted order by one rule more", "INSERT INTO orders_orderrule (order_id, rule_id, code, value) SELECT {submitted}, id, code, value FROM core_rule WHERE code = 'R-SIZE-1-SALES-MICRO'", FROZEN),
    both("I-04", "bind a draft by another value", order_like("submitted") + "; INSERT INTO orders_orderrule (order_id, rule_id, code, value) SELECT currval(pg_get_serial_sequence('orders_purchaseorder', 'id')), id, code, value * 2 FROM core_rule WHERE id = {cap_rule}", CHECK),
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
    both("I-07", "a second live instruction for a claim", copied("payments_bankinstruction", "live_instruction", {"idempotency_key": "gen_random_uuid()"}), UNIQUE),
    both("I-07", "an instruction born answered", copied("payments_bankinstruction", "live_instruction", {"status": "'answered'", "answer_id": "{success}", "purpose": "'claim-{open_claim}'", "idempotency_key": "gen_random_uuid()"}), CHECK),
    both("I-07", "an instruction for nothing", copied("payments_bankinstruction", "live_instruction", {"purpose": "'claim-{open_claim}'", "idempotency_key": "gen_random_uuid()"}), CHECK),
    both("I-07", "charge a paid claim", charge("captured_claim"), UNIQUE),
    both("I-07", "charge another sum", charge("open_claim", amount="amount_rupiah - 1"), CHECK),
    both("I-07", "charge for one claim, ask for another", charge("open_claim", purpose="'claim-0'"), CHECK),
    both("I-07", "charge as a payout", charge("open_claim", kind="'payout'"), CHECK),
    Attack("I-07", "move a charge to another claim", "UPDATE payments_cardpayment SET claim_id = {open_claim} WHERE id = {live}", DENIED, FROZEN),
    both("I-07", "look away from a declined one that was paid", "UPDATE payments_bankinstruction SET reopened = true WHERE id = {live_instruction};" + copied("payments_bankinstruction", "live_instruction", {"idempotency_key": "gen_random_uuid()", "reopened": "false"}), UNIQUE),
    both("I-08", "the same key again", "INSERT INTO core_idempotencykey (actor_id, key, request_hash) VALUES ({ani}, 'kunci-1', 'b')", UNIQUE),
    *(both("I-09", f"change the {column} of an instruction", f"UPDATE payments_bankinstruction SET {column} = {value} WHERE id = {{{row}}}", FROZEN)
      for row in ("live_instruction", "payout_instruction")
      for column, value in (("kind", "'refund'"), ("purpose", "'claim-0'"), ("amount_rupiah", "amount_rupiah - 1"), ("idempotency_key", "gen_random_uuid()"), ("request", "'{{}}'"), ("destination", "'014 lain'"), ("created_at", "now()"))),
    both("I-09", "succeeded without the bank's word", "UPDATE payments_bankinstruction SET status = 'answered' WHERE id = {live_instruction}", CHECK),
    both("I-09", "answered by a word about another one", "UPDATE payments_bankinstruction SET status = 'answered', answer_id = {foreign_word} WHERE id = {live_instruction}", CHECK),
    both("I-09", "answered with another sum", "UPDATE payments_bankinstruction SET status = 'answered', answer_id = {wrong_sum} WHERE id = {live_instruction}", CHECK),
    both("I-09", "a success out of a refusal", "UPDATE payments_bankinstruction SET status = 'answered', answer_id = {decline} WHERE id = {live_instruction}; UPDATE payments_bankinstruction SET status = 'succeeded' WHERE id = {live_instruction}", CHECK),
    both("I-09", "parked without a reason", "UPDATE payments_bankinstruction SET status = 'needs_person' WHERE id = {live_instruction}", CHECK),
    both("I-09", "exchange the word that ended one", "UPDATE payments_bankinstruction SET answer_id = NULL WHERE id = {succeeded_instruction}", FROZEN),
    both("I-09", "one key for two", copied("payments_bankinstruction", "live_instruction", {"purpose": "'claim-{open_claim}'"}), UNIQUE),
    Attack("I-09", "forget an instruction", "DELETE FROM payments_bankinstruction WHERE id = {live_instruction}", DENIED, FROZEN),
    Attack("I-09", "forget a charge", "DELETE FROM payments_cardpayment WHERE id = {live}", DENIED, FROZEN),
    Attack("I-09", "another card", "UPDATE payments_cardpayment SET card_id = card_id + 1 WHERE id = {live}", DENIED, FROZEN),
    Attack("I-09", "forget a payout", "DELETE FROM payments_payout WHERE id = {paid_payout}", DENIED, FROZEN),
    both("I-09", "another instruction for a payout", "UPDATE payments_payout SET instruction_id = {live_instruction} WHERE id = {payout}", FROZEN),
    *history("I-09", "payments_bankanswer", "id = {success}", "amount_rupiah = 1"),
    emptied("I-09", "payments_bankanswer"),
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
    both("I-16", "pay out without claims", payout("batch", "other_vendor"), CHECK),
    both("I-16", "pay out a little more", "UPDATE payments_payout SET amount_rupiah = amount_rupiah + 1 WHERE id = {payout}", FROZEN),
    both("I-16", "shrink a settlement line", "UPDATE payments_settlementline SET amount_rupiah = amount_rupiah - 1 WHERE payout_id = {payout}", FROZEN),
    both("I-16", "a claim in two payouts", "INSERT INTO payments_settlementline (payout_id, claim_id, amount_rupiah, void) VALUES ({payout}, {settled_claim}, 1, false)", UNIQUE),
    Attack("I-16", "forget what a payout pays", "DELETE FROM payments_settlementline WHERE payout_id = {payout}", DENIED, FROZEN),
    both("I-16", "two payouts of one batch to one vendor", copied("payments_payout", "paid_payout", {"retry_at": "NULL"}), CHECK),
]
STEPS = [
    Attack("I-18", "add a step to the law", "INSERT INTO core_transition (machine, from_status, to_status) VALUES ('order', 'submitted', 'settled')", DENIED, None),
    both("I-18", "an order born approved", order_like("submitted", status="'approved'", approved_by_id="{budi}"), CHECK),
    both("I-19", "revive a settled claim", "UPDATE fulfilment_claim SET status = 'open' WHERE id = {settled_claim}", CHECK),
    both("I-19", "revive a finished instruction", "UPDATE payments_bankinstruction SET status = 'pending' WHERE id = {succeeded_instruction}", CHECK),
    both("I-19", "take a success back", "UPDATE payments_bankinstruction SET status = 'needs_person', trouble = 'held' WHERE id = {succeeded_instruction}", CHECK),
    Attack("I-19", "remove an order", "DELETE FROM orders_purchaseorder WHERE id = {issued}", DENIED, FROZEN),
    Attack("I-20", "invent an order's step", "INSERT INTO orders_statuschange (order_id, from_status, to_status, reason, changed_at, txid) VALUES ({issued}, 'issued', 'accepted', '', now(), 1)", DENIED, None),
    Attack("I-20", "invent a vendor's step", "INSERT INTO vendors_vendorstatuschange (vendor_id, from_status, to_status, reason, changed_at, txid) VALUES ({vendor}, 'approved', 'suspended', '', now(), 1)", DENIED, None),
    *history("I-20", "orders_statuschange", "id = {step}", "reason = 'lain'"),
    *history("I-20", "vendors_vendorstatuschange", "id = {vendor_step}", "reason = 'lain'"),
    emptied("I-20", "orders_statuschange"),
    both("I-20", "change a role that was given", f"UPDATE vendors_vendormembership SET role = 'finance' WHERE {OWNER}", FROZEN),
    both("I-20", "give a role to somebody else", f"UPDATE vendors_vendormembership SET user_id = {{dedi}} WHERE {OWNER}", FROZEN),
    both("I-20", "revive a role that ended", "UPDATE vendors_vendormembership SET until = NULL, ended_by_id = NULL WHERE id = {ended_role}", FROZEN),
    Attack("I-20", "forget who acted", "DELETE FROM vendors_vendormembership WHERE id = {ended_role}", DENIED, FROZEN),
    emptied("I-20", "vendors_vendormembership"),
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
    both("I-23", "leave a shop without an owner", f"UPDATE vendors_vendormembership SET until = now(), ended_by_id = {{citra}} WHERE {OWNER}", CHECK),
    both("I-23", "a role nobody knows", member("vendor", "{dedi}", "boss"), CHECK),
    both("I-23", "the same role twice", member("vendor", "{citra}", "owner"), UNIQUE),
    both("I-23", "order from a suspended vendor", order_like("submitted", vendor_id="{suspended}"), CHECK),
    both("I-23", "order from an unjudged vendor", order_like("submitted", vendor_id="{draft_vendor}"), CHECK),
    both("I-23", "order from a medium business in Bela", order_like("submitted", vendor_id="{medium}"), CHECK),
    both("I-23", "approve an order of a suspended vendor", update_order("waiting", "status = 'approved', approved_by_id = {budi}"), CHECK),
    both("I-23", "approve goods that were taken off sale", "UPDATE catalog_sku SET active = false WHERE id = {sku};" + APPROVE, CHECK),
    both("I-23", "approve goods that were taken down", "UPDATE catalog_product SET status = 'unpublished' WHERE id = {product};" + APPROVE, CHECK),
    both("I-25", "approve under a package of another year", "UPDATE budget_planpackage SET fiscal_year = fiscal_year - 1 WHERE id = {package};" + APPROVE, CHECK),
    both("I-25", "approve an order whose money is not held", "UPDATE budget_budgetreservation SET amount_rupiah = amount_rupiah - 1 WHERE order_ref = (SELECT public_id FROM orders_purchaseorder WHERE id = {submitted});" + APPROVE, CHECK),
    both("I-25", "approve by a PPK who lost the role", "UPDATE accounts_membership SET active = false WHERE user_id = {budi};" + APPROVE, CHECK),
    both("I-04", "approve goods needed long ago", update_order("submitted", "deliver_by = '2000-01-01', status = 'approved', approved_by_id = {budi}"), CHECK),
    both("I-04", "pass the officer's authority", order_like("submitted", channel="'katalog_lokal'", cap_rupiah="NULL", rule_id="NULL", goods_rupiah="300000000", freight_rupiah="0", vat_rupiah="0", pph22_rupiah="0", gross_rupiah="300000000") + "; INSERT INTO budget_budgetreservation (package_id, order_ref, amount_rupiah, realised_rupiah, spent_rupiah, state) SELECT plan_package_id, public_id, gross_rupiah, 0, 0, 'held' FROM orders_purchaseorder WHERE number = 'BELA-2026-900001'; UPDATE orders_purchaseorder SET status = 'submitted' WHERE number = 'BELA-2026-900001'", CHECK),
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
    both("I-26", "judge one's own shop", "UPDATE vendors_vendor SET approved_by_id = {citra} WHERE id = {vendor}", CHECK),
    both("I-26", "join the shop one judged", member("vendor", "{joko}", "staff"), CHECK),
    both("I-26", "approve an order of one's own shop", member("vendor", "{budi}", "finance") + ";" + update_order("submitted", "status = 'approved', approved_by_id = {budi}"), CHECK),
    both("I-26", "have an order approved after joining the shop", member("vendor", "{ani}", "staff") + ";" + update_order("submitted", "status = 'approved', approved_by_id = {budi}"), CHECK),
    both("I-26", "submit again to one's own shop", member("vendor", "{ani}", "staff") + ";" + update_order("returned", "status = 'submitted'"), CHECK),
    both("I-26", "name a PPK of the shop", member("vendor", "{rival}", "staff") + ";" + update_order("submitted", "commitment_officer_id = {rival}"), CHECK),
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
    both("I-35", "spend plan money nothing was received for", "UPDATE budget_budgetreservation SET spent_rupiah = amount_rupiah WHERE order_ref = (SELECT public_id FROM orders_purchaseorder WHERE id = {part_order})", CHECK),
]
# fmt: on
ATTACKS = [*STOCK, *CAP, *SEEN, *CHARGES, *LEDGER, *STEPS, *TRAIL, *PEOPLE, *CLAIMS, *PARTS]
