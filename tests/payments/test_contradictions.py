"""A word of the bank that contradicts what we asked is put aside and alarmed, in every state."""

import json

import pytest
from django.test import Client

from marketplace.core import audit
from marketplace.core.models import OutboxEvent
from marketplace.fulfilment.models import ClaimStatus
from payments.models import (
    BankInstruction,
    CallbackEvent,
    InstructionStatus,
    LedgerTransaction,
)
from payments.services import drive_instructions, request_payment
from tests import stories
from tests.payments.bank_notices import deliver, signed
from tests.payments.money_steps import pay, told, word

pytestmark = pytest.mark.usefixtures("bank_settings")

IDR = "IDR"
ANOTHER = {"value": "1.00", "currency": IDR}
PENDING, DECLINED, SUCCESS = "03", "06", "00"


@pytest.fixture
def client():
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


def notice(instruction, status=SUCCESS, **extra):
    """What a real bank could say about one instruction of ours."""
    sum_asked = {"value": f"{instruction.amount_rupiah}.00", "currency": IDR}
    asked = instruction.asked
    return {
        "path": "/v1.0/debit/notify",
        "originalPartnerReferenceNo": str(instruction.idempotency_key),
        "originalReferenceNo": "B-1",
        "merchantId": "",
        "amount": sum_asked,
        "latestTransactionStatus": status,
        "transactionStatusDesc": "Insufficient Funds" if status == DECLINED else "Successful",
        "approvalCode": "123456",
        "finishedTime": "2026-11-26T10:00:00+07:00",
        "additionalInfo": {
            "eventId": f"E-{instruction.pk}-{status}",
            "kind": "charge",
            "claimId": asked["claim_ref"],
            "mdr": {"value": "0.00", "currency": IDR},
            "netAmount": sum_asked,
            **extra,
        },
    }


def say(client, bank, event, **changes):
    return deliver(client, bank, {**event, "merchantId": bank.env["BANK_MERCHANT_ID"]}, **changes)


# ---- the state an instruction is in when the word comes


def intended(_bank, world):
    return pay(world, stories.claimed(world))


def sent(bank, world):
    bank.knobs(pending_rate=1.0, pending_ms=60_000)
    payment = intended(bank, world)
    drive_instructions()
    return payment


def declined(bank, world):
    payment = pay(world, stories.claimed(world), token="card-declined-fajar")
    drive_instructions()
    return payment


STATES = {
    InstructionStatus.INTENDED: intended,
    InstructionStatus.PENDING: sent,
    InstructionStatus.DECLINED: declined,
}
OTHER_KIND = {"path": "/v1.0/transfer/notify", "kind": "payout"}
CONTRADICTIONS = {
    "a success of another sum": (SUCCESS, {"amount": ANOTHER}, {}),
    "a decline of another sum": (DECLINED, {"amount": ANOTHER}, {}),
    "still waiting for another sum": (PENDING, {"amount": ANOTHER}, {}),
    "a success for another claim": (SUCCESS, {}, {"claimId": "TAG-0000"}),
    "a decline for another claim": (DECLINED, {}, {"claimId": "TAG-0000"}),
    "still waiting for another claim": (PENDING, {}, {"claimId": "TAG-0000"}),
    "taken for a transfer": (SUCCESS, {"path": OTHER_KIND["path"]}, {"kind": "payout"}),
    "a discount above the sum": (
        SUCCESS,
        {},
        {"mdr": {"value": "9007199254740992.00", "currency": IDR}, "netAmount": None},
    ),
    "a credit above the sum": (
        SUCCESS,
        {},
        {"mdr": None, "netAmount": {"value": "9007199254740992.00", "currency": IDR}},
    ),
    "discount and credit that do not add up": (
        SUCCESS,
        {},
        {"netAmount": ANOTHER, "mdr": ANOTHER},
    ),
}


# A decline of what ended declined moves nothing, and a success after it is late whatever it says.
@pytest.mark.parametrize("contradiction", CONTRADICTIONS)
@pytest.mark.parametrize("state", STATES)
def test_it_parks_and_alarms_and_never_passes(client, bank, world, state, contradiction):
    payment = STATES[state](bank, world)
    status, changes, extra = CONTRADICTIONS[contradiction]
    event = notice(payment.instruction, status, **extra)
    assert say(client, bank, {**event, **changes}).status_code == 200
    instruction = BankInstruction.objects.get(pk=payment.instruction_id)
    assert instruction.status == InstructionStatus.NEEDS_PERSON
    assert instruction.trouble
    payment.claim.refresh_from_db()
    assert payment.claim.status == ClaimStatus.OPEN
    assert LedgerTransaction.objects.count() == 0
    assert OutboxEvent.objects.filter(name="instruction.needs_person").count() == 1
    trail = audit.trail(payment.claim.order).filter(action="instruction.needs_person")
    assert trail.count() == 1
    assert drive_instructions() == 0  # nothing happens by itself any more
    assert CallbackEvent.objects.count() == 1


