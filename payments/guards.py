"""What the guards of this room say when they refuse (core.guards)."""

from django.utils.translation import gettext_lazy as _

from marketplace.core import guards
from marketplace.core.errors import Conflict, RuleViolation
from payments.services.charging import PaymentUnderway

guards.register(
    PaymentUnderway,
    _(
        "This is being paid right now, or an earlier payment of it is being looked into. "
        "Wait for the bank's answer."
    ),
    "one_live_instruction",
    "instruction_waits_for_a_person",
)
guards.register(
    Conflict,
    _(
        "What the bank was asked and what it said stays as it was written. A person must "
        "look at it."
    ),
    "instruction_starts_as_intent",
    "instruction_keeps_its_word",
    "instruction_ends_by_a_word",
    "instruction_ends_by_the_banks_word",
    "success_names_our_sum",
    "a_person_is_told_why",
    "a_word_is_final",
    "a_word_is_kept_once",
    "a_notice_is_taken_once",
)
guards.register(
    RuleViolation,
    _("A payment asks for exactly the frozen amount of an open claim, within its cap."),
    "charge_asks_the_claim",
    "card_payment_within_cap",
    "instruction_has_a_purpose",
    "instruction_is_for_this",
    "instruction_amount_positive",
)
guards.register(
    Conflict,
    _("A claim is paid out once, and a payout is exactly the sum of its claims."),
    "payout_adds_up",
    "payout_positive",
    "one_payout_per_vendor_and_batch",
    "a_claim_is_settled_once",
    "line_is_void_when_refused",
    "settlement_line_positive",
)
guards.register(
    RuleViolation,
    _(
        "The booking does not balance, or an account would owe less than nothing. "
        "Nothing was booked."
    ),
    "ledger_balanced",
    "account_never_negative",
    "one_account_per_kind",
    "vendor_accounts_have_a_vendor",
    "entry_is_a_debit_or_a_credit",
)
guards.register(
    RuleViolation, _("Of a card only the last four digits are kept."), "card_last4_only"
)
guards.register(
    Conflict,
    _(
        "What is each member's is the exact share of what the ledger released, and stays so. "
        "Nothing was booked."
    ),
    "member_split_not_negative",
    "member_split_adds_up",
    "member_split_is_closed",
    "member_share_not_negative",
    "one_share_per_maker",
    "release_names_its_makers",
)
guards.register(
    Conflict,
    _(
        "A member is paid for parts that have reached the cooperative, each once, and the payment "
        "is their sum. Look at the list again."
    ),
    "member_paid_something",
    "member_payment_way_is_known",
    "member_payment_is_of_the_cooperative",
    "member_payment_is_closed",
    "member_part_is_paid_once",
    "member_payment_adds_up",
    "member_is_paid_what_is_owed",
)
guards.register(
    RuleViolation,
    _("Say what was wrong; the auditor reads it."),
    "member_payment_void_says_why",
)
