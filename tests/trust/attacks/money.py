"""Attacks on charges, the bank's words, the ledger and payouts."""

# ruff: noqa: E501, S608 - a table is read across; every statement here is meant to be forged

from tests.trust.attacks.attack import (
    CHECK,
    DENIED,
    FOREIGN,
    FROZEN,
    RANGE,
    TEXT,
    UNIQUE,
    Attack,
    both,
    copied,
    emptied,
    history,
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


# fmt: off
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
    both("I-09", "exchange the word that named the bank's fee", "UPDATE payments_bankinstruction SET trouble = 'credit_unknown' WHERE id = {succeeded_instruction}; UPDATE payments_bankinstruction SET answer_id = NULL WHERE id = {succeeded_instruction}", FROZEN),
    both("I-09", "another end for a finished instruction", "UPDATE payments_bankinstruction SET finished_at = now() WHERE id = {succeeded_instruction}", FROZEN),
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
    both("I-16", "call a line of a payout void", "UPDATE payments_settlementline SET void = true WHERE payout_id = {paid_payout}", FROZEN),
    both("I-16", "call a line void before the bank has spoken", "UPDATE payments_settlementline SET void = true WHERE payout_id = {payout}", FROZEN),
    Attack("I-16", "another day for a batch", "UPDATE payments_settlementbatch SET opened_at = now() WHERE id = {batch}", DENIED, FROZEN),
    Attack("I-16", "forget what a payout pays", "DELETE FROM payments_settlementline WHERE payout_id = {payout}", DENIED, FROZEN),
    both("I-16", "two payouts of one batch to one vendor", copied("payments_payout", "paid_payout", {"retry_at": "NULL"}), CHECK),
]
# fmt: on
