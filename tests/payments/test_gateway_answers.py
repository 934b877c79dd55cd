"""What the adapter makes of answers that no honest bank gives: it never takes them for success."""

import json
import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from payments import snap
from payments.gateway import (
    GatewayAnswerUnreadable,
    GatewayFieldUnreadable,
    GatewayRejected,
    GatewayTimeout,
    GatewayUnavailable,
    Outcome,
    gateway_from_env,
    get_gateway,
)
from payments.simulator.keys import write_bank_keys
from tests.payments.test_gateway_contract import a_charge

TOKEN = {"responseCode": "2007300", "accessToken": "t", "expiresIn": "900"}


class StrangeBank(ThreadingHTTPServer):
    """Answers every token request with `.token` and every other with `.answer`."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), StrangeHandler)
        self.token, self.answer, self.asked = (200, TOKEN), (500, {}), []


class StrangeHandler(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        is_token = self.path.endswith("/b2b")
        self.server.asked.append(self.path)
        status, body = self.server.token if is_token else self.server.answer
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(raw)))
        self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_args):
        """Stay silent."""


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    return write_bank_keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def strange_bank():
    server = StrangeBank()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def gateway(strange_bank, keys):
    url = f"http://127.0.0.1:{strange_bank.server_port}"
    made = gateway_from_env({**keys, "BANK_BASE_URL": url})
    yield made
    made.close()


def success(request, **changes):
    return {
        "responseCode": "2005400",
        "responseMessage": "Successful",
        "partnerReferenceNo": request.key,
        "referenceNo": "C1",
        "amount": snap.amount_of(request.amount_rupiah),
        "finishedTime": "2026-11-22T10:00:00+07:00",
        **changes,
    }


def test_the_plainest_honest_answer_is_success(strange_bank, gateway):
    request = a_charge()
    strange_bank.answer = 200, success(request)
    assert gateway.charge_card(request).outcome is Outcome.SUCCEEDED


@pytest.mark.parametrize(
    "changes",
    [
        {"partnerReferenceNo": "another-key"},
        {"partnerReferenceNo": None},
        {"amount": snap.amount_of(1)},
        {"amount": {"value": "50000000.00", "currency": "USD"}},
        {"amount": None},
        {"referenceNo": ""},
        {"finishedTime": "yesterday"},
        {"responseCode": "4005400"},
        {"responseCode": 2005400},
        {"responseCode": "200"},
        {"additionalInfo": {"mdr": {"value": "1.5", "currency": "IDR"}}},
    ],
)
def test_an_answer_that_does_not_fit_the_request_is_no_success(strange_bank, gateway, changes):
    request = a_charge()
    strange_bank.answer = 200, success(request, **changes)
    with pytest.raises(GatewayAnswerUnreadable):
        gateway.charge_card(request)


@pytest.mark.parametrize(
    "changes",
    [
        {"referenceNo": "C" * 129},
        {"referenceNo": "C\x001"},
        {"referenceNo": "C\ud8001"},
        {"approvalCode": "1" * 17},
        {"approvalCode": {"a": 1}},
        {"approvalCode": "1\x002"},
        {"finishedTime": "0001-01-01T00:00:00+14:00"},
        {"finishedTime": "9999-12-31T23:59:59-12:00"},
        {"finishedTime": "0020269-01-01T00:00:00+07:00"},
        {"additionalInfo": {"mdr": {"value": "9" * 5_000 + ".00", "currency": "IDR"}}},
    ],
)
def test_a_field_that_cannot_be_kept_whole_is_no_success(strange_bank, gateway, changes):
    request = a_charge()
    strange_bank.answer = 200, success(request, **changes)
    with pytest.raises(GatewayFieldUnreadable):
        gateway.charge_card(request)


def test_words_for_people_are_cleaned_and_cut(strange_bank, gateway):
    request = a_charge()
    words = {"reason": "a\x00b" * 500, "reasonCode": ["\ud800"]}
    strange_bank.answer = 200, success(request, additionalInfo=words)
    result = gateway.charge_card(request)
    assert result.outcome is Outcome.SUCCEEDED
    assert (len(result.reason), result.reason[:4]) == (200, "abab")
    assert result.reason_code.isprintable()


DEEP = b"[" * 100_000 + b"]" * 100_000


@pytest.mark.parametrize(
    "raw", [b"", b"<html>", b"[]", b"null", b" " * 300_000, DEEP, b"9" * 5_000]
)
def test_an_answer_that_is_not_snap_leaves_the_result_unknown(strange_bank, gateway, raw):
    strange_bank.answer = 200, raw
    with pytest.raises(GatewayTimeout):
        gateway.charge_card(a_charge())


@pytest.mark.parametrize(
    ("status", "case", "error"),
    [
        (400, "01", GatewayRejected),
        (401, "01", GatewayRejected),
        (404, "16", GatewayRejected),
        (409, "00", GatewayRejected),
        (409, "01", GatewayTimeout),  # the key is known there: inquire
        (429, "00", GatewayUnavailable),
        (302, "00", GatewayRejected),
        (500, "01", GatewayTimeout),
        (504, "00", GatewayTimeout),
    ],
)
def test_each_refusal_says_whether_to_ask_before_a_retry(
    strange_bank, gateway, status, case, error
):
    strange_bank.answer = status, {"responseCode": f"{status}54{case}"}
    with pytest.raises(error) as refused:
        gateway.charge_card(a_charge())
    assert refused.type is error
    # A refused token is renewed once, nothing else is ever sent again by itself.
    tries = [path for path in strange_bank.asked if not path.endswith("/b2b")]
    assert len(tries) == (2 if status == 401 else 1)


@pytest.mark.parametrize(
    "changes", [{"latestTransactionStatus": "77"}, {"originalPartnerReferenceNo": "another"}]
)
def test_an_inquiry_answered_about_something_else_is_no_answer(strange_bank, gateway, changes):
    key = str(uuid.uuid4())
    answer = {
        "responseCode": "2005500",
        "originalPartnerReferenceNo": key,
        "originalReferenceNo": "C1",
        "latestTransactionStatus": "00",
        "amount": snap.amount_of(1),
    }
    strange_bank.answer = 200, answer
    assert gateway.charge_status(key).outcome is Outcome.SUCCEEDED
    strange_bank.answer = 200, answer | changes
    with pytest.raises(GatewayAnswerUnreadable):
        gateway.charge_status(key)


@pytest.mark.parametrize(
    ("token", "error"),
    [
        ((200, {**TOKEN, "accessToken": ""}), GatewayUnavailable),
        ((200, {**TOKEN, "expiresIn": "soon"}), GatewayUnavailable),
        ((200, b"<html>"), GatewayUnavailable),
        ((503, {}), GatewayUnavailable),
        ((401, {"responseCode": "4017300"}), GatewayRejected),
    ],
)
def test_without_a_token_no_charge_is_sent(strange_bank, gateway, token, error):
    strange_bank.token = token
    with pytest.raises(error):
        gateway.charge_card(a_charge())
    assert strange_bank.asked == ["/v1.0/access-token/b2b"]


def test_a_card_with_odd_digits_is_refused(strange_bank, gateway):
    card = {"responseCode": "2000100", "cardToken": "t", "last4": "12a4", "issuer": "B"}
    strange_bank.answer = 200, card
    with pytest.raises(GatewayAnswerUnreadable):
        gateway.read_card_registration(query={"state": "s", "code": "c"}, state="s")


def test_the_settings_name_the_gateway_and_one_process_shares_it(settings, keys):
    settings.BANK_BASE_URL = "http://127.0.0.1:9/"
    for name, value in keys.items():
        setattr(settings, name, value)
    first = get_gateway()
    assert get_gateway() is first
    assert first.card_registration_url(return_url="http://127.0.0.1/k/", state="s").startswith(
        "http://127.0.0.1:9/_bank/card-page?"
    )
    settings.BANK_BASE_URL = "http://127.0.0.1:10"
    second = get_gateway()
    assert second is not first
    first.close()
    second.close()


def test_only_rsa_keys_sign_and_verify():
    key = ec.generate_private_key(ec.SECP256R1())
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    with pytest.raises(ValueError, match="RSA"):
        snap.load_private_key(private)
    with pytest.raises(ValueError, match="RSA"):
        snap.load_public_key(public)
