"""Attacks on the steps of every machine, and on the trail that they leave."""

# ruff: noqa: E501, S608 - a table is read across; every statement here is meant to be forged

from tests.trust.attacks.attack import (
    CHECK,
    DENIED,
    FROZEN,
    UNIQUE,
    Attack,
    both,
    copied,
    emptied,
    history,
)
from tests.trust.attacks.orders import order_like
from tests.trust.attacks.people import OWNER

PAPER = "id = {letter}"

# fmt: off
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
    *history("I-21", "documents_issueddocument", PAPER, "amount_rupiah = amount_rupiah + 46000000"),
    Attack("I-21", "another content under a paper's number", f"UPDATE documents_issueddocument SET data = '{{{{}}}}' WHERE {PAPER}", DENIED, FROZEN),
    Attack("I-21", "another hash for a paper", f"UPDATE documents_issueddocument SET content_sha256 = repeat('a', 64) WHERE {PAPER}", DENIED, FROZEN),
    both("I-21", "a PDF that no line of the trail names", f"UPDATE documents_issueddocument SET file_id = (SELECT max(id) FROM core_privatefile) WHERE {PAPER}", CHECK),
    both("I-21", "a paper that no line of the trail names", copied("documents_issueddocument", "letter", {"number": "'SP-2026-999999'", "token": "repeat('t', 24)"}), CHECK),
    emptied("I-21", "documents_issueddocument"),
    *history("I-21", "core_privatefile", "id = (SELECT max(id) FROM core_privatefile)", "sha256 = repeat('a', 64)"),
    both("I-21", "turn a series back", "UPDATE core_numberseries SET last = last - 1 WHERE name LIKE 'SP-%'", FROZEN),
    both("I-21", "let a series stand still", "UPDATE core_numberseries SET last = last WHERE name LIKE 'SP-%'", FROZEN),
    Attack("I-21", "forget a series", "DELETE FROM core_numberseries WHERE name LIKE 'SP-%'", DENIED, FROZEN),
    both("I-22", "deliver an event twice", copied("core_delivery", "delivery", {"state": "'pending'"}), UNIQUE),
    both("I-22", "tell somebody twice", copied("notices_notice", "notice", {"kind": "'lain'"}), UNIQUE),
]
# fmt: on
