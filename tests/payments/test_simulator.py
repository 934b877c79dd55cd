"""The bank's side: refusals, knobs, and notifications that only the bank can make."""

import json
import queue
import threading
import uuid
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from payments import snap
from payments.gateway import (
    EventKind,
    Outcome,
)
from tests.payments.test_gateway_contract import a_charge, a_code, a_payout
from tests.waiting import eventually

PATH = "/bank/v1.0/debit/notify"


@pytest.fixture
def listener():
    """A client's notification address; `.replies` are the statuses to answer with, then 200."""
    received, replies = queue.Queue(), queue.Queue()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.put((self.path, dict(self.headers), body))
            self.send_response(replies.get_nowait() if not replies.empty() else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args):
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    server.url = f"http://127.0.0.1:{server.server_port}/bank"
    server.received, server.replies = received, replies
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def next_event(bank, listener):
    path, headers, body = listener.received.get(timeout=10)
    return bank.gateway().verify_callback(
        method="POST", path=path, headers=headers, body=body, now=datetime.now(UTC)
    )


def test_a_charge_is_notified_and_proves_to_be_the_banks(bank, listener):
    bank.knobs(callback_url=listener.url)
    request = a_charge()
    result = bank.gateway().charge_card(request)
    event = next_event(bank, listener)
    assert (event.kind, event.result.outcome) == (EventKind.CHARGE, Outcome.SUCCEEDED)
    assert (event.key, event.claim_ref) == (request.key, request.claim_ref)
    assert replace(event.result, reason="") == result
    assert (result.mdr_rupiah, result.net_rupiah) == (350_000, 49_650_000)


def test_declines_payouts_and_codes_are_notified_too(bank, listener):
    bank.knobs(callback_url=listener.url)
    gateway, code = bank.gateway(), a_code()
    gateway.charge_card(a_charge(card_token="card-declined-x"))
    declined = next_event(bank, listener)
    assert (declined.result.outcome, declined.result.reason) == (
        Outcome.DECLINED,
        "Insufficient Funds",
    )
    gateway.pay_out(a_payout())
    assert next_event(bank, listener).kind is EventKind.PAYOUT
    gateway.generate_qris(code)
    bank.post("/_sim/qr/pay", {"partnerReferenceNo": code.key})
    paid = next_event(bank, listener)
    assert (paid.kind, paid.key, paid.result.mdr_rupiah) == (EventKind.QRIS, code.key, 0)


def test_a_notification_is_tried_again_until_it_is_taken(bank, listener):
    bank.knobs(callback_url=listener.url)
    for status in (500, 404):
        listener.replies.put(status)
    bank.gateway().charge_card(a_charge())
    assert len({next_event(bank, listener).event_id for _ in range(3)}) == 1


def test_repeated_and_shuffled_notifications_keep_their_event_ids(bank, listener):
    bank.knobs(callback_url=listener.url, repeat_callbacks=2, reorder_callbacks=True, seed=7)
    gateway = bank.gateway()

    def shuffled():
        sent = [gateway.charge_card(a_charge()).bank_reference for _ in range(4)]
        arrived = [next_event(bank, listener).result.bank_reference for _ in range(12)]
        assert Counter(arrived) == dict.fromkeys(sent, 3)
        return arrived != sorted(arrived, key=sent.index)

    assert eventually(shuffled)  # on a busy machine a round may stay in order


def test_a_pending_charge_is_notified_twice_with_two_ids(bank, listener):
    bank.knobs(callback_url=listener.url, pending_rate=1, pending_ms=400)
    bank.gateway().charge_card(a_charge())
    first, last = next_event(bank, listener), next_event(bank, listener)
    assert (first.result.outcome, last.result.outcome) == (Outcome.PENDING, Outcome.SUCCEEDED)
    assert first.event_id != last.event_id


def test_a_dropped_notification_can_be_sent_late(bank, listener):
    bank.knobs(callback_url=listener.url, drop_callbacks=1)
    result = bank.gateway().charge_card(a_charge())
    event_id = eventually(
        lambda: next(
            (
                event["additionalInfo"]["eventId"]
                for event in bank.events()
                if event["originalReferenceNo"] == result.bank_reference
            ),
            None,
        )
    )
    assert listener.received.empty()
    assert bank.post("/_sim/events", {"eventId": event_id}).json() == {"resent": True}
    assert next_event(bank, listener).event_id == event_id
    assert bank.post("/_sim/events", {"eventId": "nothing"}).status_code == 404


# What a forger may try. Each case changes a genuine notification in one way.


