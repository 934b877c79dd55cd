"""Whoever's turn it is really can move the order, and nobody is given a task that is not theirs."""

import pytest
from django.utils.html import escape

from marketplace.accounts.models import Role
from marketplace.core.errors import InvalidTransition, NotAllowed
from marketplace.fulfilment.services import (
    agree_to_answer,
    answer_complaint,
    dispute_order,
    receive_order,
    sign_handover,
)
from marketplace.orders import queries, services
from marketplace.orders.actions import is_open, offers, still_awaited, take
from marketplace.orders.lifecycle import (
    PLATFORM,
    TERMINAL,
    VENDOR,
    OrderStatus,
    main_step,
    steps,
    whose_turn,
)
from marketplace.orders.models import PurchaseOrder
from marketplace.orders.presenters import OrderPage
from marketplace.web import panels
from payments.gateway import Outcome
from payments.models import CardPayment
from payments.services import drive_instructions, request_payment
from tests import factories, stories
from tests.payments.money_steps import told
from vendors.channels import Channel

OF_ROLE = {
    Role.PROCUREMENT_OFFICER: "ani",
    Role.COMMITMENT_OFFICER: "budi",
    VENDOR: "citra",
    Role.ACTIVITY_OFFICER: "eka",
    Role.CARD_HOLDER: "fajar",
}
CAST = ("ani", "budi", "citra", "dedi", "eka", "fajar", "gita", "hadi", "indra", "joko", "kartika")


def draft(world):
    """An order as the checkout sees it before it is placed."""
    return PurchaseOrder(
        status=OrderStatus.DRAFT, channel=Channel.BELA, agency=world.agency, vendor=world.vendor
    )


def returned(world):
    order = stories.submitted(world)
    return services.return_order(order_id=order.pk, reason="Kurang", actor=world.budi)


def approved(world):
    """Held open where approving and issuing are one act."""
    order = stories.submitted(world)
    order.approved_by = world.budi
    services.advance(order, OrderStatus.APPROVED, by=world.budi)
    return order


def accepted(world):
    return services.accept_order(order_id=stories.issued(world).pk, actor=world.citra)


def disputed(world):
    order = stories.shipped(world)
    return dispute_order(order_id=order.pk, reason="Sobek", actor=world.eka)


def handed_over(world):
    return stories.claimed(world).order


def paid(world):
    order = handed_over(world)
    services.advance(order, OrderStatus.PAID, by=world.fajar)
    return order


BUILD = {
    OrderStatus.DRAFT: draft,
    OrderStatus.SUBMITTED: stories.submitted,
    OrderStatus.RETURNED: returned,
    OrderStatus.APPROVED: approved,
    OrderStatus.ISSUED: stories.issued,
    OrderStatus.ACCEPTED: accepted,
    OrderStatus.SHIPPED: stories.shipped,
    OrderStatus.RECEIVED: stories.received,
    OrderStatus.DISPUTED: disputed,
    OrderStatus.HANDED_OVER: handed_over,
    OrderStatus.PAID: paid,
}


def read(order):
    """The order as a page reads it."""
    return order if order.pk is None else PurchaseOrder.objects.get(pk=order.pk)


def test_every_open_state_is_built():
    assert set(BUILD) == {status for status in OrderStatus if status not in TERMINAL}


@pytest.mark.parametrize("status", [status for status in BUILD if status != OrderStatus.DRAFT])
def test_no_step_is_taken_under_the_name_of_another_state(world, status):
    """A page kept open, or a form sent by hand: two states may share a use-case."""
    order = read(BUILD[status](world))
    before = PurchaseOrder.objects.values().get(pk=order.pk)
    tried = 0
    for step in steps():
        if not step.address or step.leaves(order.status, order.channel):
            continue
        for name in CAST:
            person = getattr(world, name)
            tried += 1
            with pytest.raises((NotAllowed, InvalidTransition)) as refused:
                take(step, order, person)
            allowed = bool(step.policy(person, order))
            assert refused.type is (InvalidTransition if allowed else NotAllowed), (step.key, name)
    assert tried
    assert PurchaseOrder.objects.values().get(pk=order.pk) == before


@pytest.mark.parametrize("status", BUILD)
def test_whoevers_turn_it_is_can_move_it(world, status):
    order = read(BUILD[status](world))
    assert order.status == status
    roles = whose_turn(status, order.channel)
    assert roles
    step = main_step(status, order.channel)
    for role in set(roles) - {PLATFORM}:
        person = getattr(world, OF_ROLE[role])
        assert step.policy(person, order), (role, step.policy(person, order).reason)
        assert step.address == "" or is_open(step, person, order)
    assert PLATFORM not in roles or roles == (PLATFORM,)


@pytest.mark.parametrize("status", BUILD)
def test_nobody_else_can_take_the_main_step(world, status):
    order = read(BUILD[status](world))
    step = main_step(status, order.channel)
    can = {name for name in CAST if step.policy(getattr(world, name), order)}
    assert can == {OF_ROLE[role] for role in step.roles if role != PLATFORM}


