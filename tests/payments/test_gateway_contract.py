"""The port's promises, kept by the SNAP adapter against a bank in another process."""

import itertools
import threading
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from payments import qris
from payments.gateway import (
    CallbackForeign,
    CallbackForged,
    CallbackMalformed,
    ChargeRequest,
    GatewayRejected,
    GatewayTimeout,
    GatewayUnavailable,
    Outcome,
    PayoutRequest,
    QrisRequest,
    gateway_from_env,
    wire,
)
from payments.gateway.breaker import Breaker
from tests.payments.bank_process import free_port, wait_until

FULL_CAP = 50_000_000


def a_charge(**changes):
    return replace(
        ChargeRequest(
            key=str(uuid.uuid4()),
            claim_ref=f"claim-{uuid.uuid4()}",
            amount_rupiah=FULL_CAP,
            card_token="card-ok-citra",
            size_class="small",
            description="Teh kelor, 100 kotak",
        ),
        **changes,
    )


def a_payout(**changes):
    return replace(
        PayoutRequest(
            key=str(uuid.uuid4()),
            payout_ref=f"payout-{uuid.uuid4()}",
            amount_rupiah=49_650_000,
            bank_code="014",
            account_number="1234567890",
            account_holder="CITRA CONTOH",
            description="Penyelesaian",
            claim_refs=("claim-1", "claim-2"),
        ),
        **changes,
    )


def a_code(**changes):
    return replace(
        QrisRequest(
            key=str(uuid.uuid4()),
            claim_ref="claim-q",
            amount_rupiah=150_000,
            size_class="micro",
            merchant_name="Kelor Citra",
            city="Kota Kupang",
            expires_at=datetime.now(UTC) + timedelta(hours=1),
        ),
        **changes,
    )


def test_a_charge_is_made_once_and_says_what_it_cost(bank):
    request = a_charge()
    result = bank.gateway().charge_card(request)

    assert result.outcome is Outcome.SUCCEEDED
    assert (result.amount_rupiah, result.mdr_rupiah) == (FULL_CAP, 350_000)
    assert result.bank_reference
    assert len(result.approval_code) == 6
    assert abs(datetime.now(UTC) - result.settled_at) < timedelta(minutes=1)
    [entry] = bank.record()
    assert (entry["kind"], entry["claim_id"]) == ("charge", request.claim_ref)
    assert entry["net_rupiah"] == FULL_CAP - 350_000
    assert bank.gateway().charge_status(request.key) == result


@pytest.mark.parametrize(
    ("size_class", "amount", "mdr"),
    [("micro", 500_000, 0), ("micro", 500_001, 1_500), ("micro", 550_500, 1_652),
     ("small", 500_000, 3_500), ("medium", 1_000_050, 7_000), ("small", 71, 0), ("small", 72, 1)],
)  # fmt: skip
def test_the_bank_keeps_its_discount_by_size_of_the_business(bank, size_class, amount, mdr):
    result = bank.gateway().charge_card(a_charge(size_class=size_class, amount_rupiah=amount))
    assert result.mdr_rupiah == mdr


def test_a_declined_card_is_an_answer_and_moves_nothing(bank):
    gateway, request = bank.gateway(), a_charge(card_token="card-declined-citra")
    result = gateway.charge_card(request)
    assert (result.outcome, result.reason_code) == (Outcome.DECLINED, "4035414")
    assert gateway.charge_card(request) == result  # the same key keeps its answer
    assert gateway.charge_status(request.key).outcome is Outcome.DECLINED
    assert gateway.charge_status(request.key).reason == "Insufficient Funds"
    assert [entry["kind"] for entry in bank.record()] == ["decline"]

    unknown = gateway.charge_card(a_charge(card_token="somebody-elses"))
    assert (unknown.outcome, unknown.reason_code) == (Outcome.DECLINED, "4045411")


def test_the_bank_may_decline_once_and_accept_a_new_key(bank):
    bank.knobs(decline_next=1)
    gateway, request = bank.gateway(), a_charge()
    assert gateway.charge_card(request).outcome is Outcome.DECLINED
    again = replace(request, key=str(uuid.uuid4()))
    assert gateway.charge_card(again).outcome is Outcome.SUCCEEDED


def test_a_lost_answer_is_found_by_asking_and_charged_once(bank):
    gateway, request = bank.gateway(), a_charge()
    bank.knobs(lose_answer_next=1)
    with pytest.raises(GatewayTimeout):
        gateway.charge_card(request)
    assert gateway.charge_status(request.key).outcome is Outcome.SUCCEEDED
    assert len(bank.record("charge")) == 1


def test_an_unheard_key_is_unknown(bank):
    assert bank.gateway().charge_status(str(uuid.uuid4())).outcome is Outcome.UNKNOWN
    assert bank.gateway().payout_status(str(uuid.uuid4())).outcome is Outcome.UNKNOWN
    assert bank.gateway().qris_status(str(uuid.uuid4())).outcome is Outcome.UNKNOWN


def test_a_failing_bank_leaves_the_result_unknown_and_nothing_charged(bank):
    gateway, request = bank.gateway(), a_charge()
    bank.knobs(fail_next=1)
    with pytest.raises(GatewayTimeout):
        gateway.charge_card(request)
    assert gateway.charge_status(request.key).outcome is Outcome.UNKNOWN
    assert bank.record() == []