class Client:
    """A partner that signs as it should, or not quite."""

    def __init__(self, bank):
        self.bank, self.http = bank, httpx.Client(base_url=bank.url, trust_env=False)
        self.token = self.take_token().json()["accessToken"]

    def take_token(self, body=b'{"grantType":"client_credentials"}', **changes):
        env, stamp = self.bank.env, snap.timestamp_of(datetime.now(UTC))
        with open(env["BANK_PRIVATE_KEY_FILE"], "rb") as pem:
            key = snap.load_private_key(pem.read())
        headers = {
            "X-CLIENT-KEY": env["BANK_CLIENT_ID"],
            "X-TIMESTAMP": stamp,
            "X-SIGNATURE": snap.sign_asymmetric(key, f"{env['BANK_CLIENT_ID']}|{stamp}"),
        }
        return self.http.post("/v1.0/access-token/b2b", content=body, headers=headers | changes)

    def charge(self, payload=None, *, stamp=None, headers=None, body=None, **changes):
        path = "/v1.0/debit/payment-host-to-host"
        payload = (payload or charge_payload(self.bank)) | changes
        body = json.dumps(payload).encode() if body is None else body
        stamp = stamp or snap.timestamp_of(datetime.now(UTC))
        text = snap.service_string("POST", path, self.token, body, stamp)
        sent = {
            "Authorization": f"Bearer {self.token}",
            "X-TIMESTAMP": stamp,
            "X-SIGNATURE": snap.sign_symmetric(self.bank.env["BANK_CLIENT_SECRET"], text),
            "X-PARTNER-ID": self.bank.env["BANK_CLIENT_ID"],
            "X-EXTERNAL-ID": str(uuid.uuid4()),
            "CHANNEL-ID": "95221",
            **(headers or {}),
        }
        return self.http.post(path, content=body, headers=sent)


def charge_payload(bank):
    return {
        "partnerReferenceNo": str(uuid.uuid4()),
        "merchantId": bank.env["BANK_MERCHANT_ID"],
        "amount": {"value": "1500.00", "currency": "IDR"},
        "additionalInfo": {"cardToken": "card-ok-1", "claimId": "c", "sizeClass": "small"},
    }


@pytest.fixture
def client(bank):
    made = Client(bank)
    yield made
    made.http.close()


def test_the_token_answer_has_the_names_of_the_standard(client):
    answer = client.take_token().json()
    assert set(answer) == {
        "responseCode", "responseMessage", "accessToken", "tokenType", "expiresIn",
    }  # fmt: skip
    assert answer["responseCode"] == "2007300"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"X-SIGNATURE": "QUJD"}, "4017300"),
        ({"X-CLIENT-KEY": "somebody"}, "4017300"),
        ({"X-TIMESTAMP": "2020-01-01T00:00:00+07:00"}, "4017300"),
        ({"X-TIMESTAMP": "yesterday"}, "4007301"),
        ({"X-SIGNATURE": ""}, "4007302"),
        ({"body": b'{"grantType":"password"}'}, "4007301"),
        ({"body": b"nonsense"}, "4007301"),
    ],
)
def test_no_token_without_proof(client, changes, code):
    assert client.take_token(**changes).json()["responseCode"] == code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"headers": {"Authorization": "Bearer 9999999999.x.y"}}, "4015401"),
        ({"headers": {"Authorization": ""}}, "4015401"),
        ({"headers": {"X-SIGNATURE": "QUJD"}}, "4015400"),
        ({"headers": {"X-PARTNER-ID": "somebody"}}, "4045416"),
        ({"headers": {"X-EXTERNAL-ID": ""}}, "4005402"),
        ({"headers": {"X-EXTERNAL-ID": "9" * 37}}, "4005401"),
        ({"headers": {"CHANNEL-ID": ""}}, "4005402"),
        ({"stamp": "2020-01-01T00:00:00+07:00"}, "4015400"),
        ({"body": b"[]"}, "4005401"),
        ({"body": b" " * 70_000}, "4135400"),
        ({"merchantId": "M0"}, "4045408"),
        ({"partnerReferenceNo": ""}, "4005402"),
        ({"partnerReferenceNo": "k" * 65}, "4005401"),
        ({"amount": {"value": "10.5", "currency": "IDR"}}, "4005401"),
        ({"amount": {"value": "10.00", "currency": "USD"}}, "4005401"),
        ({"additionalInfo": None}, "4005402"),
        ({"additionalInfo": {"claimId": "c", "sizeClass": "small"}}, "4005402"),
    ],
)
def test_malformed_charges_move_nothing(bank, client, changes, code):
    assert client.charge(**changes).json()["responseCode"] == code
    assert bank.record() == []


def test_a_second_request_for_one_reference_is_a_duplicate(bank, client):
    payload = charge_payload(bank)
    codes = [client.charge(payload).json()["responseCode"] for _ in range(2)]
    assert codes == ["2005400", "4095401"]
    assert len(bank.record("charge")) == 1


@pytest.mark.parametrize(
    "wanted", [{"nonsense": 1}, {"decline_rate": 2}, {"decline_rate": "1"}, {"delay_ms": -1}]
)
def test_unknown_knobs_change_nothing(bank, wanted):
    answer = bank.post("/_sim/knobs", {"down": True, **wanted})
    assert answer.status_code == 400
    assert bank.knobs()["down"] is False


def test_a_seed_repeats_the_same_misfortunes(bank):
    def series():
        bank.knobs(reset=True, decline_rate=0.5, seed=11)
        gateway = bank.gateway()
        return [gateway.charge_card(a_charge()).outcome for _ in range(12)]

    first = series()
    assert set(first) == {Outcome.SUCCEEDED, Outcome.DECLINED}
    assert series() == first


def test_the_record_can_be_read_from_any_point(bank):
    gateway = bank.gateway()
    for _ in range(3):
        gateway.charge_card(a_charge())
    numbers = [entry["seq"] for entry in bank.record()]
    with httpx.Client(base_url=bank.url, trust_env=False) as http:
        rest = http.get("/_sim/record", params={"since": numbers[1]}).text.splitlines()
        assert [json.loads(line)["seq"] for line in rest] == numbers[2:]
        assert http.get("/_sim/record", params={"since": "x"}).status_code == 400
