"""What arrives from the bank by itself: notifications.

Nothing is believed before the bank's signature over exactly this request, now, for us.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, TypeGuard
from urllib.parse import urlsplit

from marketplace.core.text import clean_line
from payments import snap
from payments.gateway.config import BankConfig
from payments.gateway.port import (
    BankResult,
    CallbackEvent,
    CallbackForeign,
    CallbackForged,
    CallbackMalformed,
    CallbackStale,
    EventKind,
    Outcome,
)

MAX_BODY_BYTES: Final = 65_536
MAX_TEXT: Final = 128
MAX_CODE: Final = 16
MAX_WORDS: Final = 200
NOTIFY_PATHS: Final = {
    EventKind.CHARGE: "/v1.0/debit/notify",
    EventKind.PAYOUT: "/v1.0/transfer/notify",
    EventKind.QRIS: "/v1.0/qr/qr-mpm-notify",
}
STATUSES: Final = {
    "00": Outcome.SUCCEEDED,
    "01": Outcome.PENDING,
    "02": Outcome.PENDING,
    "03": Outcome.PENDING,
    "05": Outcome.DECLINED,
    "06": Outcome.DECLINED,
}


def verify_callback(
    config: BankConfig,
    *,
    method: str,
    path: str,
    headers: Mapping[str, str],
    body: bytes,
    now: datetime,
) -> CallbackEvent:
    """Prove a notification and return what it says. Raises: CallbackRefused kinds.

    `path` is the full path as requested, query string included: the bank signs it.
    """
    sent = {name.lower(): value for name, value in headers.items()}
    if method.upper() != "POST" or len(body) > MAX_BODY_BYTES:
        raise CallbackMalformed("a notification is a POST of at most 64 KiB")
    stamp = sent.get("x-timestamp", "")
    text = snap.callback_string(method, path, body, stamp)
    if not snap.verify_asymmetric(config.bank_public_key, text, sent.get("x-signature", "")):
        raise CallbackForged("the signature is not the bank's")
    _require_fresh(stamp, now)
    if sent.get("x-partner-id") != config.client_id:
        raise CallbackForeign("the notification is for another partner")
    event = _read_event(config, path, _strict_json(body))
    if sent.get("x-external-id") != event.event_id:
        raise CallbackMalformed("the event id differs between header and body")
    return event


def _require_fresh(stamp: str, now: datetime) -> None:
    try:
        moment = snap.parse_timestamp(stamp)
    except ValueError as broken:
        raise CallbackStale("the timestamp is not ISO 8601 with an offset") from broken
    if not snap.is_fresh(moment, now=now):
        raise CallbackStale("the timestamp is more than 300 seconds from now")


def _strict_json(body: bytes) -> dict[str, Any]:
    """Decode JSON that means the same to every reader: no repeated names, no fractions."""
    try:
        payload = json.loads(
            body.decode(), object_pairs_hook=_unique, parse_float=_refuse, parse_constant=_refuse
        )
    except (ValueError, RecursionError) as broken:
        raise CallbackMalformed("the body is not strict JSON") from broken
    if not isinstance(payload, dict):
        raise CallbackMalformed("the body is not a JSON object")
    return payload


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is repeated")
    return found


def _refuse(text: str) -> None:
    raise ValueError(f"{text} is not a whole number")


def _read_event(config: BankConfig, path: str, payload: dict[str, Any]) -> CallbackEvent:
    extra = payload.get("additionalInfo")
    if not isinstance(extra, dict):
        raise CallbackMalformed("additionalInfo is missing")
    amount = payload.get("amount")
    if payload.get("merchantId") != config.merchant_id:
        raise CallbackForeign("the notification is for another merchant")
    if not isinstance(amount, dict) or amount.get("currency") != snap.CURRENCY:
        raise CallbackForeign("the notification is not in rupiah")
    try:
        return CallbackEvent(
            event_id=_text(extra, "eventId"),
            kind=_kind(path, _text(extra, "kind")),
            key=_text(payload, "originalPartnerReferenceNo"),
            result=_read_result(payload, extra, amount),
            claim_ref=_optional(extra, "claimId"),
        )
    except (KeyError, ValueError) as broken:
        raise CallbackMalformed("a field is missing or not in its promised form") from broken


def _read_result(
    payload: Mapping[str, Any], extra: Mapping[str, Any], amount: Mapping[str, Any]
) -> BankResult:
    return BankResult(
        outcome=STATUSES[_text(payload, "latestTransactionStatus")],
        bank_reference=_text(payload, "originalReferenceNo"),
        approval_code=approval_code(payload),
        amount_rupiah=snap.parse_amount(amount),
        mdr_rupiah=read_money(extra, "mdr"),
        net_rupiah=read_money(extra, "netAmount"),
        reason_code=words(extra.get("reasonCode")),
        reason=words(payload.get("transactionStatusDesc")),
        settled_at=snap.parse_timestamp(_text(payload, "finishedTime")),
    )


def _kind(path: str, name: str) -> EventKind:
    kind = EventKind(name)
    if not urlsplit(path).path.endswith(NOTIFY_PATHS[kind]):
        raise ValueError("the kind does not belong to this address")
    return kind


def _text(source: Mapping[str, Any], name: str) -> str:
    value = _optional(source, name)
    if not value:
        raise ValueError(f"{name} is missing")
    return value


def _optional(source: Mapping[str, Any], name: str, width: int = MAX_TEXT) -> str:
    value = source.get(name) or ""
    if not is_identifier(value, width):
        raise ValueError(f"{name} must be a short text")
    return value


def is_identifier(value: object, width: int = MAX_TEXT) -> TypeGuard[str]:
    """Say whether it is a text that can be compared and kept whole: short, and all of it seen.

    One that were cut to fit would name something else.
    """
    return isinstance(value, str) and len(value) <= width and value.isprintable()


def approval_code(source: Mapping[str, Any]) -> str:
    """Return the bank's approval of a charge, which a receipt may print; empty when not named.

    Raises: ValueError when it cannot be kept whole.
    """
    return _optional(source, "approvalCode", MAX_CODE)


def words(said: object) -> str:
    """Return what the bank says for people: cleaned, and cut where it goes on and on."""
    return clean_line(str(said if said is not None else ""))[:MAX_WORDS]


def read_money(extra: Mapping[str, Any], name: str) -> int | None:
    """Return a sum in whole rupiah, zero included; None when not named. Raises: ValueError."""
    said = extra.get(name)
    if said is None:
        return None
    if said == {"value": "0.00", "currency": snap.CURRENCY}:
        return 0
    return snap.parse_amount(said)