@pytest.mark.parametrize("status", [status for status in BUILD if status != OrderStatus.DRAFT])
def test_the_list_the_tasks_and_the_page_agree(world, rf, status):
    order = BUILD[status](world)
    for name in CAST:
        person = getattr(world, name)
        request = rf.get("/")
        request.user = person
        offered = any(offer.awaits for offer in offers(request, read(order)))
        waiting = list(queries.waiting_for(person)) == [order]
        # An order waits for no rating (tests/fulfilment/test_ratings.py).
        tasks = panels.collect("tasks", request)
        links = [task.url for task in tasks if not task.does.endswith("/nilai/")]
        assert offered == waiting == (links != []), name


def page(rf, order, person):
    request = rf.get("/")
    request.user = person
    return OrderPage(request, read(order))


ANSWER = {"remedy": "replace", "reason": "Diganti besok"}


def test_a_complaint_waits_for_the_shop_then_the_ppk_then_whoever_counts(world, rf):
    order = disputed(world)
    assert page(rf, order, world.budi).awaited == world.vendor.name
    assert page(rf, order, world.eka).is_my_turn, "goods that come early are counted at once"
    answer_complaint(order_id=order.pk, **ANSWER, actor=world.citra)
    assert "(PPK)" in page(rf, order, world.citra).awaited
    assert not page(rf, order, world.citra).is_my_turn
    agree_to_answer(order_id=order.pk, actor=world.budi)
    assert "Eka" in page(rf, order, world.citra).awaited
    assert not page(rf, order, world.budi).is_my_turn


def test_a_second_complaint_asks_again(world):
    order = disputed(world)
    answer_complaint(order_id=order.pk, **ANSWER, actor=world.citra)
    counted = dict(order.lines.values_list("pk", "quantity"))
    receive_order(order_id=order.pk, accepted=counted, actor=world.eka)
    assert queries.waiting_for(world.citra).get().awaited_steps == "sign"
    dispute_order(order_id=order.pk, reason="Masih sobek", actor=world.eka)
    waiting = queries.waiting_for(world.citra).get()
    assert waiting.awaited_steps == "answer"


def test_without_a_complaint_there_is_nothing_to_answer(world):
    order = stories.shipped(world)
    with pytest.raises(InvalidTransition):
        answer_complaint(order_id=order.pk, **ANSWER, actor=world.citra)


def test_after_one_signature_only_the_other_side_is_awaited(world, rf):
    order = stories.received(world)
    sign_handover(order_id=order.pk, actor=world.budi)
    assert still_awaited(read(order)) == (VENDOR,)
    assert page(rf, order, world.ani).awaited == world.vendor.name
    assert list(queries.waiting_for(world.budi)) == []


def test_while_the_bank_is_asked_no_card_holder_is_awaited(world, rf):
    order = handed_over(world)
    card = stories.card_of(world)
    request_payment(claim_id=order.claims.get().pk, card_id=card.pk, actor=world.fajar)
    assert still_awaited(read(order)) == (PLATFORM,)
    assert page(rf, order, world.fajar).headline.startswith("Bank sedang dimintai Rp")
    assert list(queries.waiting_for(world.fajar)) == []
    told(CardPayment.objects.get(), outcome=Outcome.DECLINED, reason="Insufficient Funds")
    drive_instructions()
    assert still_awaited(read(order)) == (Role.CARD_HOLDER,)


def test_the_local_catalogue_waits_for_no_card(world, rf):
    shelf = factories.make_etalase(world.agency.tenant, channel="katalog_lokal")
    order = stories.claimed(world, product=factories.make_product(world.vendor, shelf)).order
    shown = page(rf, order, world.fajar)
    assert (shown.is_my_turn, shown.awaited, shown.lead) == (False, "", "")
    assert shown.headline.startswith("Bendahara membayar")
    assert [entry["state"] for entry in shown.trail if entry["state"] in {"now", "next"}] == []


def test_each_step_of_a_person_is_taken_by_somebody_of_the_cast(world):
    """A policy that nobody can ever pass would be a step that does not exist."""
    built = [read(build(world)) for build in BUILD.values()]
    ended = services.decline_order(
        order_id=stories.issued(world).pk, reason="Habis", actor=world.citra
    )
    people = [getattr(world, name) for name in CAST]
    for step in steps():
        if step.address:
            orders = [order for order in [*built, read(ended)] if order.status in step.sources]
            allowed = [order for order in orders if any(step.policy(p, order) for p in people)]
            assert allowed == orders, step.key


def declined(world):
    order = stories.issued(world)
    return services.decline_order(order_id=order.pk, reason="Habis", actor=world.citra)


ASKS = {**BUILD, OrderStatus.DECLINED: declined}
del ASKS[OrderStatus.DRAFT]


@pytest.mark.parametrize("status", ASKS)
def test_a_step_says_its_intro_once_on_its_page_and_in_its_dialog(world, client, rf, status):
    order = ASKS[status](world)
    for name in CAST:
        client.force_login(getattr(world, name))
        for dialog in page(rf, order, getattr(world, name)).dialogs:
            offer, intro = dialog.offer, escape(str(dialog.offer.step.intro))
            for text in (dialog.fields, client.get(offer.url).text):
                assert not intro or text.count(intro) == 1, offer.key


@pytest.mark.parametrize("step", [step for step in steps() if step.awaits and not step.is_main])
def test_a_step_of_a_part_says_what_is_to_be_done(step):
    assert str(step.mine)
