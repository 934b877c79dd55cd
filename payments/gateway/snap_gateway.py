"""The SNAP adapter: the port's requests put into Bank Indonesia's words, and its answers read back.

Nothing here retries a transaction: only a status inquiry may decide whether to send a key again.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from payments import snap
from payments.gateway import inbound
from payments.gateway.breaker import Breaker
from payments.gateway.config import BankConfig
from payments.gateway.port import (
    AccountResult,
    BankResult,
    CallbackEvent,
    CallbackForeign,
    CallbackForged,
    CallbackMalformed,
    CardRegistration,
    ChargeRequest,
    GatewayAnswerUnreadable,
    GatewayFieldUnreadable,
    GatewayRejected,
    GatewayTimeout,
    GatewayUnavailable,
    Outcome,
    PayoutRequest,
    QrisRequest,
    QrisResult,
    require_key,
)
from payments.gateway.wire import Answer, SnapWire

CHARGE_PATH: Final = "/v1.0/debit/payment-host-to-host"
CHARGE_STATUS_PATH: Final = "/v1.0/debit/status"
PAYOUT_PATH: Final = "/v1.0/transfer-interbank"
PAYOUT_STATUS_PATH: Final = "/v1.0/transfer/status"
ACCOUNT_PATH: Final = "/v1.0/account-inquiry-external"
QRIS_PATH: Final = "/v1.0/qr/qr-mpm-generate"
QRIS_STATUS_PATH: Final = "/v1.0/qr/qr-mpm-query"
CARD_PAGE_PATH: Final = "/_bank/card-page"
CARD_PATH: Final = "/v1.0/registration-card-bind"

MAX_TOKEN: Final = 64
MAX_ISSUER: Final = 60
NOT_FOUND: Final = (404, "01")
BAD_ACCOUNT: Final = (404, "11")
KEY_KNOWN: Final = (409, "01")


class SnapGateway:
    """BankGateway over SNAP. Safe to share between the threads of one process."""

    def __init__(self, config: BankConfig, *, breaker: Breaker | None = None) -> None:
        self._config = config
        self._wire = SnapWire(config, breaker or Breaker())

    def close(self) -> None:
        """Close the connections; a process that ends does so by itself."""
        self._wire.close()

    def charge_card(self, request: ChargeRequest) -> BankResult:
        """Charge a card once per key. Raises: ValueError, GatewayError kinds."""
        payload = {
            "partnerReferenceNo": require_key(request.key),
            "merchantId": self._config.merchant_id,
            "amount": snap.amount_of(request.amount_rupiah),
            "additionalInfo": {
                "cardToken": request.card_token,
                "claimId": request.claim_ref,
                "sizeClass": request.size_class,
                "description": request.description,
            },
        }
        answer = self._wire.call(CHARGE_PATH, payload, key=request.key)
        return self._transaction(answer, request.key, request.amount_rupiah)

    def charge_status(self, key: str) -> BankResult:
        """Ask what became of a charge; UNKNOWN when the bank has no such key."""
        return self._status(CHARGE_STATUS_PATH, key, service="54")

    def pay_out(self, request: PayoutRequest) -> BankResult:
        """Transfer money once per key. Raises: ValueError, GatewayError kinds."""
        payload = {
            "partnerReferenceNo": require_key(request.key),
            "amount": snap.amount_of(request.amount_rupiah),
            "beneficiaryBankCode": request.bank_code,
            "beneficiaryAccountNo": request.account_number,
            "beneficiaryAccountName": request.account_holder,
            "additionalInfo": {
                "payoutId": request.payout_ref,
                "claimIds": list(request.claim_refs),
                "description": request.description,
            },
        }
        answer = self._wire.call(PAYOUT_PATH, payload, key=request.key)
        return self._transaction(answer, request.key, request.amount_rupiah)

    def payout_status(self, key: str) -> BankResult:
        """Ask what became of a transfer; UNKNOWN when the bank has no such key."""
        return self._status(PAYOUT_STATUS_PATH, key, service="18")

    def inquire_account(
        self, *, bank_code: str, account_number: str, account_holder: str
    ) -> AccountResult:
        """Ask whose account this is. Raises: GatewayError kinds."""
        payload = {
            "beneficiaryBankCode": bank_code,
            "beneficiaryAccountNo": account_number,
            "additionalInfo": {"claimedName": account_holder},
        }
        answer = self._wire.call(ACCOUNT_PATH, payload)
        if answer.status == 403 or (answer.status, answer.case) == BAD_ACCOUNT:
            return AccountResult(
                outcome=Outcome.DECLINED, reason_code=answer.response_code, reason=answer.message
            )
        _require_success(answer)
        name = inbound.words(answer.body.get("beneficiaryAccountName"))
        return AccountResult(outcome=Outcome.SUCCEEDED, account_holder=name)

    def generate_qris(self, request: QrisRequest) -> QrisResult:
        """Ask for a single-use code. Raises: ValueError, GatewayError kinds."""
        payload = {
            "partnerReferenceNo": require_key(request.key),
            "merchantId": self._config.merchant_id,
            "amount": snap.amount_of(request.amount_rupiah),
            "validityPeriod": snap.timestamp_of(request.expires_at),
            "additionalInfo": {
                "claimId": request.claim_ref,
                "sizeClass": request.size_class,
                "merchantName": request.merchant_name,
                "merchantCity": request.city,
            },
        }
        answer = self._wire.call(QRIS_PATH, payload, key=request.key)
        _require_success(answer)
        return QrisResult(
            outcome=Outcome.PENDING,
            bank_reference=_field(answer, "referenceNo"),
            payload=_field(answer, "qrContent"),
        )

    def qris_status(self, key: str) -> BankResult:
        """Ask whether a code has been paid; UNKNOWN when the bank has no such key."""
        return self._status(QRIS_STATUS_PATH, key, service="47")

    def card_registration_url(self, *, return_url: str, state: str) -> str:
        """Return the bank's page for registering a card; the browser goes there and comes back."""
        query = {
            "merchantId": self._config.merchant_id,
            "returnUrl": return_url,
            "state": state,
        }
        return f"{self._config.base_url}{CARD_PAGE_PATH}?{urlencode(query)}"

    def read_card_registration(self, *, query: Mapping[str, str], state: str) -> CardRegistration:
        """Exchange the code of a returning browser for the card. Raises: GatewayError kinds.

        Only the code travels in an address; token and digits come over the signed wire.
        """
        if not state or query.get("state") != state:
            raise CallbackForeign("the card was registered in another session")
        if not (code := query.get("code", "")):
            raise CallbackMalformed("the holder came back without a card")
        answer = self._wire.call(CARD_PATH, {"authCode": code, "state": state})
        if answer.status == 404:
            raise CallbackForged("the bank did not issue this code")
        _require_success(answer)
        last4 = _field(answer, "last4")
        if len(last4) != 4 or not (last4.isascii() and last4.isdigit()):
            raise GatewayAnswerUnreadable("the last four digits are not four digits")
        return CardRegistration(
            card_token=_identifier(answer, "cardToken", MAX_TOKEN),
            last4=last4,
            issuer=_identifier(answer, "issuer", MAX_ISSUER),
        )

    def verify_callback(
        self, *, method: str, path: str, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> CallbackEvent:
        """Prove a notification and return what it says. Raises: CallbackRefused kinds."""
        return inbound.verify_callback(
            self._config, method=method, path=path, headers=headers, body=body, now=now
        )

    def _status(self, path: str, key: str, *, service: str) -> BankResult:
        payload = {
            "originalPartnerReferenceNo": require_key(key),
            "merchantId": self._config.merchant_id,
            "serviceCode": service,
        }
        answer = self._wire.call(path, payload)
        if (answer.status, answer.case) == NOT_FOUND:
            return BankResult(outcome=Outcome.UNKNOWN, reason_code=answer.response_code)
        _require_success(answer)
        status = _field(answer, "latestTransactionStatus")
        if status not in inbound.STATUSES or _field(answer, "originalPartnerReferenceNo") != key:
            raise GatewayAnswerUnreadable("the inquiry's answer is about something else")
        return _result(answer, inbound.STATUSES[status], "originalReferenceNo")

    def _transaction(self, answer: Answer, key: str, amount_rupiah: int) -> BankResult:
        if answer.status == 403 or (answer.status, answer.case) == BAD_ACCOUNT:
            return _declined(answer)
        _require_success(answer)
        outcome = Outcome.PENDING if answer.status == 202 else Outcome.SUCCEEDED
        result = _result(answer, outcome, "referenceNo")
        if _field(answer, "partnerReferenceNo") != key or result.amount_rupiah != amount_rupiah:
            raise GatewayAnswerUnreadable("the bank's answer is about something else")
        return result


def _declined(answer: Answer) -> BankResult:
    return BankResult(
        outcome=Outcome.DECLINED,
        bank_reference=inbound.words(answer.body.get("referenceNo"))[: inbound.MAX_TEXT],
        reason_code=answer.response_code,
        reason=answer.message,
    )


def _require_success(answer: Answer) -> None:
    """Raise what a refusal means for the caller; return on 200 and 202."""
    if answer.status in {200, 202}:
        return
    if (answer.status, answer.case) == KEY_KNOWN:
        raise GatewayTimeout("the bank already knows this key: inquire")
    if answer.status == 429:
        raise GatewayUnavailable("the bank asks us to slow down")
    raise GatewayRejected(answer.message, response_code=answer.response_code)


def _result(answer: Answer, outcome: Outcome, reference_name: str) -> BankResult:
    extra = answer.body.get("additionalInfo")
    extra = extra if isinstance(extra, dict) else {}
    try:
        finished = answer.body.get("finishedTime")
        return BankResult(
            outcome=outcome,
            bank_reference=_identifier(answer, reference_name),
            approval_code=inbound.approval_code(answer.body),
            mdr_rupiah=inbound.read_money(extra, "mdr"),
            net_rupiah=inbound.read_money(extra, "netAmount"),
            reason_code=inbound.words(extra.get("reasonCode")),
            reason=inbound.words(extra.get("reason")),
            settled_at=snap.parse_timestamp(str(finished)) if finished else None,
            amount_rupiah=snap.parse_amount(answer.body.get("amount")),
        )
    except ValueError as broken:
        raise GatewayFieldUnreadable(
            f"the bank's answer has an unreadable field: {broken}"
        ) from broken


def _identifier(answer: Answer, name: str, width: int = inbound.MAX_TEXT) -> str:
    value = _field(answer, name)
    if not inbound.is_identifier(value, width):
        raise GatewayFieldUnreadable(f"{name} cannot be kept as it is")
    return value


def _field(answer: Answer, name: str) -> str:
    value: Any = answer.body.get(name)
    if not isinstance(value, str) or not value:
        raise GatewayAnswerUnreadable(f"the bank's answer has no {name}")
    return value