def test_one_key_in_sixteen_threads_is_one_charge_and_one_answer(bank):
    gateway, request, start = bank.gateway(), a_charge(), threading.Barrier(16)

    def attempt(_):
        start.wait()
        return gateway.charge_card(request)

    with ThreadPoolExecutor(16) as pool:
        answers = set(pool.map(attempt, range(16)))
    assert len(answers) == 1
    assert len(bank.record("charge")) == 1


def test_one_key_for_two_requests_is_rejected(bank):
    gateway, request = bank.gateway(), a_charge()
    gateway.charge_card(request)
    with pytest.raises(GatewayRejected) as refused:
        gateway.charge_card(replace(request, amount_rupiah=1_000))
    assert refused.value.response_code == "4095400"
    assert [entry["amount_rupiah"] for entry in bank.record("charge")] == [FULL_CAP]


def test_a_careless_bank_charges_a_repeated_key_twice(bank):
    """The reason why we ask before we retry: the key alone does not protect anybody."""
    bank.knobs(ignore_idempotency_key=1)
    gateway, request = bank.gateway(), a_charge()
    assert gateway.charge_card(request) != gateway.charge_card(request)
    assert [entry["claim_id"] for entry in bank.record("charge")] == [request.claim_ref] * 2
    assert gateway.charge_status(request.key).outcome is Outcome.SUCCEEDED


def charge_with_care(gateway, request):
    """Try until the result is known, asking the bank before every new try."""
    while True:
        for step in (gateway.charge_status, lambda _key: gateway.charge_card(request)):
            try:
                result = step(request.key)
            except (GatewayTimeout, GatewayUnavailable):
                break
            if result.outcome is not Outcome.UNKNOWN:
                return result


def charge_with_haste(gateway, request):
    """Try again at once; what a careless client does."""
    while True:
        try:
            return gateway.charge_card(request)
        except (GatewayTimeout, GatewayUnavailable):
            continue


@pytest.mark.parametrize(
    ("client", "doubles"), [(charge_with_care, False), (charge_with_haste, True)]
)
def test_asking_before_retrying_never_charges_twice_even_at_a_careless_bank(bank, client, doubles):
    bank.knobs(lose_answer_rate=0.15, fail_rate=0.15, ignore_idempotency_key=1, seed=5)
    requests = [a_charge() for _ in range(60)]
    # Each look at this clock finds the breaker's pause over, so that nobody spins while it is open.
    gateway = bank.gateway(Breaker(itertools.count(step=20).__next__))
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda request: client(gateway, request), requests))
    charged = Counter(entry["claim_id"] for entry in bank.record("charge"))
    assert set(charged) == {request.claim_ref for request in requests}
    assert (max(charged.values()) > 1) is doubles


def test_a_pending_charge_settles_later(bank):
    bank.knobs(pending_rate=1, pending_ms=150)
    gateway, request = bank.gateway(), a_charge()
    result = gateway.charge_card(request)
    assert (result.outcome, result.settled_at) == (Outcome.PENDING, None)
    settled = wait_until(
        lambda: (now := gateway.charge_status(request.key)).outcome is Outcome.SUCCEEDED and now
    )
    assert settled.mdr_rupiah == 350_000


def test_a_payout_goes_once_to_its_vendor(bank):
    gateway, request = bank.gateway(), a_payout()
    result = gateway.pay_out(request)
    assert (result.outcome, result.amount_rupiah) == (Outcome.SUCCEEDED, 49_650_000)
    assert gateway.pay_out(request) == result
    assert gateway.payout_status(request.key) == result
    [entry] = bank.record("payout")
    assert entry["payout_id"] == request.payout_ref
    assert entry["claim_ids"] == ["claim-1", "claim-2"]
    assert request.account_number not in bank.record_file.read_text()


def test_a_payout_with_a_long_key_goes_once(bank):
    gateway, request = bank.gateway(), a_payout(key="settlement-2026-11-22:" + "v" * 40)
    assert gateway.pay_out(request) == gateway.pay_out(request)
    assert len(bank.record("payout")) == 1


@pytest.mark.parametrize(("account", "code"), [("1230000", "4041811"), ("1230009", "4031809")])
def test_a_payout_to_a_closed_account_is_declined(bank, account, code):
    gateway, request = bank.gateway(), a_payout(account_number=account)
    assert gateway.pay_out(request).reason_code == code
    assert gateway.payout_status(request.key).outcome is Outcome.DECLINED
    assert bank.record("payout") == []


def test_an_account_inquiry_names_the_owner(bank):
    def asked(number):
        return bank.gateway().inquire_account(
            bank_code="014", account_number=number, account_holder="Citra Contoh"
        )

    assert asked("1234567").account_holder == "CITRA CONTOH"
    assert asked("1231111").account_holder == "NAMA LAIN (CONTOH)"
    assert asked("1230000").outcome is Outcome.DECLINED
    assert bank.record() == []


def test_a_code_is_shown_paid_once_and_found(bank):
    gateway, request = bank.gateway(), a_code()
    shown = gateway.generate_qris(request)
    assert qris.parse(shown.payload).amount_rupiah == 150_000
    assert gateway.generate_qris(request) == shown
    assert gateway.qris_status(request.key).outcome is Outcome.PENDING

    paid = [bank.post("/_sim/qr/pay", {"partnerReferenceNo": request.key}) for _ in range(2)]
    assert [answer.status_code for answer in paid] == [200, 404]
    result = gateway.qris_status(request.key)
    assert (result.outcome, result.mdr_rupiah) == (Outcome.SUCCEEDED, 0)
    assert len(bank.record("charge")) == 1


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
