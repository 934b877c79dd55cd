"""A complaint is told in steps: whoever's turn it is says something, once, and others do not."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from marketplace.core import clock, deadlines, files
from marketplace.core.errors import InvalidTransition, InvalidUpload, NotAllowed, RuleViolation
from marketplace.core.invariants import examine
from marketplace.core.models import Deadline, PrivateFile
from marketplace.core.outbox import relay
from marketplace.fulfilment.models import Complaint, ComplaintStatus
from marketplace.fulfilment.services import (
    NotYourTurn,
    agree_to_answer,
    answer_complaint,
    decide_complaint,
    disagree_with_answer,
    dispute_order,
    escalate_complaint,
    receive_order,
    ship_order,
    sign_handover,
    stop_rest,
)
from marketplace.notices.models import Notice
from marketplace.orders import queries as order_queries
from marketplace.orders.models import OrderStatus
from marketplace.orders.services import accept_order, stop_order, terminate_order
from tests import factories, stories
from tests.fulfilment import complaining as begin
from tests.fulfilment.complaining import BUILD, NO, PROMISE, TORN, WHY, stands, state_of
from tests.orders.test_together import at_once
from vendors.models import VendorRole

CAST = ("ani", "budi", "citra", "dedi", "eka", "fajar", "gita", "hadi", "indra", "kartika", "lina")
SHOP, PPK, JUDGE = {"citra", "lina"}, {"budi"}, {"indra"}
# What is said, by whom, and where it leads from where the complaint stands.
STEPS = {
    "answer": (answer_complaint, {"remedy": "replace", "reason": PROMISE}, SHOP),
    "agree": (agree_to_answer, {}, PPK),
    "disagree": (disagree_with_answer, {"reason": NO}, PPK),
    "escalate": (escalate_complaint, {"reason": WHY}, SHOP | PPK),
    "decide": (decide_complaint, {"remedy": "as_is", "reason": WHY}, JUDGE),
}
OPEN_IN = {
    ComplaintStatus.OPEN: {"answer": "answered"},
    ComplaintStatus.ANSWERED: {"agree": "agreed", "disagree": "disagreed"},
    ComplaintStatus.DISAGREED: {"answer": "answered", "escalate": "escalated"},
    ComplaintStatus.ESCALATED: {"decide": "decided"},
    ComplaintStatus.AGREED: {},
    ComplaintStatus.DECIDED: {},
}
TASK_OF = {
    ComplaintStatus.OPEN: ("answer", SHOP),
    ComplaintStatus.ANSWERED: ("agree", PPK),
    ComplaintStatus.DISAGREED: ("answer", SHOP),
    ComplaintStatus.ESCALATED: ("decide", JUDGE),
}


def told(kind: str) -> list[str]:
    relay(500)
    return sorted(set(Notice.objects.filter(kind=kind).values_list("recipient__name", flat=True)))


def count(world, order, units: int):
    line = order.lines.get().pk
    return receive_order(order_id=order.pk, accepted={line: units}, actor=world.eka)


def broken() -> list[str]:
    return [known.code for known, found in examine() if found]


# ---- state × step × person


@pytest.mark.parametrize("state", BUILD)
def test_only_whoevers_turn_it_is_says_something(world, state):
    factories.hire(world)
    order = BUILD[state](world)
    before = stands(order)
    for key, (say, words, people) in STEPS.items():
        for name in CAST:
            if key in OPEN_IN[state] and name in people:
                continue
            expected = NotYourTurn if name in people else NotAllowed
            with pytest.raises(expected):
                say(order_id=order.pk, actor=getattr(world, name), **words)
    assert stands(order) == before
    assert state_of(order) == OrderStatus.DISPUTED


@pytest.mark.parametrize(
    ("state", "key", "name"),
    [
        (state, key, name)
        for state, keys in OPEN_IN.items()
        for key in keys
        for name in sorted(STEPS[key][2])
    ],
)
def test_whoevers_turn_it_is_says_it_once(world, state, key, name):
    factories.hire(world)
    order = BUILD[state](world)
    say, words, _people = STEPS[key]
    person, (_status, said) = getattr(world, name), stands(order)
    say(order_id=order.pk, actor=person, **words)
    assert stands(order) == (OPEN_IN[state][key], said + 1)
    with pytest.raises(NotYourTurn):
        say(order_id=order.pk, actor=person, **words)
    assert stands(order) == (OPEN_IN[state][key], said + 1)
    assert state_of(order) == OrderStatus.DISPUTED
    assert broken() == []


@pytest.mark.parametrize("state", BUILD)
def test_whoevers_turn_it_is_has_the_task(world, state):
    factories.hire(world)
    BUILD[state](world)
    key, people = TASK_OF.get(state, ("", set()))
    for name in CAST:
        rows = order_queries.waiting_for(getattr(world, name))
        keys = {key for row in rows for key in row.awaited_steps.split(",")} - {"recount"}
        assert keys == ({key} if name in people else set()), name


@pytest.mark.parametrize(
    ("state", "key", "missing"),
    [
        (ComplaintStatus.OPEN, "answer", {"reason": "  "}),
        (ComplaintStatus.OPEN, "answer", {"remedy": "price_cut"}),
        (ComplaintStatus.ANSWERED, "disagree", {"reason": ""}),
        (ComplaintStatus.DISAGREED, "escalate", {"reason": " \x00 "}),
        (ComplaintStatus.ESCALATED, "decide", {"remedy": ""}),
        (ComplaintStatus.ESCALATED, "decide", {"reason": ""}),
    ],
)
def test_what_is_not_said_changes_nothing(world, state, key, missing):
    order = BUILD[state](world)
    before = stands(order)
    say, words, people = STEPS[key]
    with pytest.raises(RuleViolation):
        say(order_id=order.pk, actor=getattr(world, min(people)), **{**words, **missing})
    assert stands(order) == before


def test_an_auditor_of_either_side_decides_nothing(world):
    order = begin.escalated(world)
    factories.join(world.vendor, world.indra, VendorRole.STAFF)
    partial = type(world.indra).objects.get(pk=world.indra.pk)
    elsewhere = factories.make_tenant_officer(
        "Ira", "internal_auditor", factories.make_agency().tenant
    )
    for person in (partial, elsewhere):
        with pytest.raises(NotAllowed):
            decide_complaint(order_id=order.pk, remedy="as_is", reason=WHY, actor=person)
        assert list(order_queries.waiting_for(person)) == []
    assert stands(order)[0] == ComplaintStatus.ESCALATED


# ---- what is complained about


@pytest.mark.parametrize("units", [-1, 4])
def test_more_than_came_cannot_be_complained_about(world, units):
    order = stories.shipped(world, 3)
    line = order.lines.get().pk
    for wrong in ({line: units}, {line + 1: 1}):
        with pytest.raises(RuleViolation):
            dispute_order(order_id=order.pk, reason=TORN, units=wrong, actor=world.eka)
    with pytest.raises(RuleViolation):
        dispute_order(order_id=order.pk, reason=TORN, kind="ugly", actor=world.eka)
    assert state_of(order) == OrderStatus.SHIPPED
    assert not Complaint.objects.exists()


def test_without_units_all_that_nobody_signed_for_is_meant(world):
    order = accept_order(order_id=stories.issued(world, 4).pk, actor=world.citra)
    line = order.lines.get().pk
    ship_order(order_id=order.pk, courier="JNE", quantities={line: 3}, actor=world.citra)
    count(world, order, 1)
    for person in (world.budi, world.citra):
        sign_handover(order_id=order.pk, actor=person)
    dispute_order(order_id=order.pk, reason=TORN, actor=world.eka)
    assert Complaint.objects.get().lines.get().units == 2


def photo(name: str = "sobek.png") -> SimpleUploadedFile:
    return factories.make_photo(name)


def test_up_to_four_photos_are_read_by_whoever_sees_the_order(world):
    order = begin.opened(world, photos=[photo(), photo(), photo(), photo()])
    kept = [row.file for row in order.complaints.get().photos.all()]
    assert len(kept) == 4
    readers = {name for name in CAST if files.can_read(getattr(world, name), kept[0])}
    assert readers == {"ani", "budi", "citra", "eka", "fajar", "gita", "hadi", "indra"}


@pytest.mark.parametrize(
    ("photos", "error"),
    [
        ([SimpleUploadedFile("sobek.png", b"<script>alert(1)</script>")], InvalidUpload),
        ([photo(), SimpleUploadedFile("sobek.jpg", b"MZ" * 400)], InvalidUpload),
        ([photo() for _ in range(5)], RuleViolation),
    ],
)
def test_photos_that_are_none_or_too_many_change_nothing(world, photos, error):
    order = stories.shipped(world)
    with pytest.raises(error):
        dispute_order(order_id=order.pk, reason=TORN, photos=photos, actor=world.eka)
    assert state_of(order) == OrderStatus.SHIPPED
    assert not Complaint.objects.exists()
    assert not PrivateFile.objects.filter(kind="complaint_photo").exists()


# ---- how it ends


def test_replaced_goods_are_counted_again_and_that_closes_it(world):
    order = begin.agreed(world)
    count(world, order, 1)
    assert state_of(order) == OrderStatus.DISPUTED, "the replacement is still to come"
    count(world, order, 2)
    assert state_of(order) == OrderStatus.RECEIVED
    complaint = order.complaints.get()
    assert complaint.closed_at is not None
    assert broken() == []


@pytest.mark.parametrize("remedy", ["return_vendor", "return_agency"])
def test_what_goes_back_is_not_counted_and_the_rest_is_paid(world, remedy):
    order = begin.agreed(world, remedy)
    with pytest.raises(RuleViolation):
        count(world, order, 2)
    count(world, order, 1)
    assert state_of(order) == OrderStatus.SHIPPED
    assert list(order_queries.waiting_for(world.eka)) == []
    for person in (world.budi, world.citra):
        sign_handover(order_id=order.pk, actor=person)
    claim = order.claims.get()
    waiting = order_queries.waiting_for(world.budi).get()
    assert waiting.awaited_steps == "stop_rest"
    stop_rest(order_id=order.pk, reason="Dua lembar kembali", actor=world.budi)
    assert state_of(order) == OrderStatus.STOPPED
    world.package.refresh_from_db()
    assert world.package.reserved_rupiah == claim.amount_rupiah
    assert order.complaints.get().steps.get(kind="agreed").remedy == remedy
    assert broken() == []


def test_all_that_came_goes_back_and_the_ppk_stops_the_order(world):
    order = stories.shipped(world)
    dispute_order(order_id=order.pk, reason="Semua salah", kind="wrong", actor=world.eka)
    answer_complaint(order_id=order.pk, remedy="return_vendor", reason=PROMISE, actor=world.citra)
    agree_to_answer(order_id=order.pk, actor=world.budi)
    assert state_of(order) == OrderStatus.DISPUTED
    assert order_queries.waiting_for(world.budi).get().awaited_steps == "stop_rest"
    assert list(order_queries.waiting_for(world.eka)) == []
    stop_rest(order_id=order.pk, reason="Semua kembali", actor=world.budi)
    assert order.complaints.get().closed_at is not None
    world.package.refresh_from_db()
    assert world.package.reserved_rupiah == 0
    assert broken() == []


def test_after_a_return_the_shop_may_send_what_it_still_owes(world):
    order = accept_order(order_id=stories.issued(world, 4).pk, actor=world.citra)
    line = order.lines.get().pk
    ship_order(order_id=order.pk, courier="JNE", quantities={line: 1}, actor=world.citra)
    dispute_order(order_id=order.pk, reason=TORN, actor=world.eka)
    answer_complaint(order_id=order.pk, remedy="return_vendor", reason=PROMISE, actor=world.citra)
    agree_to_answer(order_id=order.pk, actor=world.budi)
    assert state_of(order) == OrderStatus.SHIPPED
    ship_order(order_id=order.pk, courier="JNE", actor=world.citra)
    with pytest.raises(RuleViolation):
        count(world, order, 4)
    count(world, order, 3)
    assert broken() == []


def test_nothing_goes_back_that_was_counted_meanwhile(world):
    order = begin.escalated(world)
    count(world, order, 2)
    with pytest.raises(RuleViolation):
        decide_complaint(order_id=order.pk, remedy="return_vendor", reason=WHY, actor=world.indra)
    assert stands(order)[0] == ComplaintStatus.ESCALATED
    decide_complaint(order_id=order.pk, remedy="replace", reason=WHY, actor=world.indra)
    assert broken() == []


@pytest.mark.parametrize("state", BUILD)
def test_ending_the_order_closes_the_complaint(world, state):
    order = BUILD[state](world)
    terminate_order(order_id=order.pk, reason="Tidak diperbaiki", actor=world.budi)
    assert order.complaints.get().closed_at is not None
    with clock.moved_to(clock.now() + timedelta(days=60)):
        deadlines.fire_due()
    assert stands(order)[0] == state, "a closed complaint goes nowhere"
    for say, words, people in STEPS.values():
        with pytest.raises(NotYourTurn):
            say(order_id=order.pk, actor=getattr(world, min(people)), **words)


# ---- time


@pytest.mark.parametrize("state", [ComplaintStatus.OPEN, ComplaintStatus.ANSWERED])
def test_silence_of_either_side_hands_it_to_the_auditor(world, state):
    order = BUILD[state](world)
    with clock.moved_to(clock.now() + timedelta(days=20)):
        deadlines.fire_due()
        assert stands(order)[0] == ComplaintStatus.ESCALATED
        step = order.complaints.get().steps.last()
        assert (step.person, step.remedy, step.words) == (None, "", "")
        assert told("complaint.escalated") == ["Budi", "Citra", "Indra"]
        assert order_queries.waiting_for(world.indra).get().awaited_steps == "decide"
        decide_complaint(order_id=order.pk, remedy="replace", reason=WHY, actor=world.indra)
    assert told("complaint.decided") == ["Budi", "Citra", "Eka"]


def test_two_answers_at_once_are_one(committed_world):
    world = committed_world
    factories.hire(world)
    order = begin.opened(world)

    def say(person) -> None:
        answer_complaint(order_id=order.pk, remedy="replace", reason=PROMISE, actor=person)

    outcomes = at_once(*[lambda who=who: say(who) for who in (world.citra, world.lina) * 2])
    assert outcomes == ["complaint_not_your_turn"] * 3 + ["done"]
    assert stands(order) == ("answered", 1)


def test_who_answers_in_time_is_not_taken_to_the_auditor(world):
    order = begin.opened(world)
    running = Deadline.objects.get(kind="complaint.answer", closed_at=None)
    with clock.moved_to(running.due_at - timedelta(hours=1)):
        answer_complaint(order_id=order.pk, remedy="replace", reason=PROMISE, actor=world.citra)
    with clock.moved_to(running.due_at + timedelta(hours=1)):
        deadlines.fire_due()
    assert stands(order)[0] == ComplaintStatus.ANSWERED


def test_no_decision_in_time_is_told_and_stays_with_the_auditor(world):
    order = begin.escalated(world)
    with clock.moved_to(clock.now() + timedelta(days=40)):
        deadlines.fire_due()
        assert told("complaint.overdue") == ["Budi", "Citra", "Indra"]
    assert stands(order)[0] == ComplaintStatus.ESCALATED


@pytest.mark.parametrize(
    ("state", "who"),
    [
        (ComplaintStatus.OPEN, "Citra"),
        (ComplaintStatus.ANSWERED, "Budi"),
        (ComplaintStatus.ESCALATED, "Indra"),
    ],
)
def test_whoevers_turn_it_is_is_reminded(world, state, who):
    BUILD[state](world)
    running = Deadline.objects.filter(closed_at=None, kind__startswith="complaint.").order_by("pk")
    row = next(one for one in running if "nudge" not in one.kind)
    with clock.moved_to(row.starts_at + (row.due_at - row.starts_at) * 0.55):
        deadlines.fire_due()
        assert told("complaint.nudged") == [who]


def test_goods_on_their_way_are_not_stopped_by_any_door(world):
    order = stories.shipped(world)
    for stop in (stop_order, stop_rest):
        with pytest.raises(InvalidTransition):
            stop(order_id=order.pk, reason="Tidak jadi", actor=world.budi)
    assert state_of(order) == OrderStatus.SHIPPED
    assert broken() == []
