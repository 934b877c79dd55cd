"""What the bank tells us by itself: early, late, twice, out of order, or not by the bank."""

import itertools
import json
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client

from marketplace.core import audit
from marketplace.fulfilment.models import ClaimStatus
from payments.models import (
    CallbackEvent,
    CardPayment,
    InstructionStatus,
    LedgerTransaction,
    Payout,
)
from payments.services import drive_instructions, settlement
from tests import stories
from tests.payments.bank_notices import deliver, events_of, signed
from tests.payments.money_steps import make_due, paid, pay
from tests.waiting import eventually

pytestmark = pytest.mark.usefixtures("bank_settings")


@pytest.fixture
def client():
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def unanswered(world, bank) -> CardPayment:
    """The bank has charged the card; its answer was lost."""
    bank.knobs(lose_answer_next=1)
    payment = pay(world, stories.claimed(world))
    assert drive_instructions() == 0
    return payment


def state(payment: CardPayment) -> tuple[str, str, int]:
    """Status of charge and claim, and how many bookings there are."""
    payment.refresh_from_db()
    payment.claim.refresh_from_db()
    return payment.status, payment.claim.status, LedgerTransaction.objects.count()


DONE = (InstructionStatus.SUCCEEDED, ClaimStatus.PAID, 3)
WAITING = (InstructionStatus.PENDING, ClaimStatus.OPEN, 0)


def test_a_notice_before_the_answer_pays_the_claim_once(client, bank, unanswered):
    [event] = events_of(bank, unanswered)
    answer = deliver(client, bank, event)
    assert (answer.status_code, answer.json()["responseCode"]) == (200, "2005600")
    assert state(unanswered) == DONE
    make_due()
    assert drive_instructions() == 0
    assert state(unanswered) == DONE
    assert len(bank.record("charge")) == 1


def test_a_notice_after_the_answer_and_its_repeats_change_nothing(client, bank, world):
    payment = paid(world, stories.claimed(world))
    [event] = events_of(bank, payment)
    before = CardPayment.objects.values().get()
    for _ in range(3):
        assert deliver(client, bank, event).status_code == 200
    assert state(payment) == DONE
    assert CardPayment.objects.values().get() == before
    assert CallbackEvent.objects.get().effect == "charge_succeeded"


def test_every_order_of_the_banks_words_ends_the_same(client, bank, world):
    bank.knobs(pending_rate=1.0, pending_ms=300)
    payment = pay(world, stories.claimed(world))
    drive_instructions()
    pending, success = eventually(lambda: (e := events_of(bank, payment)) and len(e) == 2 and e)
    words = {"p": pending, "s": success}
    for order in sorted(set(itertools.permutations("pssp"))):
        with transaction.atomic():
            for word in order:
                assert deliver(client, bank, words[word]).status_code == 200
            assert state(payment) == DONE
            transaction.set_rollback(True)
    assert state(payment) == WAITING


def test_a_decline_told_twice_leaves_the_claim_open(client, bank, world):
    payment = pay(world, stories.claimed(world), token="card-declined-fajar")
    drive_instructions()
    [event] = events_of(bank, payment)
    for _ in range(2):
        deliver(client, bank, event)
    assert state(payment) == (InstructionStatus.DECLINED, ClaimStatus.OPEN, 0)


def test_a_payout_is_settled_by_its_notice(client, bank, world):
    claim = stories.claimed(world)
    paid(world, claim)
    bank.knobs(lose_answer_next=1)
    assert settlement.settle() == 0
    payout = Payout.objects.get()
    [event] = events_of(bank, payout)
    assert deliver(client, bank, event).json()["responseCode"] == "2004300"
    payout.refresh_from_db()
    claim.refresh_from_db()
    assert (payout.status, claim.status) == (InstructionStatus.SUCCEEDED, ClaimStatus.SETTLED)


def test_a_well_signed_notice_with_another_sum_is_not_booked(client, bank, unanswered):
    [event] = events_of(bank, unanswered)
    deliver(client, bank, event, amount={"value": "1.00", "currency": "IDR"})
    assert state(unanswered) == (InstructionStatus.NEEDS_PERSON, ClaimStatus.OPEN, 0)
    assert unanswered.instruction.trouble == "amount_differs"


def test_one_event_id_with_two_bodies_is_put_aside_and_alarmed(client, bank, unanswered):
    [event] = events_of(bank, unanswered)
    declined = {"latestTransactionStatus": "06", "transactionStatusDesc": "Insufficient Funds"}
    deliver(client, bank, event, **declined)
    assert state(unanswered) == (InstructionStatus.DECLINED, ClaimStatus.OPEN, 0)
    assert deliver(client, bank, event).status_code == 200
    assert state(unanswered) == (InstructionStatus.NEEDS_PERSON, ClaimStatus.OPEN, 0)
    assert unanswered.instruction.trouble == "event_conflict"
    assert audit.trail(unanswered.claim.order).filter(action="instruction.needs_person").exists()
    effects = CallbackEvent.objects.order_by("pk").values_list("effect", flat=True)
    assert list(effects) == ["charge_declined", "event_conflict"]
    assert set(unanswered.instruction.answers.values_list("outcome", flat=True)) == {
        "declined",
        "succeeded",
    }


