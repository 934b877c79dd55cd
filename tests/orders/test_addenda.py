"""Another delivery day: one side proposes it, the other answers, a paper says what was agreed."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from marketplace.core import clock, moments
from marketplace.core.errors import DomainError, InvalidTransition, NotAllowed
from marketplace.core.models import AuditEvent
from marketplace.documents import services as documents
from marketplace.orders import delivery_day, queries
from marketplace.orders.bundle.parts import order_part
from marketplace.orders.models import Addendum, AddendumStatus, PurchaseOrder
from marketplace.orders.services import (
    accept_order,
    agree_day,
    cancel_order,
    propose_day,
    refuse_day,
)
from tests import factories, stories
from tests.orders.test_delivery_day import clocks, days_after, promised, told

WHY = "Kapal dari Surabaya tertunda"
CAST = ("ani", "budi", "citra", "lina", "mira", "eka", "hadi", "indra", "dedi")


def later(order) -> date:
    """A week after its day, within the fiscal year."""
    return min(order.ordered_on + timedelta(days=7), date(order.ordered_on.year, 12, 31))


def proposed(world, order, *, by: str = "citra", day: date | None = None):
    return propose_day(
        order_id=order.pk,
        deliver_by=day or later(order),
        reason=WHY,
        actor=getattr(world, by),
    )


def fresh(order) -> PurchaseOrder:
    return PurchaseOrder.objects.get(pk=order.pk)


@pytest.fixture(autouse=True)
def a_later_day_is_left(kept_world):
    """On the last day of a year none is: the stories play on the first day of the next."""
    if clock.today(kept_world.agency.time_zone).strftime("%d%m") != "3112":
        yield
        return
    with clock.moved_to(clock.now() + timedelta(days=1)):
        kept_world.package = factories.make_package(kept_world.agency)
        yield


@pytest.fixture
def order(kept_world):
    """Promised for today."""
    return promised(kept_world, deliver_by=clock.today(kept_world.agency.time_zone))


def test_the_shop_proposes_and_the_ppk_agrees(kept_world, order, client):
    world, old = kept_world, order.due_on
    proposed(world, order)
    assert told("order.day_proposed") == ["Ani", "Budi"]
    assert fresh(order).due_on == old
    assert order in queries.waiting_for(world.budi)
    agree_day(order_id=order.pk, seen=1, actor=world.budi)
    assert fresh(order).due_on == later(order)
    assert fresh(order).status == order.status
    assert clocks(order)[-1].due_at == delivery_day.last_moment(fresh(order))
    assert told("order.day_agreed") == ["Ani", "Citra"]
    assert order not in queries.waiting_for(world.budi)
    paper = documents.of(order).get(kind="adendum")
    assert paper.data["changes"][0]["before"] == moments.paper_day(old)
    assert paper.data["changes"][0]["after"] == moments.paper_day(later(order))
    assert paper.data["buyer_signer"]["name"] == "Budi"
    assert paper.data["vendor_signer"]["name"] == "Citra"
    (told_row,) = order_part(order).tables["adendum"]
    assert told_row["number"] == paper.number
    address = reverse("issued_document", args=[paper.number])
    for person, answer in ((world.citra, 200), (world.ani, 200), (world.dedi, 404)):
        client.force_login(person)
        assert client.get(address).status_code in {answer, answer - 1}
    client.force_login(world.indra)
    page = client.get(reverse("order_detail", args=[order.public_id])).text
    assert page.count(WHY) == 2  # beside the proposal, and in the trail
    assert paper.number in page
    acts = AuditEvent.objects.filter(subject_id=order.pk, action__startswith="order.day_")
    assert list(acts.order_by("pk").values_list("action", flat=True)) == [
        "order.day_proposed",
        "order.day_agreed",
    ]


def test_the_officer_proposes_and_the_shop_refuses_with_a_reason(kept_world, order):
    old = order.due_on
    proposed(kept_world, order, by="ani")
    with pytest.raises(DomainError):
        refuse_day(order_id=order.pk, seen=1, reason=" ", actor=kept_world.citra)
    refuse_day(order_id=order.pk, seen=1, reason="Barang cepat rusak", actor=kept_world.citra)
    assert fresh(order).due_on == old
    assert not documents.of(order).filter(kind="adendum").exists()
    assert told("order.day_refused") == ["Ani", "Budi"]
    row = Addendum.objects.get()
    assert (row.status, row.answer) == (AddendumStatus.REFUSED, "Barang cepat rusak")
    proposed(kept_world, order, by="budi")  # another one may follow


def test_before_the_promise_the_day_moves_and_no_clock_runs(kept_world):
    order = stories.issued(kept_world, deliver_by=clock.today(kept_world.agency.time_zone))
    proposed(kept_world, order)
    agree_day(order_id=order.pk, seen=1, actor=kept_world.budi)
    assert clocks(order) == []
    order = accept_order(order_id=order.pk, actor=kept_world.citra)
    assert clocks(order)[-1].due_at == delivery_day.last_moment(order)
    assert order.due_on == later(order)


@pytest.mark.parametrize("name", CAST)
def test_who_proposes_and_who_answers(kept_world, order, name):
    factories.hire(kept_world)
    person = getattr(kept_world, name)
    if name in {"ani", "budi", "citra", "lina"}:
        proposed(kept_world, order, by=name)
    else:
        with pytest.raises(NotAllowed):
            proposed(kept_world, order, by=name)
        proposed(kept_world, order)
    of_shop = Addendum.objects.get().by_shop
    answers = {"budi"} if of_shop else {"citra", "lina"}
    assert (order in queries.waiting_for(person)) is (
        name in answers or name in {"citra", "lina"}  # they send the goods
    )
    if name not in answers:
        with pytest.raises(NotAllowed):
            agree_day(order_id=order.pk, seen=1, actor=person)
        with pytest.raises(NotAllowed):
            refuse_day(order_id=order.pk, seen=1, reason="Tidak", actor=person)
        assert Addendum.objects.get().status == AddendumStatus.OPEN


@pytest.mark.parametrize(
    ("shift", "code"),
    [
        ("yesterday", "needed_by_passed"),
        ("next year", "needed_by_too_far"),
        ("same", "day_same"),
    ],
)
def test_a_day_that_cannot_be_is_refused_and_nothing_changes(kept_world, order, shift, code):
    day = {
        "yesterday": order.due_on - timedelta(days=1),
        "next year": date(order.ordered_on.year + 1, 1, 1),
        "same": order.due_on,
    }[shift]
    with pytest.raises(DomainError) as refused:
        proposed(kept_world, order, day=day)
    assert refused.value.code == code
    assert not Addendum.objects.exists()
    assert told("order.day_proposed") == []


def test_one_proposal_at_a_time_and_the_one_that_was_read(kept_world, order):
    proposed(kept_world, order)
    with pytest.raises(DomainError) as refused:
        proposed(kept_world, order, by="ani")
    assert refused.value.code == "addendum_open"
    with pytest.raises(DomainError) as refused:
        agree_day(order_id=order.pk, seen=2, actor=kept_world.budi)
    assert refused.value.code == "addendum_changed"
    agree_day(order_id=order.pk, seen=1, actor=kept_world.budi)
    with pytest.raises(InvalidTransition):
        agree_day(order_id=order.pk, seen=1, actor=kept_world.budi)
    assert documents.of(order).filter(kind="adendum").count() == 1


def test_what_nobody_answers_lapses_with_the_goods_or_the_order(kept_world):
    order = stories.shipped(kept_world)
    proposed(kept_world, order, day=clock.today(kept_world.agency.time_zone))
    counted = dict(order.lines.values_list("pk", "quantity"))
    stories.receive_order(order_id=order.pk, accepted=counted, actor=kept_world.eka)
    ended = promised(kept_world)
    proposed(kept_world, ended, by="ani", day=clock.today(kept_world.agency.time_zone))
    cancel_order(order_id=ended.pk, reason="Tidak jadi", actor=kept_world.budi)
    assert {row.status for row in Addendum.objects.all()} == {AddendumStatus.LAPSED}
    with pytest.raises(InvalidTransition):
        agree_day(order_id=order.pk, seen=1, actor=kept_world.budi)
    with pytest.raises(InvalidTransition):
        proposed(kept_world, order)


def test_a_late_order_with_a_new_day_is_in_time_until_that_passes_too(kept_world, order):
    with days_after(order):
        if clock.today(kept_world.agency.time_zone).year != order.ordered_on.year:
            return  # the last day of a fiscal year: no later one is to be had
        assert told("order.late") == ["Ani", "Budi", "Citra"]
        proposed(kept_world, order)
        agree_day(order_id=order.pk, seen=1, actor=kept_world.budi)
        assert delivery_day.days_late([fresh(order)]) == {}
        assert told("order.late") == ["Ani", "Budi", "Citra"]
    with days_after(fresh(order)):
        assert len(told("order.late")) == 6


def test_people_click_through_it_and_keep_what_they_typed(kept_world, order, client):
    world, page = kept_world, reverse("order_detail", args=[order.public_id])
    propose = stories.step_path(order, "propose_day")
    client.force_login(world.citra)
    assert propose in client.get(page).text
    assert client.get(propose).status_code == 200
    wrong = client.post(propose, {"deliver_by": "kemarin", "reason": WHY})
    assert (wrong.status_code, WHY in wrong.text) == (422, True)
    past = {"deliver_by": (order.due_on - timedelta(days=1)).isoformat(), "reason": WHY}
    refused = client.post(propose, past)
    assert (refused.status_code, WHY in refused.text) == (422, True)
    said = {"deliver_by": later(order).isoformat(), "reason": WHY}
    assert client.post(propose, said).status_code == 303
    assert propose not in client.get(page).text
    client.force_login(world.budi)
    assert page in client.get("/tugas/").text
    agree = stories.step_path(order, "agree_day")
    assert agree in client.get(page).text
    assert client.post(agree, {"seen": ""}).status_code == 422
    assert client.post(agree, {"seen": "1"}).status_code == 303
    assert client.post(agree, {"seen": "1"}).status_code == 409
    assert fresh(order).due_on == later(order)


def test_programs_take_the_same_steps(kept_world, order):
    address = f"/api/v1/orders/{order.public_id}/"

    def take(person, step, **body):
        client = APIClient()
        client.force_authenticate(person)
        head = {"Idempotency-Key": f"{step}-1"}
        return client.post(f"{address}{step}/", body, format="json", headers=head)

    said = {"deliver_by": later(order).isoformat(), "reason": WHY}
    assert take(kept_world.citra, "propose_day", **said).status_code == 200
    client = APIClient()
    client.force_authenticate(kept_world.budi)
    open_now = {row["key"]: row for row in client.get(f"{address}steps/").json()["steps"]}
    (asked,) = open_now["agree_day"]["asks"]
    assert (asked["name"], asked["value"]) == ("seen", "1")
    answer = take(kept_world.budi, "agree_day", seen=asked["value"])
    assert (answer.status_code, answer.json()["due_on"]) == (200, said["deliver_by"])
