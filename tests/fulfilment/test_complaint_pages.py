"""A complaint on the page of its order: by clicks, with hostile words, in so many queries."""

import pytest
from django.urls import reverse

from marketplace.fulfilment.models import Remedy
from marketplace.fulfilment.services import answer_complaint, disagree_with_answer
from marketplace.orders.models import OrderStatus
from tests import factories, stories
from tests.fulfilment import complaining as begin
from tests.fulfilment.complaining import NO, PROMISE, TORN, WHY, state_of


@pytest.fixture
def at(client):
    def sign_in(person):
        client.force_login(person)
        return client

    return sign_in


def page(at, person, order) -> str:
    return at(person).get(reverse("order_detail", args=[order.public_id])).content.decode()


def test_the_whole_story_by_clicks(world, at):
    order = stories.shipped(world, 3)
    line = order.lines.get().pk
    sent = at(world.eka).post(
        stories.step_path(order, "dispute"),
        {
            "kind": "damaged",
            "reason": TORN,
            f"line-{line}": "2",
            "photo_1": factories.make_photo("sobek.png"),
        },
    )
    assert sent.status_code == 303
    answer = stories.step_path(order, "answer")
    assert answer in page(at, world.citra, order)
    assert at(world.citra).post(answer, {"reason": PROMISE}).status_code == 422
    at(world.citra).post(answer, {"reason": PROMISE, "remedy": "as_is"})
    at(world.budi).post(stories.step_path(order, "disagree"), {"reason": NO})
    at(world.budi).post(stories.step_path(order, "escalate"), {"reason": WHY})
    decide = stories.step_path(order, "decide")
    assert decide in page(at, world.indra, order)
    at(world.indra).post(decide, {"reason": "Ganti dua lembar", "remedy": "replace"})
    for person in (world.ani, world.budi, world.citra, world.eka, world.indra):
        shown = page(at, person, order)
        for words in (TORN, PROMISE, NO, WHY, "Ganti dua lembar", "2 lembar"):
            assert words in shown
    recount = stories.step_path(order, "recount")
    assert at(world.eka).post(recount, {f"line-{line}": "3"}).status_code == 303
    assert state_of(order) == OrderStatus.RECEIVED


def test_what_was_typed_is_kept_and_never_run(world, at):
    order = stories.shipped(world)
    line = order.lines.get().pk
    hostile = "<script>alert(1)</script> {{ 7*7 }}"
    url = stories.step_path(order, "dispute")
    refused_page = at(world.eka).post(
        url, {"kind": "damaged", "reason": hostile, f"line-{line}": "99"}
    )
    assert refused_page.status_code == 422
    assert "&lt;script&gt;alert(1)" in refused_page.content.decode()
    assert state_of(order) == OrderStatus.SHIPPED
    at(world.eka).post(url, {"kind": "damaged", "reason": hostile, f"line-{line}": "1"})
    shown = page(at, world.citra, order)
    assert hostile not in shown
    assert "&lt;script&gt;alert(1)" in shown


def test_the_page_costs_the_same_however_much_was_said(
    world, client, django_assert_max_num_queries
):
    order = begin.disagreed(world)
    client.force_login(world.citra)
    with django_assert_max_num_queries(90):
        client.get(reverse("order_detail", args=[order.public_id]))
    for _ in range(3):
        answer_complaint(order_id=order.pk, remedy="replace", reason=PROMISE, actor=world.citra)
        disagree_with_answer(order_id=order.pk, reason=NO, actor=world.budi)
    with django_assert_max_num_queries(90):
        client.get(reverse("order_detail", args=[order.public_id]))


def test_every_remedy_is_in_the_form(world, at):
    order = begin.opened(world)
    shown = at(world.citra).get(stories.step_path(order, "answer")).content.decode()
    for remedy in Remedy.values:
        assert f'value="{remedy}"' in shown
