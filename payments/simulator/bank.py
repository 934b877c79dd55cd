"""What the simulated bank does: charges, transfers, codes, inquiries, each decided at one stroke.

Every method is synchronous and runs to its end on the event loop, so that looking up a key,
deciding and recording can never interleave with another request.
"""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from payments import qris, snap
from payments.simulator import answers
from payments.simulator.answers import Answer, RefusalError, malformed
from payments.simulator.config import SimulatorConfig
from payments.simulator.fields import inner, text, whole_rupiah
from payments.simulator.knobs import KnobBoard
from payments.simulator.record import Entry, Record

CARD_ACCEPTED: Final = "card-ok-"
CARD_DECLINED: Final = "card-declined-"
FREE_OF_FEE_RUPIAH: Final = 500_000
MICRO_BP: Final = 30
OTHER_BP: Final = 70
ENDING_UNKNOWN, ENDING_DORMANT, ENDING_OTHER_NAME = "0000", "0009", "1111"
OK: Final = ("charge", "payout")

Payload = dict[str, Any]
Origin = dict[str, str]  # service, X-EXTERNAL-ID and body digest of the request behind an entry
Act = Callable[[Payload, Origin], Answer]
Emit = Callable[[Entry, str], None]


def mdr_of(amount_rupiah: int, size_class: str) -> int:
    """Return the merchant discount in whole rupiah, rounded half up.

    A micro business pays nothing up to Rp 500,000 and 0.3 % above; everybody else 0.7 %.
    """
    if size_class == "micro" and amount_rupiah <= FREE_OF_FEE_RUPIAH:
        return 0
    rate_bp = MICRO_BP if size_class == "micro" else OTHER_BP
    return (2 * amount_rupiah * rate_bp + 10_000) // 20_000


