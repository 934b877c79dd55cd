"""The same contract when the bank loses answers, is slow, or is down, and at its card page."""

import time
import uuid
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from payments.gateway import (
    CallbackForeign,
    CallbackForged,
    CallbackMalformed,
    GatewayRejected,
    GatewayTimeout,
    GatewayUnavailable,
    Outcome,
    gateway_from_env,
    wire,
)
from payments.gateway.breaker import Breaker
from tests.conftest import free_port
from tests.payments.intents import a_charge, a_code, a_payout

FULL_CAP = 50_000_000


def test_an_expired_code_is_not_paid(bank):
    request = a_code(expires_at=datetime.now(UTC) - timedelta(minutes=1))
    bank.gateway().generate_qris(request)
    answer = bank.post("/_sim/qr/pay", {"partnerReferenceNo": request.key})
    assert answer.status_code == 403
    assert bank.record("charge") == []


@pytest.mark.parametrize("amount", [0, -1, 2**53 + 1])
def test_an_impossible_amount_never_leaves(bank, amount):
    with pytest.raises(ValueError, match="range"):
        bank.gateway().charge_card(a_charge(amount_rupiah=amount))
    assert bank.record() == []


@pytest.mark.parametrize("key", ["", "short", "with space in it", "k" * 65, "kunci-é-kunci"])
def test_a_malformed_key_never_leaves(bank, key):
    with pytest.raises(ValueError, match="key"):
        bank.gateway().charge_card(a_charge(key=key))
    assert bank.record() == []


def test_secrets_are_not_in_a_repr(bank):
    shown = repr(a_charge()) + repr(a_payout())
    assert "card-ok-citra" not in shown
    assert "1234567890" not in shown
    assert "CITRA CONTOH" not in shown


@pytest.fixture
def gateway_with():
    opened = []

    def make(env):
        opened.append(gateway_from_env(env))
        return opened[-1]

    yield make
    for gateway in opened:
        gateway.close()


def test_without_a_connection_nothing_was_sent(bank, gateway_with):
    nobody = {**bank.env, "BANK_BASE_URL": f"http://127.0.0.1:{free_port()}"}
    with pytest.raises(GatewayUnavailable):
        gateway_with(nobody).charge_card(a_charge())


def test_a_bank_that_is_down_gives_no_token_so_nothing_was_sent(bank):
    bank.knobs(down=True)
    with pytest.raises(GatewayUnavailable):
        bank.gateway().charge_card(a_charge())
    assert bank.record() == []


def test_a_wrong_secret_is_rejected(bank, gateway_with):
    with pytest.raises(GatewayRejected) as refused:
        gateway_with({**bank.env, "BANK_CLIENT_SECRET": "wrong"}).charge_card(a_charge())
    assert refused.value.response_code == "4015400"
    assert bank.record() == []


@pytest.mark.parametrize("name", ["BANK_BASE_URL", "BANK_CLIENT_SECRET", "BANK_PUBLIC_KEY_FILE"])
def test_missing_configuration_is_named(bank, name):
    env = {key: value for key, value in bank.env.items() if key != name}
    with pytest.raises(ValueError, match=name.removesuffix("_FILE")):
        gateway_from_env(env)


def test_the_breaker_opens_after_five_failures_and_tries_once_after_ten_seconds():
    clock = [0.0]
    breaker = Breaker(lambda: clock[0])
    for _ in range(4):
        breaker.failed()
    assert breaker.allows()
    breaker.failed()
    assert not breaker.allows()
    clock[0] = 10.0
    assert [breaker.allows(), breaker.allows()] == [True, False]
    breaker.succeeded()
    assert breaker.allows()


def test_five_failures_open_the_breaker_so_that_the_bank_is_left_alone(bank):
    gateway = bank.gateway()
    gateway.charge_status(str(uuid.uuid4()))  # takes a token
    bank.knobs(down=True)
    for _ in range(5):
        with pytest.raises(GatewayTimeout):
            gateway.charge_card(a_charge())
    bank.knobs(down=False)
    with pytest.raises(GatewayUnavailable, match="failed several times"):
        gateway.charge_card(a_charge())
    assert bank.record() == []


