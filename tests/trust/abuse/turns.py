"""Money and steps out of turn: forged words of the bank, steps of others, keys used twice."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.test import override_settings
from django.urls import reverse

from marketplace.core.errors import DomainError
from marketplace.fulfilment.models import Claim
from marketplace.orders import lifecycle
from marketplace.orders.models import PurchaseOrder
from payments import gateway
from payments.models import CardPayment, LedgerTransaction
from payments.simulator.keys import write_bank_keys
from tests.bench.run import CouldNotRun
from tests.trust.abuse.bed import REFUSED, Bed, Tally, permissions, walkers
from tests.trust.cast import browser_of, money_steps, order_stories, stories

market: Any = import_module("tests.trust.doors.market")
forgeries: Any = import_module("tests.payments.test_forgeries")

SOME_PEOPLE = 5  # of all, by chance, press each step at each state, beside those whose step it is
PRESSED = {"reason": "Coba saja", "courier": "JNE", "seen": "x", "text": "Coba", "stars": "5"}
# Forgeries of what a request itself says here, and of a sum that is not this one's.
OF_THE_WAY = frozenset(
    {"sent elsewhere", "query added", "another method", "amount changed"}
    | {"replayed after six minutes", "replayed after three days"}
)
DOORS = ("bank_charge", "bank_payout", "bank_qris")


def steps(bed: Bed, tally: Tally) -> None:
    """Press every step of an order in every state, as people and programs whose turn it is not."""
    market.orders_in_each_state(bed.world)
    people = {name: bed.browser(name) for name in sorted(permissions.PEOPLE)}
    agency = bed.world.agency
    orders = {one.status: one for one in PurchaseOrder.objects.filter(agency=agency)}
    before = walkers.row_counts()
    for order in orders.values():
        for step in filter(lambda step: step.address, lifecycle.steps()):
            for person in _out_of_turn(bed, step, order, people):
                what = f"{step.key} of an order “{order.status}” by {person}"
                _press(tally, what, people[person], step, order, key=f"{person}{tally.tried}")
    tally.unchanged(before, "steps out of turn")
    _pay_out_of_turn(tally, agency, people)


def _pay_out_of_turn(tally: Tally, agency: Any, people: Any) -> None:
    """Pay what is paid, asked or settled already, and what is another one's to pay."""
    before = walkers.row_counts()
    for claim in Claim.objects.filter(order__agency=agency):
        path = reverse("claim_pay", args=[claim.public_id])
        for person, client in people.items():
            if person != "fajar" or claim.status != "open":
                answer = client.post(path, {"card": "1"})
                refused = answer.status_code in REFUSED
                tally.note(f"{person} pays a claim “{claim.status}”", answer, accepted=not refused)
    tally.unchanged(before, "payments out of turn")


def _out_of_turn(bed: Bed, step: Any, order: Any, people: Any) -> Iterator[str]:
    """Yield some who may not take a step now: by the state everybody, else whose step it is not."""
    held = set().union(*(permissions.OF_ROLE.get(role, set()) for role in step.roles))
    asked = set(bed.chance.sample(sorted(people), SOME_PEOPLE)) | held
    yield from sorted(asked - held if order.status in step.sources else asked)


def _press(tally: Tally, what: str, client: Any, step: Any, order: Any, *, key: str) -> None:
    line = order.lines.first()
    given = {**PRESSED, f"line-{line.pk}": "1"} if line else PRESSED
    answer = client.post(stories.step_path(order, step.key), given)
    tally.note(what, answer, accepted=answer.status_code not in REFUSED)
    path = reverse("api_order-step", args=[order.public_id, step.key])
    headers = {"Idempotency-Key": key}
    answer = client.post(path, given, content_type="application/json", headers=headers)
    tally.note(f"{what}, by program", answer, accepted=answer.status_code not in REFUSED)


def keys(bed: Bed, tally: Tally) -> None:
    """Use one key for another request; approve one's own order; order in another's name."""
    world = bed.world
    first, other = order_stories.submitted(world), order_stories.submitted(world)
    budi = bed.browser("budi")

    def asked(order: Any, step: str, body: Any, key: str = "kunci") -> Any:
        path = reverse("api_order-step", args=[order.public_id, step])
        headers = {"Idempotency-Key": key}
        return budi.post(path, body, content_type="application/json", headers=headers)

    if asked(first, "approve", {}).status_code != 200:
        raise CouldNotRun("The first request under a key is not taken.")
    before = walkers.row_counts()
    for order in (first, other):
        for step in ("approve", "return", "reject", "cancel", "stop"):
            for body in ({}, {"reason": "Salah"}, {"reason": "Salah", "x": 1}, {"reason": "Lain"}):
                same = order == first and step == "approve"
                answer = asked(order, step, body)
                wrong = answer.status_code not in ({200, 409} if same else REFUSED)
                tally.note(f"the key again: {step} {body}", answer, accepted=wrong)
    for key in ("", " ", "k" * 81, "k" * 9_000):
        answer = asked(other, "approve", {}, key)
        tally.note(f"the key {key[:9]!r}", answer, accepted=answer.status_code != 400)
    tally.unchanged(before, "one key for several requests")
    _own_order(bed, tally)