class Bank:
    """The bank's rules over its record. `emit(entry, status)` queues a notification."""

    def __init__(
        self, config: SimulatorConfig, record: Record, knobs: KnobBoard, emit: Emit
    ) -> None:
        self._config, self._record, self._knobs, self._emit = config, record, knobs, emit
        self._by_request: dict[tuple[str, str], Entry] = {}
        self._by_key: dict[tuple[str, str], list[Entry]] = {}
        for entry in record.entries:
            self._index(entry)

    def once(
        self, service: str, external_id: str, body: bytes, payload: Payload, act: Act
    ) -> Answer:
        """Act at most once per X-EXTERNAL-ID and per partnerReferenceNo, unless in bad mood."""
        digest, key = snap.body_digest(body), text(payload, "partnerReferenceNo", 64)
        known = self._by_request.get((service, external_id))
        same_key = self._by_key.get((service, key))
        careless = self._knobs.strikes(self._knobs.values.ignore_idempotency_key)
        if not careless and known is not None:
            same = known["digest"] == digest
            return Answer(**known["answer"]) if same else answers.KEY_REUSED
        if not careless and same_key:
            return answers.DUPLICATE
        return act(payload, {"service": service, "external_id": external_id, "digest": digest})

    def charge(self, payload: Payload, origin: Origin) -> Answer:
        """Charge a registered card. Raises: RefusalError for a malformed request."""
        self._require_merchant(payload)
        amount, extra = whole_rupiah(payload), inner(payload)
        token = text(extra, "cardToken", 128)
        entry = {
            **origin,
            "key": payload["partnerReferenceNo"],
            "claim_id": text(extra, "claimId", 128),
            "amount_rupiah": amount,
            "reference": _reference("C"),
            "method": "card",
        }
        if not token.startswith((CARD_ACCEPTED, CARD_DECLINED)):
            return self._decline(entry, Answer(404, "11", "Invalid Card"))
        if token.startswith(CARD_DECLINED) or self._knobs.draw("decline"):
            return self._decline(entry, Answer(403, "14", "Insufficient Funds"))
        return self._capture(entry, text(extra, "sizeClass", 32))

    def _capture(self, entry: Entry, size_class: str) -> Answer:
        entry |= {
            "approval_code": f"{secrets.randbelow(10**6):06d}",
            "mdr_rupiah": mdr_of(entry["amount_rupiah"], size_class),
            "finished_at": snap.timestamp_of(datetime.now(UTC)),
        }
        entry["net_rupiah"] = entry["amount_rupiah"] - entry["mdr_rupiah"]
        fields = {"partnerReferenceNo": entry["key"], "referenceNo": entry["reference"]}
        if self._knobs.draw("pending"):
            wait = timedelta(milliseconds=self._knobs.values.pending_ms)
            entry["pending_until"] = (datetime.now(UTC) + wait).isoformat()
            answer = Answer(202, "00", "Request In Progress", {**fields, **_amount(entry)})
        else:
            answer = Answer(200, "00", "Successful", {**fields, **_money(entry)})
        return self._write("charge", entry, answer)

    def _decline(self, entry: Entry, answer: Answer) -> Answer:
        entry |= {"reason": answer.message, "reason_code": f"{answer.status}{answer.case}"}
        fields = {"partnerReferenceNo": entry["key"], "referenceNo": entry["reference"]}
        return self._write(
            "decline", entry, Answer(answer.status, answer.case, answer.message, fields)
        )

    def pay_out(self, payload: Payload, origin: Origin) -> Answer:
        """Transfer to a beneficiary's account. Raises: RefusalError for a malformed request."""
        amount, extra = whole_rupiah(payload), inner(payload)
        account = _account(payload)
        text(payload, "beneficiaryAccountName", 128)
        entry = {
            **origin,
            "key": payload["partnerReferenceNo"],
            "payout_id": text(extra, "payoutId", 128),
            "claim_ids": _claims(extra),
            "amount_rupiah": amount,
            "bank_code": text(payload, "beneficiaryBankCode", 16),
            "account_last4": account[-4:],
            "reference": _reference("T"),
            "finished_at": snap.timestamp_of(datetime.now(UTC)),
        }
        fields = {"partnerReferenceNo": entry["key"], "referenceNo": entry["reference"]}
        refusal = _account_refusal(account)
        if refusal is None and self._knobs.draw("refuse_payout"):
            refusal = Answer(403, "18", "Inactive Account")
        if refusal is not None:
            entry |= {"reason": refusal.message, "reason_code": f"{refusal.status}{refusal.case}"}
            answer = Answer(refusal.status, refusal.case, refusal.message, fields)
            return self._write("payout_refused", entry, answer)
        answer = Answer(200, "00", "Successful", {**fields, **_money(entry)})
        return self._write("payout", entry, answer)

    def name_account(self, payload: Payload) -> Answer:
        """Say whose account it is: the claimed name, but for the endings made for tests."""
        account = _account(payload)
        if (refusal := _account_refusal(account)) is not None:
            return refusal
        name = text(inner(payload), "claimedName", 128).upper()
        if account.endswith(ENDING_OTHER_NAME):
            name = "NAMA LAIN (CONTOH)"
        return Answer(200, "00", "Successful", {"beneficiaryAccountName": name})

    def make_code(self, payload: Payload, origin: Origin) -> Answer:
        """Make a single-use QRIS code. Raises: RefusalError for a malformed request."""
        self._require_merchant(payload)
        amount, extra, reference = whole_rupiah(payload), inner(payload), _reference("Q")
        content = qris.build(
            merchant_id=self._config.merchant_id,
            merchant_name=text(extra, "merchantName", 128),
            city=text(extra, "merchantCity", 128),
            amount_rupiah=amount,
            reference=reference,
        )
        entry = {
            **origin,
            "key": payload["partnerReferenceNo"],
            "claim_id": text(extra, "claimId", 128),
            "amount_rupiah": amount,
            "reference": reference,
            "size_class": text(extra, "sizeClass", 32),
            "valid_until": _moment(payload, "validityPeriod"),
            "method": "qris",
        }
        fields = {"partnerReferenceNo": entry["key"], "referenceNo": reference}
        return self._write(
            "qr", entry, Answer(200, "00", "Successful", {**fields, "qrContent": content})
        )

    def pay_code(self, key: str) -> Answer:
        """Play the payer who scans a code: charge it once, before its end."""
        entries = self._by_key.get((answers.QRIS, key), [])
        code = next((entry for entry in entries if entry["kind"] == "qr"), None)
        if code is None:
            return answers.NOT_FOUND
        if any(entry["kind"] == "charge" for entry in entries):
            return Answer(404, "12", "Invalid Bill")
        if snap.parse_timestamp(code["valid_until"]) < datetime.now(UTC):
            return Answer(403, "04", "Transaction Expired")
        names = ("key", "claim_id", "amount_rupiah", "reference", "method")
        paid = {name: code[name] for name in names}
        origin = {"service": answers.QRIS, "external_id": "", "digest": ""}
        return self._capture({**origin, **paid}, code["size_class"])

    def find(self, service: str, payload: Payload) -> Answer:
        """Answer an inquiry by our key: the money that moved, else the last refusal, else 404."""
        key = text(payload, "originalPartnerReferenceNo", 64)
        entries = self._by_key.get((service, key))
        if not entries:
            return answers.NOT_FOUND
        entry = next((found for found in entries if found["kind"] in OK), entries[-1])
        status, words = status_of(entry)
        fields = {
            "originalPartnerReferenceNo": key,
            "originalReferenceNo": entry["reference"],
            "serviceCode": service,
            "latestTransactionStatus": status,
            "transactionStatusDesc": words,
        }
        money = _money(entry) if status == "00" else _amount(entry)
        if entry.get("reason"):
            money["additionalInfo"] = {
                "reason": entry["reason"],
                "reasonCode": entry["reason_code"],
            }
        return Answer(200, "00", "Successful", {**fields, **money})

    def _require_merchant(self, payload: Payload) -> None:
        if text(payload, "merchantId", 64) != self._config.merchant_id:
            raise RefusalError(404, "08", "Invalid Merchant")

    def _write(self, kind: str, entry: Entry, answer: Answer) -> Answer:
        stored = {
            "status": answer.status,
            "case": answer.case,
            "message": answer.message,
            "fields": answer.fields,
        }
        written = self._record.append({"kind": kind, **entry, "answer": stored})
        self._index(written)
        if kind != "qr":
            self._emit(written, status_of(written)[0])
        return answer

    def _index(self, entry: Entry) -> None:
        service = entry.get("service")
        if service is None:
            return
        if entry["external_id"]:
            self._by_request.setdefault((service, entry["external_id"]), entry)
        self._by_key.setdefault((service, entry["key"]), []).append(entry)