def test_another_body_after_the_booking_alarms_and_holds_the_payout(client, bank, world):
    payment = paid(world, stories.claimed(world))
    [event] = events_of(bank, payment)
    deliver(client, bank, event)
    extra = {**event["additionalInfo"], "mdr": {"value": "1.00", "currency": "IDR"}}
    deliver(client, bank, event, additionalInfo=extra)
    assert state(payment) == DONE
    assert payment.instruction.trouble == "event_conflict"
    assert settlement.open_batch() is None


def test_a_notice_whose_claim_contradicts_its_key_pays_nothing(client, bank, world, unanswered):
    other = stories.claimed(world)
    [event] = events_of(bank, unanswered)
    extra = {**event["additionalInfo"], "claimId": other.number}
    deliver(client, bank, event, additionalInfo=extra)
    assert state(unanswered) == (InstructionStatus.NEEDS_PERSON, ClaimStatus.OPEN, 0)
    assert unanswered.instruction.trouble == "claim_differs"
    other.refresh_from_db()
    assert other.status == ClaimStatus.OPEN


def test_a_notice_that_takes_a_charge_for_a_payout_pays_nothing(client, bank, unanswered):
    [event] = events_of(bank, unanswered)
    extra = {**event["additionalInfo"], "kind": "payout"}
    deliver(client, bank, {**event, "path": "/v1.0/transfer/notify"}, additionalInfo=extra)
    assert state(unanswered) == (InstructionStatus.NEEDS_PERSON, ClaimStatus.OPEN, 0)
    assert unanswered.instruction.trouble == "kind_differs"


def test_a_notice_about_a_key_that_is_not_ours_is_noted_and_harmless(client, bank, unanswered):
    [event] = events_of(bank, unanswered)
    for key in ("3f0c8d5e-0000-4000-8000-000000000000", "not-a-uuid-at-all"):
        extra = {**event["additionalInfo"], "eventId": f"E-{key}"}
        answer = deliver(client, bank, event, originalPartnerReferenceNo=key, additionalInfo=extra)
        assert answer.status_code == 200
    assert state(unanswered) == WAITING
    assert {row.effect for row in CallbackEvent.objects.all()} == {"unknown_key"}


@pytest.mark.parametrize(
    "trick",
    ["unsigned", "other_body", "other_path", "stale", "other_partner", "other_merchant", "dollars"],
)
def test_what_is_not_provably_the_banks_is_refused(client, bank, unanswered, trick):
    [event] = events_of(bank, unanswered)
    if trick == "stale":
        answer = deliver(client, bank, event, age=timedelta(seconds=301))
    elif trick == "other_merchant":
        answer = deliver(client, bank, event, merchantId="M-SOMEBODY")
    elif trick == "dollars":
        amount = {**event["amount"], "currency": "USD"}
        answer = deliver(client, bank, event, amount=amount)
    else:
        answer = _tampered(client, bank, event, trick)
    assert answer.status_code == 401
    assert answer.json()["responseCode"].startswith("401")
    assert state(unanswered) == WAITING
    assert not CallbackEvent.objects.exists()


def _tampered(client, bank, event, trick):
    path = "/bank" + event["path"]
    body = json.dumps({k: v for k, v in event.items() if k != "path"}).encode()
    headers = signed(bank, path, body, event["additionalInfo"]["eventId"])
    if trick == "unsigned":
        del headers["X-SIGNATURE"]
    elif trick == "other_body":
        body = body.replace(b"Successful", b"Succesful ") + b" "
        body = body.replace(b'"originalPartnerReferenceNo": "', b'"originalPartnerReferenceNo": "0')
    elif trick == "other_path":
        path += "?again=1"
    else:
        headers["X-PARTNER-ID"] = "somebody-else"
    return client.post(path, body, content_type="application/json", headers=headers)


@pytest.mark.parametrize("body", [b"", b"null", b"{}", b"[1]", b"\xff\xfe", b'{"a":1,"a":2}'])
def test_unreadable_bodies_are_refused_even_when_signed(client, bank, db, body):
    path = "/bank/v1.0/debit/notify"
    headers = signed(bank, path, body, "E-1")
    answer = client.post(path, body, content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json()["responseCode"]) == (400, "4005600")
    assert not CallbackEvent.objects.exists()


@pytest.mark.parametrize("path", ["debit/notify", "transfer/notify", "qr/qr-mpm-notify"])
def test_the_banks_addresses_take_only_posts(client, db, path):
    assert client.get(f"/bank/v1.0/{path}").status_code == 405
    assert (
        client.post(f"/bank/v1.0/{path}", b"{}", content_type="application/json").status_code == 401
    )
