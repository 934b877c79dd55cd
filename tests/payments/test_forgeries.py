"""Notifications that only look like the bank's: each is refused, with its own reason."""

import json
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from payments import snap
from payments.gateway import (
    CallbackForeign,
    CallbackForged,
    CallbackMalformed,
    CallbackRefused,
    CallbackStale,
    Outcome,
)

PATH = "/bank/v1.0/debit/notify"


class Genuine:
    """A notification as the bank makes it, open to tampering before and after signing."""

    def __init__(self, bank):
        self.method, self.path, self.now = "POST", PATH, datetime.now(UTC)
        self.bank = bank
        with open(bank.env["BANK_SIM_PRIVATE_KEY_FILE"], "rb") as pem:
            self.key = snap.load_private_key(pem.read())
        self.content = {
            "originalPartnerReferenceNo": str(uuid.uuid4()),
            "originalReferenceNo": "C1",
            "merchantId": bank.env["BANK_MERCHANT_ID"],
            "amount": {"value": "50000000.00", "currency": "IDR"},
            "latestTransactionStatus": "00",
            "transactionStatusDesc": "Successful",
            "finishedTime": snap.timestamp_of(self.now),
            "additionalInfo": {"eventId": "C1-00", "kind": "charge", "claimId": "claim-1"},
        }
        self.stamp = snap.timestamp_of(self.now)
        self.body = b""
        self.headers = {}
        self.seal()

    def seal(self, body=None, key=None):
        """Sign what lies here now."""
        self.body = json.dumps(self.content).encode() if body is None else body
        text = snap.callback_string("POST", self.path, self.body, self.stamp)
        self.headers = {
            "X-Timestamp": self.stamp,
            "X-Signature": snap.sign_asymmetric(key or self.key, text),
            "X-Partner-Id": self.bank.env["BANK_CLIENT_ID"],
            "X-External-Id": "C1-00",
        }

    def verify(self):
        return self.bank.gateway().verify_callback(
            method=self.method, path=self.path, headers=self.headers, body=self.body, now=self.now
        )


def resealed(**changes):
    """Return a forgery that even carries the bank's signature over wrong content."""

    def forge(genuine):
        genuine.content |= changes
        genuine.seal()

    return forge


def without(name):
    def forge(genuine):
        del genuine.content[name]
        genuine.seal()

    return forge


def extra(**changes):
    def forge(genuine):
        genuine.content["additionalInfo"] |= changes
        genuine.seal()

    return forge


def header(name, value):
    def forge(genuine):
        genuine.headers[name] = value

    return forge


def no_header(name):
    def forge(genuine):
        del genuine.headers[name]

    return forge


def stamped(seconds):
    def forge(genuine):
        genuine.stamp = snap.timestamp_of(genuine.now + timedelta(seconds=seconds))
        genuine.seal()

    return forge


def stamp_text(text):
    def forge(genuine):
        genuine.stamp = text
        genuine.seal()

    return forge


def raw(body):
    return lambda genuine: genuine.seal(body=body)


def replaced(old, new):
    def forge(genuine):
        assert old in genuine.body
        genuine.body = genuine.body.replace(old, new)

    return forge


def repeated_name(genuine):
    genuine.seal(body=genuine.body[:-1] + b',"latestTransactionStatus":"06"}')


def own_key(genuine):
    with open(genuine.bank.env["BANK_PRIVATE_KEY_FILE"], "rb") as pem:
        genuine.seal(key=snap.load_private_key(pem.read()))


def hmac_instead(genuine):
    text = snap.callback_string("POST", genuine.path, genuine.body, genuine.stamp)
    secret = genuine.bank.env["BANK_CLIENT_SECRET"]
    genuine.headers["X-Signature"] = snap.sign_symmetric(secret, text)


def attribute(name, value):
    return lambda genuine: setattr(genuine, name, value)


def moved(path):
    def forge(genuine):
        genuine.path = path
        genuine.seal()

    return forge


def later(**delta):
    def forge(genuine):
        genuine.now += timedelta(**delta)

    return forge


