"""What must hold about charges, the ledger and payouts."""

from marketplace.core.invariants import allowed, guards, invariant, query

guards("I-07", "at most one live charge per claim", "one_live_card_payment")
query(
    "I-07",
    "",
    "SELECT 1 FROM payments_cardpayment WHERE status <> 'failed' "
    "GROUP BY claim_id HAVING count(*) > 1",
)
guards("I-09", "a card is charged at most once per claim (our side)", "charge_new", "charge_steps")
guards("I-09", "", "charge_kept", "captured_payment_has_a_bank_reference")
query(
    "I-09",
    "",
    "SELECT 1 FROM payments_cardpayment WHERE status = 'captured' "
    "GROUP BY bank_reference HAVING count(*) > 1",
)
query(
    "I-09",
    "",
    "SELECT 1 FROM fulfilment_claim c LEFT JOIN payments_cardpayment p "
    "ON p.claim_id = c.id AND p.status = 'captured' WHERE c.status <> 'open' AND p.id IS NULL",
)
query(
    "I-10",
    "captured = booked, to the rupiah",
    "SELECT 1 FROM (SELECT claim_id, sum(amount_rupiah) AS total FROM payments_cardpayment "
    "WHERE status = 'captured' GROUP BY claim_id) paid FULL JOIN (SELECT t.claim_id, "
    "sum(e.debit_rupiah) AS total FROM payments_ledgertransaction t "
    "JOIN payments_ledgerentry e ON e.transaction_id = t.id WHERE t.kind = 'capture' "
    "GROUP BY t.claim_id) booked ON booked.claim_id = paid.claim_id "
    "WHERE paid.total IS DISTINCT FROM booked.total",
)
guards("I-11", "each booking has two legs or more and adds up to zero", "ledger_entry_balanced")
guards("I-11", "", "ledger_transaction_balanced", "ledger_balance_moves")
query(
    "I-11",
    "",
    "SELECT 1 FROM payments_ledgertransaction t LEFT JOIN payments_ledgerentry e "
    "ON e.transaction_id = t.id GROUP BY t.id "
    "HAVING count(e.id) < 2 OR sum(e.debit_rupiah - e.credit_rupiah) <> 0",
)
query(
    "I-11",
    "",
    "SELECT 1 FROM payments_ledgeraccount a LEFT JOIN payments_ledgerentry e "
    "ON e.account_id = a.id GROUP BY a.id HAVING a.balance_rupiah <> coalesce(sum("
    "CASE WHEN a.kind IN ('bank', 'card_receivable', 'mdr_clearing', 'vendor_receivable') "
    "THEN e.debit_rupiah - e.credit_rupiah ELSE e.credit_rupiah - e.debit_rupiah END), 0)",
)
guards("I-12", "the ledger is append-only", "ledger_transaction_frozen", "ledger_entry_frozen")
guards("I-12", "", "ledger_transaction_kept", "ledger_entry_kept", "callback_frozen")


@invariant("I-12")
def ledger_writable() -> int:
    """The application's role can add to the ledger and do nothing else to it."""
    return allowed(
        *(
            (table, right)
            for table in ("payments_ledgertransaction", "payments_ledgerentry")
            for right in ("UPDATE", "DELETE", "TRUNCATE")
        ),
        ("payments_ledgeraccount", "UPDATE"),
        ("payments_ledgeraccount", "DELETE"),
    )


guards("I-13", "one booking per business event", "payments_ledgertransaction_ref_key")
query(
    "I-13",
    "",
    "SELECT 1 FROM payments_ledgertransaction WHERE kind IN ('capture', 'release') "
    "GROUP BY kind, claim_id HAVING count(*) > 1",
)
guards("I-14", "", "entry_is_a_debit_or_a_credit", "card_payment_within_cap", "payout_positive")
guards("I-16", "payouts equal what is owed; nothing is negative", "account_never_negative")
guards("I-16", "", "payout_adds_up", "settlement_line_adds_up", "one_payout_per_vendor_and_batch")
query("I-16", "", "SELECT 1 FROM payments_ledgeraccount WHERE balance_rupiah < 0")
query(
    "I-16",
    "",
    "SELECT 1 FROM payments_payout p LEFT JOIN payments_settlementline l ON l.payout_id = p.id "
    "GROUP BY p.id HAVING p.amount_rupiah <> coalesce(sum(l.amount_rupiah), 0)",
)
query(
    "I-16",
    "",
    "SELECT 1 FROM (SELECT vendor_id, sum(amount_rupiah) AS total FROM payments_payout "
    "WHERE status = 'paid' GROUP BY vendor_id) paid FULL JOIN (SELECT a.vendor_id, "
    "sum(e.debit_rupiah) AS total FROM payments_ledgerentry e "
    "JOIN payments_ledgeraccount a ON a.id = e.account_id AND a.kind = 'vendor_payable' "
    "JOIN payments_ledgertransaction t ON t.id = e.transaction_id AND t.kind = 'payout' "
    "GROUP BY a.vendor_id) booked ON booked.vendor_id = paid.vendor_id "
    "WHERE paid.total IS DISTINCT FROM booked.total",
)
guards("I-18", "", "charge_steps", "payout_steps")
