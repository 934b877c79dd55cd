"""The bank as the rest of the platform sees it: requests, results, refusals, and one protocol.

Amounts are whole rupiah. A `key` names one intent for ever: it is committed before the first call,
reused on every retry, and is what a status inquiry asks for.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

_KEY: Final = re.compile(r"[A-Za-z0-9._:-]{8,64}")


class GatewayError(Exception):
    """Something between us and the bank went wrong. `code` is stable, the text is for operators."""

    code = "gateway_error"


class GatewayTimeout(GatewayError):
    """The request may have reached the bank and its result is unknown: inquire before any retry."""

    code = "gateway_timeout"


class GatewayAnswerUnreadable(GatewayTimeout):
    """The bank answered something we cannot match to the request; treat the result as unknown."""

    code = "gateway_answer_unreadable"


class GatewayFieldUnreadable(GatewayAnswerUnreadable):
    """It is the bank's answer to this request, but one of its fields has no form we can keep."""

    code = "gateway_field_unreadable"


class GatewayUnavailable(GatewayError):
    """Nothing was sent (no connection, no token, breaker open): the same key may be tried later."""

    code = "gateway_unavailable"


class GatewayRejected(GatewayError):
    """The bank refused the request itself (form, signature, key reused): nothing happened there."""

    code = "gateway_rejected"

    def __init__(self, message: str, *, response_code: str = "") -> None:
        super().__init__(message)
        self.response_code = response_code


class CallbackRefused(GatewayError):
    """A notification that does not prove to be the bank's, for us, now. Refuse it and alarm."""

    code = "callback_refused"


class CallbackForged(CallbackRefused):
    """The signature is missing or is not the bank's over exactly this request."""

    code = "callback_forged"


class CallbackStale(CallbackRefused):
    """The stamped moment is unreadable or more than 300 seconds from now."""

    code = "callback_stale"


class CallbackForeign(CallbackRefused):
    """Well signed, but addressed to another partner or merchant, or in another currency."""

    code = "callback_foreign"


class CallbackMalformed(CallbackRefused):
    """The request has not the form that the bank's interface promises."""

    code = "callback_malformed"


class Outcome(StrEnum):
    """What the bank says about one key. UNKNOWN: it has never heard of it."""

    SUCCEEDED = "succeeded"
    DECLINED = "declined"
    PENDING = "pending"
    UNKNOWN = "unknown"


class EventKind(StrEnum):
    """Which of our intents a notification speaks about."""

    CHARGE = "charge"
    PAYOUT = "payout"
    QRIS = "qris"


def require_key(key: str) -> str:
    """Return the key. Raises: ValueError unless it is 8 to 64 of A-Z a-z 0-9 . _ : -."""
    if not _KEY.fullmatch(key):
        raise ValueError("an idempotency key has 8 to 64 plain characters")
    return key


@dataclass(frozen=True, kw_only=True)
class ChargeRequest:
    """Charge one claim to a registered card; `card_token` is the bank's, never a card number."""

    key: str
    claim_ref: str
    amount_rupiah: int
    card_token: str = field(repr=False)
    size_class: str
    description: str


@dataclass(frozen=True, kw_only=True)
class BankResult:
    """The bank's word on one key, whatever was asked: gross, what it kept (MDR), what it credited.

    ``mdr_rupiah`` and ``net_rupiah`` are None when the bank does not name them.
    """

    outcome: Outcome
    bank_reference: str = ""
    approval_code: str = ""
    amount_rupiah: int | None = None
    mdr_rupiah: int | None = None
    net_rupiah: int | None = None
    reason_code: str = ""
    reason: str = ""
    settled_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class PayoutRequest:
    """Transfer one vendor's settlement to its own bank account."""

    key: str
    payout_ref: str
    amount_rupiah: int
    bank_code: str
    account_number: str = field(repr=False)
    account_holder: str = field(repr=False)
    description: str
    claim_refs: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AccountResult:
    """Whose account it is by the receiving bank's books. DECLINED: closed, dormant or not there."""

    outcome: Outcome
    account_holder: str = field(default="", repr=False)
    reason_code: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class QrisRequest:
    """Ask for a single-use QRIS code of one amount, valid until `expires_at`."""

    key: str
    claim_ref: str
    amount_rupiah: int
    size_class: str
    merchant_name: str
    city: str
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class QrisResult:
    """The code to show; PENDING until somebody pays it."""

    outcome: Outcome
    bank_reference: str = ""
    payload: str = ""
    reason_code: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class CardRegistration:
    """A card the holder registered on the bank's own page; no card number ever reaches us."""

    card_token: str = field(repr=False)
    last4: str
    issuer: str


@dataclass(frozen=True, kw_only=True)
class CallbackEvent:
    """A verified notification. The caller still compares it with its own frozen intent."""

    event_id: str
    kind: EventKind
    key: str
    result: BankResult
    claim_ref: str = ""


class BankGateway(Protocol):
    """Everything the platform asks of a bank.

    Every call may raise GatewayTimeout, GatewayUnavailable or GatewayRejected; none waits more than
    about five seconds, and none may be made inside a database transaction.
    """

    def charge_card(self, request: ChargeRequest) -> BankResult:
        """Charge a card once per key; DECLINED is an answer, not an error."""

    def charge_status(self, key: str) -> BankResult:
        """Ask what became of a charge; UNKNOWN means that it never reached the bank."""

    def pay_out(self, request: PayoutRequest) -> BankResult:
        """Transfer money to a vendor once per key."""

    def payout_status(self, key: str) -> BankResult:
        """Ask what became of a transfer."""

    def inquire_account(
        self, *, bank_code: str, account_number: str, account_holder: str
    ) -> AccountResult:
        """Ask whose account this is; the caller compares the names."""

    def generate_qris(self, request: QrisRequest) -> QrisResult:
        """Ask for a code to show to the payer."""

    def qris_status(self, key: str) -> BankResult:
        """Ask whether a code has been paid."""

    def card_registration_url(self, *, return_url: str, state: str) -> str:
        """Return the address of the bank's own page where a holder registers a card."""

    def read_card_registration(self, *, query: Mapping[str, str], state: str) -> CardRegistration:
        """Fetch the card behind the code that the browser came back with.

        Raises: CallbackRefused when the holder cancelled, or the code is not of this session.
        """

    def verify_callback(
        self, *, method: str, path: str, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> CallbackEvent:
        """Prove that a notification is the bank's. Raises: CallbackRefused."""

    def close(self) -> None:
        """Close the connections to the bank; a process that ends does so by itself."""