def status_of(entry: Entry) -> tuple[str, str]:
    """Return the SNAP transaction status of an entry at this moment, and its words."""
    if entry["kind"] == "qr":
        return "01", "Initiated"
    if entry["kind"] not in OK:
        return "06", entry["reason"]
    until = entry.get("pending_until")
    if until is not None and datetime.now(UTC) < datetime.fromisoformat(until):
        return "03", "Pending"
    return "00", "Successful"


def _reference(letter: str) -> str:
    stamp = datetime.now(snap.WIB).strftime("%y%m%d%H%M%S")
    return f"{letter}{stamp}{secrets.token_hex(4).upper()}"


def _amount(entry: Entry) -> dict[str, Any]:
    return {"amount": snap.amount_of(entry["amount_rupiah"])}


def _money(entry: Entry) -> dict[str, Any]:
    """Return amount, moment and, for a charge, approval code, fee and net, as SNAP fields."""
    fields = {**_amount(entry), "finishedTime": entry["finished_at"]}
    if "mdr_rupiah" in entry:
        fee = {"value": f"{entry['mdr_rupiah']}.00", "currency": snap.CURRENCY}
        fields["approvalCode"] = entry["approval_code"]
        fields["additionalInfo"] = {"mdr": fee, "netAmount": snap.amount_of(entry["net_rupiah"])}
    return fields


def _account(payload: Payload) -> str:
    account = text(payload, "beneficiaryAccountNo", 34)
    if not (account.isascii() and account.isdigit() and len(account) >= 5):
        raise malformed("beneficiaryAccountNo")
    return account


def _account_refusal(account: str) -> Answer | None:
    if account.endswith(ENDING_UNKNOWN):
        return Answer(404, "11", "Invalid Account")
    if account.endswith(ENDING_DORMANT):
        return Answer(403, "09", "Dormant Account")
    return None


def _moment(payload: Payload, name: str) -> str:
    stamp = text(payload, name, 64)
    try:
        snap.parse_timestamp(stamp)
    except ValueError as broken:
        raise malformed(name) from broken
    return stamp


def _claims(extra: Payload) -> list[str]:
    claims = extra.get("claimIds", [])
    if not isinstance(claims, list) or not all(isinstance(claim, str) for claim in claims):
        raise malformed("claimIds")
    return claims