IDR = "IDR"
FORGERIES = {
    "no signature": (no_header("X-Signature"), CallbackForged),
    "empty signature": (header("X-Signature", ""), CallbackForged),
    "not base64": (header("X-Signature", "%%%"), CallbackForged),
    "another signature": (header("X-Signature", "QUJD" * 86), CallbackForged),
    "signed by us": (own_key, CallbackForged),
    "signed with the shared secret": (hmac_instead, CallbackForged),
    "amount changed": (replaced(b"50000000.00", b"5000000.00"), CallbackForged),
    "currency changed": (replaced(b'"IDR"', b'"USD"'), CallbackForged),
    "merchant changed": (replaced(b'"merchantId": "M', b'"merchantId": "X'), CallbackForged),
    "status changed": (replaced(b'"00"', b'"06"'), CallbackForged),
    "space put into a string": (replaced(b"Successful", b"Success ful"), CallbackForged),
    "body emptied": (attribute("body", b""), CallbackForged),
    "sent elsewhere": (attribute("path", "/bank/v1.0/transfer/notify"), CallbackForged),
    "query added": (attribute("path", PATH + "?a=1"), CallbackForged),
    "stamp changed": (header("X-Timestamp", "2026-01-01T00:00:00+07:00"), CallbackForged),
    "no stamp": (no_header("X-Timestamp"), CallbackForged),
    "replayed after six minutes": (later(minutes=6), CallbackStale),
    "replayed after three days": (later(days=3), CallbackStale),
    "stamped in the future": (stamped(400), CallbackStale),
    "stamped in the past": (stamped(-301), CallbackStale),
    "stamp without offset": (stamp_text("2026-11-22T10:00:00"), CallbackStale),
    "stamp is not a time": (stamp_text("now"), CallbackStale),
    "another partner": (header("X-Partner-Id", "somebody"), CallbackForeign),
    "no partner": (no_header("X-Partner-Id"), CallbackForeign),
    "another merchant": (resealed(merchantId="M000"), CallbackForeign),
    "another currency": (resealed(amount={"value": "1.00", "currency": "USD"}), CallbackForeign),
    "amount is a text": (resealed(amount="50000000.00"), CallbackForeign),
    "amount with sen": (resealed(amount={"value": "1.50", "currency": IDR}), CallbackMalformed),
    "amount negative": (resealed(amount={"value": "-1.00", "currency": IDR}), CallbackMalformed),
    "amount a number": (resealed(amount={"value": 1, "currency": IDR}), CallbackMalformed),
    "amount too large": (
        resealed(amount={"value": "9999999999999999.00", "currency": IDR}),
        CallbackMalformed,
    ),
    "status unheard of": (resealed(latestTransactionStatus="99"), CallbackMalformed),
    "no key": (without("originalPartnerReferenceNo"), CallbackMalformed),
    "key is a list": (resealed(originalPartnerReferenceNo=["a"]), CallbackMalformed),
    "no moment": (without("finishedTime"), CallbackMalformed),
    "no additional info": (without("additionalInfo"), CallbackMalformed),
    "kind of another address": (extra(kind="payout"), CallbackMalformed),
    "kind unheard of": (extra(kind="gift"), CallbackMalformed),
    "event id differs": (header("X-External-Id", "C2-00"), CallbackMalformed),
    "address unheard of": (moved("/bank/v1.0/debit/other"), CallbackMalformed),
    "a name repeated": (repeated_name, CallbackMalformed),
    "not JSON": (raw(b"{"), CallbackMalformed),
    "not an object": (raw(b"[]"), CallbackMalformed),
    "not UTF-8": (raw(b'{"a":"\xff"}'), CallbackMalformed),
    "nested without end": (raw(b"[" * 60_000), CallbackMalformed),
    "NaN inside": (raw(b'{"a":NaN}'), CallbackMalformed),
    "too large": (raw(b'"' + b"a" * 70_000 + b'"'), CallbackMalformed),
    "another method": (attribute("method", "GET"), CallbackMalformed),
}


def test_a_genuine_notification_is_accepted_even_reformatted(bank):
    genuine = Genuine(bank)
    assert genuine.verify().result.amount_rupiah == 50_000_000
    genuine.body = json.dumps(genuine.content, indent=2).encode()  # minified before it is signed
    assert genuine.verify().result.outcome is Outcome.SUCCEEDED


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_notification_is_refused(bank, forgery):
    genuine = Genuine(bank)
    forge, refusal = FORGERIES[forgery]
    forge(genuine)
    with pytest.raises(CallbackRefused) as refused:
        genuine.verify()
    assert refused.type is refusal


# The bank's door.
