"""What must hold about instructions to the bank, the ledger and payouts."""

from marketplace.core.invariants import allowed, guards, invariant, query

SUCCEEDED_CHARGES = (
    "payments_cardpayment p JOIN payments_bankinstruction i "
    "ON i.id = p.instruction_id AND i.status = 'succeeded'"
)

guards(
    "I-07",
    "at most one live instruction per claim",
    "one_live_instruction",
    "instruction_new",
    "instruction_has_purpose",
)
query(
    "I-07",
    "",
    "SELECT 1 FROM payments_bankinstruction WHERE status <> 'declined' AND NOT reopened "
    "GROUP BY purpose HAVING count(*) > 1",
)
guards("I-09", "a card is charged at most once per claim (our side)", "charge_new", "charge_kept")
guards("I-09", "", "instruction_steps", "instruction_words", "instruction_kept", "payout_new")
guards("I-09", "", "instruction_ends_by_the_banks_word", "answer_frozen", "answer_kept")
query(
    "I-09",
    "",
    f"SELECT 1 FROM {SUCCEEDED_CHARGES} JOIN payments_bankanswer a "  # noqa: S608 - ours
    "ON a.id = i.answer_id GROUP BY a.bank_reference HAVING count(*) > 1",
)
query(
    "I-09",
    "",
    f"SELECT 1 FROM fulfilment_claim c LEFT JOIN ({SUCCEEDED_CHARGES}) "  # noqa: S608 - ours
    "ON p.claim_id = c.id WHERE c.status <> 'open' AND p.id IS NULL",
)
guards("I-16", "", "settlement_line_void", "batch_frozen")
query(
    "I-16",
    "",
    # Each claim that was paid out and from which tax was withheld has its slip.
    "SELECT 1 FROM payments_settlementline l JOIN payments_payout p ON p.id = l.payout_id "
    "JOIN payments_bankinstruction i ON i.id = p.instruction_id AND i.status = 'succeeded' "
    "JOIN fulfilment_claim c ON c.id = l.claim_id AND c.vat_rupiah + c.pph22_rupiah > 0 "
    "LEFT JOIN documents_issueddocument d ON d.subject_type = 'orders.purchaseorder' "
    "AND d.subject_id = c.order_id AND d.kind = 'withholding-slip' "
    "GROUP BY c.order_id HAVING count(DISTINCT d.id) < count(DISTINCT c.id)",
)
query(
    "I-10",
    "captured = booked, to the rupiah",
    "SELECT 1 FROM (SELECT p.claim_id, sum(p.amount_rupiah) AS total "  # noqa: S608 - ours
    f"FROM {SUCCEEDED_CHARGES} GROUP BY p.claim_id) paid FULL JOIN (SELECT t.claim_id, "
    "sum(e.debit_rupiah) AS total FROM payments_ledgertransaction t "
    "JOIN payments_ledgerentry e ON e.transaction_id = t.id WHERE t.kind = 'capture' "
    "GROUP BY t.claim_id) booked ON booked.claim_id = paid.claim_id "
    "WHERE paid.total IS DISTINCT FROM booked.total",
)
query(
    "I-10",
    "",
    "SELECT 1 FROM payments_ledgertransaction t JOIN payments_ledgerentry e "  # noqa: S608 - ours
    "ON e.transaction_id = t.id JOIN payments_ledgeraccount l ON l.id = e.account_id "
    f"AND l.kind = 'bank' LEFT JOIN ({SUCCEEDED_CHARGES}) ON p.claim_id = t.claim_id "
    "LEFT JOIN payments_bankanswer a ON a.id = i.answer_id WHERE t.kind = 'bank_paid' AND "
    "e.debit_rupiah IS DISTINCT FROM coalesce(a.net_rupiah, p.amount_rupiah - a.mdr_rupiah)",
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
guards("I-30", "a repeated message of the bank is taken once", "a_notice_is_taken_once")


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
guards("I-16", "", "payout_columns", "payout_kept", "settlement_line_columns")
guards("I-17", "a claim is paid out once", "a_claim_is_settled_once", "settlement_line_kept")
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
    "SELECT 1 FROM (SELECT vendor_id, sum(p.amount_rupiah) AS total FROM payments_payout p "
    "JOIN payments_bankinstruction i ON i.id = p.instruction_id AND i.status = 'succeeded' "
    "GROUP BY vendor_id) paid FULL JOIN (SELECT a.vendor_id, "
    "sum(e.debit_rupiah) AS total FROM payments_ledgerentry e "
    "JOIN payments_ledgeraccount a ON a.id = e.account_id AND a.kind = 'vendor_payable' "
    "JOIN payments_ledgertransaction t ON t.id = e.transaction_id AND t.kind = 'payout' "
    "GROUP BY a.vendor_id) booked ON booked.vendor_id = paid.vendor_id "
    "WHERE paid.total IS DISTINCT FROM booked.total",
)
guards("I-18", "", "instruction_steps")
guards("I-16", "", "member_split_adds_up", "release_names_its_makers", "member_share_guard")
guards("I-16", "", "member_split_frozen", "member_share_frozen", "member_payment_adds_up")
guards("I-16", "", "member_payment_frozen", "member_payment_item_frozen")
guards("I-16", "", "member_payment_item_guard")
query(
    "I-16",
    "",
    # What is the members' and the cooperative's is the net of the claim, each part its share.
    "SELECT 1 FROM payments_membersplit s WHERE NOT payments_split_is_right(s)",
)
query(
    "I-16",
    "",
    # Each released claim for goods with makers says whose it is.
    "SELECT 1 FROM payments_ledgertransaction t WHERE t.kind = 'release' "
    "AND EXISTS (SELECT 1 FROM payments_claim_makers(t.claim_id)) "
    "AND NOT EXISTS (SELECT 1 FROM payments_membersplit s WHERE s.claim_id = t.claim_id)",
)
query(
    "I-16",
    "",
    "SELECT 1 FROM payments_memberpayment y LEFT JOIN payments_memberpaymentitem i "
    "ON i.payment_id = y.id LEFT JOIN payments_membershare p ON p.id = i.share_id "
    "LEFT JOIN orders_orderlinemaker m ON m.id = p.maker_id GROUP BY y.id "
    "HAVING y.amount_rupiah <> coalesce(sum(p.amount_rupiah), 0) "
    "OR bool_or(m.member_id <> y.member_id)",
)
query(
    "I-16",
    "",
    # A payment is taken back whole: its parts say so, all of them, and no other's do.
    "SELECT 1 FROM payments_memberpaymentitem i "
    "LEFT JOIN payments_memberpaymentvoid v ON v.payment_id = i.payment_id "
    "WHERE i.void_id IS DISTINCT FROM v.id",
)