def test_a_late_success_after_a_decline_charges_nobody_twice(client, bank, world):
    """One charge is declined and a second on its way when the first succeeds after all."""
    first = declined(bank, world)
    bank.knobs(pending_rate=1.0, pending_ms=60_000)
    card = stories.card_of(world, "card-ok-fajar")
    second = request_payment(claim_id=first.claim_id, card_id=card.pk, actor=world.fajar)
    assert say(client, bank, notice(first.instruction)).status_code == 200
    assert drive_instructions() == 0
    states = set(BankInstruction.objects.values_list("status", flat=True))
    assert states == {InstructionStatus.NEEDS_PERSON}
    assert len(bank.record("charge")) == 0
    # The second one is reported as done, too: it waits as well.
    told(second, word(second.amount_rupiah, bank_reference="B-2"))
    assert LedgerTransaction.objects.count() == 0


def test_the_same_event_written_anew_is_a_repeat(client, bank, world):
    payment = sent(bank, world)
    event = notice(payment.instruction)
    say(client, bank, event)
    turned = dict(reversed(event.items()))
    turned["additionalInfo"] = dict(reversed(event["additionalInfo"].items()))
    assert say(client, bank, turned).status_code == 200
    payment.instruction.refresh_from_db()
    assert payment.instruction.status == InstructionStatus.SUCCEEDED
    assert payment.instruction.trouble == ""
    assert CallbackEvent.objects.count() == 1


# ---- what cannot be read is refused, and moves nothing

LONG = "x" * 5_000
DEEP = "[" * 30_000 + "]" * 30_000
UNREADABLE = {
    "a year before all": {"finishedTime": "0001-01-01T00:00:00+14:00"},
    "a year after all": {"finishedTime": "9999-12-31T23:59:59-12:00"},
    "a year of seven digits": {"finishedTime": "0020269-01-01T00:00:00+07:00"},
    "a day that is none": {"finishedTime": "2026-02-30T00:00:00+07:00"},
    "an offset that is none": {"finishedTime": "2026-02-20T00:00:00+99:99"},
    "a long approval": {"approvalCode": "1" * 17},
    "an approval of another kind": {"approvalCode": 17},
    "an approval that cannot be stored": {"approvalCode": "12\x0034"},
    "a long reference": {"originalReferenceNo": LONG},
    "a reference that cannot be stored": {"originalReferenceNo": "B\x001"},
    "half a character": {"originalReferenceNo": "B\ud8001"},
    "a long key": {"originalPartnerReferenceNo": LONG},
    "a key of another kind": {"originalPartnerReferenceNo": {"a": 1}},
    "no sum": {"amount": None},
    "a sum of nothing": {"amount": {"value": "0.00", "currency": IDR}},
}


@pytest.mark.parametrize("fault", UNREADABLE)
def test_what_cannot_be_read_is_refused(client, bank, world, fault):
    payment = sent(bank, world)
    answer = say(client, bank, notice(payment.instruction), **UNREADABLE[fault])
    assert 400 <= answer.status_code < 500
    assert answer.headers["Content-Type"] == "application/json"
    payment.instruction.refresh_from_db()
    assert payment.instruction.status == InstructionStatus.PENDING
    assert not CallbackEvent.objects.exists()


@pytest.mark.parametrize("body", [DEEP, '{"a":' + DEEP + "}", '{"a":' + "9" * 5_000 + "}"])
def test_a_body_without_end_is_refused(client, bank, db, body):
    path = "/bank/v1.0/debit/notify"
    headers = signed(bank, path, body.encode(), "E-1")
    answer = client.post(path, body, content_type="application/json", headers=headers)
    assert answer.status_code == 400
    assert answer.json()["responseCode"] == "4005600"


@pytest.mark.parametrize("words", [LONG, "a\x00b", "a\ud800b", "\u202e\u200b", {"a": 1}, None])
def test_words_for_people_never_stop_a_decline(client, bank, world, words):
    payment = sent(bank, world)
    event = notice(payment.instruction, DECLINED, reasonCode=words)
    assert say(client, bank, event, transactionStatusDesc=words).status_code == 200
    payment.instruction.refresh_from_db()
    assert payment.instruction.status == InstructionStatus.DECLINED
    assert "\x00" not in json.dumps(payment.instruction.answer.reason)
    assert len(payment.instruction.answer.reason) <= 200
