"""The port's promises, kept by the SNAP adapter against a bank in another process."""

import itertools
import threading
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from payments import qris
from payments.gateway import (
    GatewayRejected,
    GatewayTimeout,
    GatewayUnavailable,
    Outcome,
)
from payments.gateway.breaker import Breaker
from tests.payments.intents import a_charge, a_code, a_payout
from tests.waiting import eventually

FULL_CAP = 50_000_000


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
    settled = eventually(
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