def test_no_thread_waits_longer_than_the_deadline(bank, monkeypatch):
    gateway = bank.gateway()
    gateway.charge_status(str(uuid.uuid4()))  # takes a token
    monkeypatch.setattr(wire, "DEADLINE_SECONDS", 0.4)
    bank.knobs(delay_ms=2_000)
    started, request = time.monotonic(), a_charge()
    with pytest.raises(GatewayTimeout):
        gateway.charge_card(request)
    assert time.monotonic() - started < 1
    assert [entry["claim_id"] for entry in bank.record("charge")] == [request.claim_ref]


def registered(bank, state, choice="berhasil"):
    """Walk through the bank's card page as a browser does; return the fields it comes back with."""
    page = bank.gateway().card_registration_url(
        return_url="http://127.0.0.1:8000/kartu/kembali/?dari=akun", state=state
    )
    with httpx.Client(base_url=bank.url, trust_env=False) as browser:
        assert 'type="text"' not in browser.get(page).text  # nowhere to type a card number
        form = {**dict(parse_qsl(urlsplit(page).query)), "card": choice}
        answer = browser.post("/_bank/card-page", data=form)
    assert answer.status_code == 303
    target = answer.headers["location"]
    assert target.startswith("http://127.0.0.1:8000/kartu/kembali/?dari=akun&state=")
    return dict(parse_qsl(urlsplit(target).query))


@pytest.mark.parametrize(
    ("choice", "outcome"), [("berhasil", Outcome.SUCCEEDED), ("ditolak", Outcome.DECLINED)]
)
def test_a_card_is_registered_at_the_bank_and_can_be_used(bank, choice, outcome):
    gateway = bank.gateway()
    query = registered(bank, "session-1", choice)
    assert set(query) == {"dari", "state", "code"}  # no token or digits in an address
    card = gateway.read_card_registration(query=query, state="session-1")
    assert len(card.last4) == 4
    assert card.issuer == "Bank Daerah (contoh)"
    assert card.card_token not in repr(card)
    assert gateway.charge_card(a_charge(card_token=card.card_token)).outcome is outcome


@pytest.mark.parametrize(
    ("changes", "state", "refusal"),
    [
        ({"code": "made-up"}, "session-1", CallbackForged),
        ({"code": ""}, "session-1", CallbackMalformed),
        ({"state": "session-2"}, "session-2", CallbackForged),
        ({}, "session-2", CallbackForeign),
        ({"state": ""}, "", CallbackForeign),
    ],
)
def test_a_card_that_was_not_registered_in_this_session_is_refused(bank, changes, state, refusal):
    query = registered(bank, "session-1") | changes
    with pytest.raises(refusal):
        bank.gateway().read_card_registration(query=query, state=state)


def test_a_holder_who_cancels_comes_back_without_a_card(bank):
    page = bank.gateway().card_registration_url(return_url="http://127.0.0.1/k/", state="s1")
    with httpx.Client(base_url=bank.url, trust_env=False) as browser:
        assert "http://127.0.0.1/k/?state=s1&amp;error=cancelled" in browser.get(page).text
    with pytest.raises(CallbackMalformed):
        bank.gateway().read_card_registration(
            query={"state": "s1", "error": "cancelled"}, state="s1"
        )


@pytest.mark.parametrize(
    "return_url",
    [
        "",
        "https://evil.test/",
        "//evil.test/",
        "javascript:alert(1)",
        "http://127.0.0.1@evil.test/",
    ],
)
def test_the_card_page_never_sends_a_browser_to_strangers(bank, return_url):
    page = bank.gateway().card_registration_url(return_url=return_url, state="s")
    with httpx.Client(base_url=bank.url, trust_env=False) as browser:
        assert browser.get(page).status_code == 400
        form = {"returnUrl": return_url, "state": "s", "card": "berhasil"}
        assert browser.post("/_bank/card-page", data=form).status_code == 400


def test_a_killed_bank_remembers_everything(own_bank):
    gateway, request = own_bank.gateway(), a_charge()
    result = gateway.charge_card(request)
    own_bank.kill()
    with pytest.raises(GatewayUnavailable):
        gateway.charge_status(request.key)
    with own_bank.record_file.open("a") as torn:
        torn.write('{"seq":2,"kind":"charge","claim_id":"half a li')
    own_bank.start()
    assert gateway.charge_card(request) == result  # same token, same key, same answer
    assert len(own_bank.record()) == 1
    assert gateway.charge_card(a_charge()).outcome is Outcome.SUCCEEDED
    assert [entry["seq"] for entry in own_bank.record()] == [1, 2]


def test_two_banks_never_write_one_record(own_bank):
    assert own_bank.spawn().wait(30) == 3