def _own_order(bed: Bed, tally: Tally) -> None:
    world = bed.world
    for officer in (world.ani, world.citra, world.dedi, world.joko):
        try:
            order = stories.submitted(world, commitment_officer_id=officer.pk)
            answer = browser_of(officer).post(stories.step_path(order, "approve"))
            order.refresh_from_db()
            taken = order.status != "submitted"
            tally.note(f"{officer.name} approves", answer, accepted=taken)
        except DomainError:
            tally.judge(f"{officer.name} as PPK", accepted=False)


def notices(bed: Bed, tally: Tally) -> None:
    """Deliver words that only look like the bank's, or the bank's about something else."""
    with _bank() as bank:
        payment = money_steps.pay(bed.world, stories.claimed(bed.world))
        for name, (forge, _refusal) in forgeries.FORGERIES.items():
            for door in DOORS if name not in OF_THE_WAY else ():
                with stories.undone():
                    notice = _notice(bank, payment)
                    forge(notice)
                    _deliver(tally, f"{name} at {door}", door, notice, payment)
        for door in DOORS[1:]:
            with stories.undone():
                _deliver(tally, f"as it is at {door}", door, _notice(bank, payment), payment)
        for what, changed in _about_something_else(payment):
            for door in DOORS:
                with stories.undone():
                    notice = _notice(bank, payment)
                    changed(notice)
                    notice.seal()
                    _deliver(tally, f"{what} at {door}", door, notice, payment)
        _again(tally, bank, payment)


@contextmanager
def _bank() -> Iterator[Any]:
    """Lend the bank's key: what it signs is believed until the block ends."""
    with tempfile.TemporaryDirectory() as folder:
        env = {**write_bank_keys(Path(folder)), "BANK_BASE_URL": "http://127.0.0.1:9"}
        with override_settings(**env):
            gateway._shared.cache_clear()
            yield SimpleNamespace(env=env)
        gateway.get_gateway().close()
        gateway._shared.cache_clear()


def _notice(bank: Any, payment: CardPayment) -> Any:
    """Return the word that would pay a claim, as the bank would sign it."""
    notice = forgeries.Genuine(bank)
    asked = payment.instruction
    notice.content |= {
        "originalPartnerReferenceNo": str(asked.idempotency_key),
        "amount": {"value": f"{payment.amount_rupiah}.00", "currency": "IDR"},
    }
    notice.content["additionalInfo"]["claimId"] = asked.asked["claim_ref"]
    notice.seal()
    return notice


def _about_something_else(payment: CardPayment) -> Iterator[tuple[str, Any]]:
    """Yield changes after which the bank signs: another claim, sum, kind or key than was asked."""

    def said(**changes: Any) -> Any:
        return lambda notice: notice.content.update(changes)

    def more(**changes: Any) -> Any:
        return lambda notice: notice.content["additionalInfo"].update(changes)

    for rupiah in (1, payment.amount_rupiah - 1, payment.amount_rupiah + 1, 10**12):
        yield f"a sum of {rupiah}", said(amount={"value": f"{rupiah}.00", "currency": "IDR"})
    for key in ("3f0c8d5e-0000-4000-8000-000000000000", "x", "", str(payment.pk)):
        yield f"the key {key!r}", said(originalPartnerReferenceNo=key)
    for claim in ("claim-0", "x", "\ud800", "0", "a" * 300):
        yield f"the claim {claim[:9]!r}", more(claimId=claim)
    for kind in ("payout", "qris", "refund", "CHARGE", ""):
        yield f"the kind {kind!r}", more(kind=kind)
    for status in ("06", "03", "01", "99", "0", "", "000"):
        yield f"the status {status!r}", said(latestTransactionStatus=status)


def _deliver(tally: Tally, what: str, door: str, notice: Any, payment: CardPayment) -> None:
    before = LedgerTransaction.objects.count()
    answer = _post(door, notice)
    payment.claim.refresh_from_db()
    paid = payment.claim.status == "paid" or LedgerTransaction.objects.count() > before
    tally.note(what, answer, accepted=paid)


def _post(door: str, notice: Any) -> Any:
    sent = {"content_type": "application/json", "headers": notice.headers}
    return browser_of(None).post(reverse(door), notice.body, **sent)


def _again(tally: Tally, bank: Any, payment: CardPayment) -> None:
    """Deliver what is true, then again: as it was, reformatted, under a new name."""
    notice = _notice(bank, payment)
    if _post("bank_charge", notice).status_code != 200:
        raise CouldNotRun("The bank's own word is not believed.")
    payment.claim.refresh_from_db()
    before = LedgerTransaction.objects.count()
    if payment.claim.status != "paid" or not before:
        raise CouldNotRun("The bank's own word pays no claim.")
    for what in ("as it was", "as it was", "reformatted", "with another event", "declined since"):
        if what == "reformatted":
            notice.seal(body=json.dumps(notice.content, indent=1).encode())
        elif what == "with another event":
            notice.content["additionalInfo"]["eventId"] = "C1-01"
            notice.seal()
            notice.headers["X-External-Id"] = "C1-01"
        elif what == "declined since":
            notice.content["latestTransactionStatus"] = "06"
            notice.seal()
        answer = _post("bank_charge", notice)
        changed = LedgerTransaction.objects.count() != before
        tally.note(f"the word again, {what}", answer, accepted=changed)
