"""People leave, and every order still ends: a successor is appointed, or a role given anew."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from marketplace.accounts.models import Membership, Role
from marketplace.core import audit, clock, deadlines
from marketplace.core.errors import Conflict, NotAllowed, RuleViolation
from marketplace.fulfilment.services import (
    agree_to_answer,
    answer_complaint,
    receive_order,
    ship_order,
    sign_handover,
)
from marketplace.orders import policies, queries, services, successors
from marketplace.orders.gaps import gaps
from marketplace.orders.lifecycle import TERMINAL, OrderStatus
from marketplace.orders.models import Appointment, Duty, PurchaseOrder
from marketplace.orders.services import UnfitSuccessor, appoint_successor
from marketplace.web import panels
from payments.services import register_card, request_payment
from tests import factories, stories
from tests.clients import signed_in
from tests.fulfilment import complaining
from tests.orders.test_turns import BUILD, read
from tests.payments.money_steps import pay
from vendors.models import VendorRole

NAMED = {
    "ani": (Duty.PROCUREMENT_OFFICER, "pp"),
    "budi": (Duty.COMMITMENT_OFFICER, "ppk"),
}
ROLES = {"eka": Role.ACTIVITY_OFFICER, "fajar": Role.CARD_HOLDER}
# A draft lasts as long as its checkout; approved and issued are one act, so no order rests there.
OPEN = [s for s in BUILD if s not in {OrderStatus.DRAFT, OrderStatus.APPROVED}]


def loses_the_role(world, name):
    Membership.objects.filter(user=getattr(world, name)).update(active=False)


def account_is_closed(world, name):
    person = getattr(world, name)
    person.is_active = False
    person.save(update_fields=["is_active"])


def comes_to_the_shop(world, name):
    factories.join(world.vendor, getattr(world, name), VendorRole.STAFF)


LEAVES = [loses_the_role, account_is_closed, comes_to_the_shop]


def fresh(person):
    """The person with the roles of now: they are read once per request."""
    return type(person).objects.get(pk=person.pk)


@dataclass
class Cast:
    """Who acts now, in each part of an order."""

    pp: object
    ppk: object
    pptk: object
    payer: object
    seller: object


def cast_of(world, **changed):
    people = {
        "pp": world.ani,
        "ppk": world.budi,
        "pptk": world.eka,
        "payer": world.fajar,
        "seller": world.citra,
    }
    return Cast(**{part: fresh(person) for part, person in {**people, **changed}.items()})


def _count(order, cast):
    lines = dict(order.lines.values_list("pk", "quantity"))
    receive_order(order_id=order.pk, accepted=lines, actor=cast.pptk)


def _sign(order, cast):
    for person in (cast.ppk, cast.seller):
        sign_handover(order_id=order.pk, actor=person)


FORWARD = {
    OrderStatus.SUBMITTED: lambda o, c: services.approve_order(order_id=o.pk, actor=c.ppk),
    OrderStatus.RETURNED: lambda o, c: services.resubmit_order(
        order_id=o.pk, seen=stories.seen(o), actor=c.pp
    ),
    OrderStatus.ISSUED: lambda o, c: services.accept_order(order_id=o.pk, actor=c.seller),
    OrderStatus.ACCEPTED: lambda o, c: ship_order(order_id=o.pk, courier="Truk", actor=c.seller),
    OrderStatus.SHIPPED: _count,
    OrderStatus.DISPUTED: _count,
    OrderStatus.RECEIVED: _sign,
}


def go_on(order, cast):
    """Take the main steps until the goods are handed over; the bank and we do the rest."""
    for _step in range(len(FORWARD)):
        order = read(order)
        if order.status not in FORWARD:
            return order
        FORWARD[order.status](order, cast)
    return read(order)


def is_ending(order):
    """Whether nothing of it waits for one named person any more."""
    return order.status in {OrderStatus.HANDED_OVER, OrderStatus.PAID, *TERMINAL}


def appoint_by_page(world, order, word, person):
    """The way a budget authority finds it: task or menu, list, form."""
    browser = signed_in(world.hadi)
    listed = browser.get(reverse("appointments"))
    address = reverse("appoint", args=[order.public_id, word])
    assert address in listed.text
    answer = browser.post(address, {"person": person.pk, "reason": "Pindah tugas, SK 821/15"})
    assert answer.status_code == 302, answer.text


# ---- every open state, every named person


@pytest.mark.parametrize("leave", LEAVES)
@pytest.mark.parametrize("name", NAMED)
@pytest.mark.parametrize("status", OPEN)
def test_a_named_officer_leaves_and_the_order_ends(world, status, name, leave):
    order = read(BUILD[status](world))
    duty, word = NAMED[name]
    leave(world, name)
    order = read(order)
    assert successors.absence(order, duty)
    assert order in successors.lacking(successors.appointable_by(fresh(world.hadi)))
    heir = factories.make_officer("Penerus", successors.ROLE_OF[duty], world.agency)
    appoint_by_page(world, order, word, heir)
    order = read(order)
    assert successors.absence(order, duty) == ""
    joined = leave is comes_to_the_shop and name == "ani"
    if joined and order.status in {OrderStatus.SUBMITTED, OrderStatus.RETURNED}:
        # what somebody of the shop wrote is never approved (I-26); it is cancelled
        services.cancel_order(order_id=order.pk, reason="Penulisnya kini di toko", actor=world.budi)
    else:
        cast = cast_of(world, **{"pp" if name == "ani" else "ppk": heir})
        order = go_on(order, cast)
    assert is_ending(read(order))


@pytest.mark.parametrize("status", [OrderStatus.SHIPPED, OrderStatus.DISPUTED])
def test_a_receiving_officer_leaves(world, status):
    order = BUILD[status](world)
    if status == OrderStatus.DISPUTED:
        answer_complaint(order_id=order.pk, remedy="replace", reason="Diganti", actor=world.citra)
        agree_to_answer(order_id=order.pk, actor=world.budi)
    account_is_closed(world, "eka")
    gap = next(gap for gap in gaps(read(order)) if gap.role == Role.ACTIVITY_OFFICER)
    operator = factories.make_operator("Oki")
    page = signed_in(operator).get(reverse("appointments"))
    assert gap.reason.split(":")[0] in page.text
    assert reverse("admin:accounts_user_changelist") in page.text
    heir = factories.make_officer("Penerus", Role.ACTIVITY_OFFICER, world.agency)
    assert gaps(read(order)) == []
    assert is_ending(go_on(order, cast_of(world, pptk=heir)))


def test_a_shop_and_a_market_without_whoever_is_next_in_a_complaint(world):
    order = complaining.opened(world)
    account_is_closed(world, "citra")
    assert [gap.role for gap in gaps(read(order))] == ["vendor"]
    with clock.moved_to(clock.now() + timedelta(days=20)):
        deadlines.fire_due()
    assert gaps(read(order)) == []
    account_is_closed(world, "indra")
    assert [gap.role for gap in gaps(read(order))] == [Role.INTERNAL_AUDITOR]


def test_a_card_holder_leaves(world):
    claim = stories.claimed(world)
    loses_the_role(world, "fajar")
    assert [gap.role for gap in gaps(read(claim.order))] == [Role.CARD_HOLDER]
    world.fajar = factories.make_officer("Penerus", Role.CARD_HOLDER, world.agency)
    assert gaps(read(claim.order)) == []
    assert pay(world, claim).requested_by == world.fajar


@pytest.mark.parametrize("status", [OrderStatus.ISSUED, OrderStatus.ACCEPTED, OrderStatus.RECEIVED])
def test_the_only_owner_of_the_shop_leaves(world, status):
    order = BUILD[status](world)
    if status == OrderStatus.RECEIVED:
        sign_handover(order_id=order.pk, actor=world.budi)
    account_is_closed(world, "citra")
    assert any(gap.is_the_shops for gap in gaps(read(order)))
    operator = factories.make_operator("Oki")
    place = reverse("vendor_owner", args=[world.vendor.public_id])
    assert place in signed_in(operator).get(reverse("appointments")).text
    assert (
        place
        in signed_in(world.joko).get(reverse("vendor_review", args=[world.vendor.public_id])).text
    )
    asked = {"email": world.lina.email, "reason": "Pemilik meninggal; surat waris"}
    assert signed_in(operator).post(place, asked).status_code == 302
    assert not any(gap.is_the_shops for gap in gaps(read(order)))
    if status == OrderStatus.RECEIVED:
        sign_handover(order_id=order.pk, actor=world.lina)
        assert is_ending(read(order))
    else:
        assert is_ending(go_on(order, cast_of(world, seller=world.lina)))


# ---- what an appointment is


@pytest.fixture
def heir(world):
    """Another PPK of the agency."""
    return factories.make_officer("Bagus", Role.COMMITMENT_OFFICER, world.agency)


def appoint(order, heir, actor, duty=Duty.COMMITMENT_OFFICER, reason="Pindah tugas"):
    return appoint_successor(order_id=order.pk, duty=duty, person=heir, reason=reason, actor=actor)


def test_it_is_on_record_and_everybody_hears_of_it(world, heir, rf):
    order = stories.received(world)
    row = appoint(order, heir, world.hadi)
    assert (row.predecessor, row.person, row.appointed_by) == (world.budi, heir, world.hadi)
    line = audit.trail(order).get(action="order.appointed")
    assert (line.actor, line.reason) == (world.hadi, "Pindah tugas")
    assert line.data["person"] == heir.pk
    order = read(order)
    assert (order.approved_by, order.commitment_officer) == (world.budi, heir)
    assert list(queries.waiting_for(heir)) == [order]
    assert list(queries.waiting_for(world.budi)) == []
    request = rf.get("/")
    request.user = world.indra
    titles = [entry["title"] for entry in panels.collect("order.timeline", request, order)]
    assert any("Bagus" in title and "Budi" in title for title in titles)
    with pytest.raises(NotAllowed):
        sign_handover(order_id=order.pk, actor=world.budi)


def test_a_complaint_waits_for_the_successor_of_the_ppk_who_approved(world, heir):
    order = BUILD[OrderStatus.DISPUTED](world)
    answer_complaint(
        order_id=order.pk, remedy="replace", reason="Ganti sampai Senin", actor=world.citra
    )
    assert queries.waiting_for(world.budi).get().awaited_steps == "agree"
    appoint(order, heir, world.hadi)
    order = read(order)
    for person, ends in ((heir, True), (world.budi, False)):
        assert bool(policies.can_end(person, order)) is ends
        assert PurchaseOrder.objects.filter(policies.to_end(person), pk=order.pk).exists() is ends
        assert [row.awaited_steps for row in queries.waiting_for(person)] == ["agree"] * ends
    with pytest.raises(NotAllowed):
        agree_to_answer(order_id=order.pk, actor=world.budi)
    agree_to_answer(order_id=order.pk, actor=heir)
    assert list(queries.waiting_for(heir)) == []


def test_whoever_was_replaced_stays_on_the_agencys_side(world, heir):
    order = stories.claimed(world).order
    appoint(order, heir, world.hadi)
    for role in (Role.CARD_HOLDER, Role.ACTIVITY_OFFICER):
        factories.give_role(world.budi, role, world.agency)
    card = register_card(
        agency_id=world.agency.pk,
        token="card-ok-fajar",
        last4="4242",
        issuer="Bank Contoh",
        actor=fresh(world.budi),
    )
    claim = order.claims.get()
    with pytest.raises(NotAllowed):
        request_payment(claim_id=claim.pk, card_id=card.pk, actor=fresh(world.budi))


@pytest.mark.parametrize(
    ("who", "duty"),
    [
        ("ani", Duty.COMMITMENT_OFFICER),  # wrote it
        ("eka", Duty.COMMITMENT_OFFICER),  # holds another role
        ("dedi", Duty.PROCUREMENT_OFFICER),  # of another agency
        ("budi", Duty.PROCUREMENT_OFFICER),  # the other side
        ("citra", Duty.COMMITMENT_OFFICER),
        ("budi", Duty.COMMITMENT_OFFICER),  # has it already
        ("hadi", Duty.COMMITMENT_OFFICER),  # appoints
    ],
)
def test_the_unfit_are_refused(world, who, duty):
    order = stories.issued(world)
    with pytest.raises(UnfitSuccessor):
        appoint(order, getattr(world, who), world.hadi, duty)
    assert not Appointment.objects.exists()


def test_who_had_one_duty_never_gets_the_other(world, heir):
    order = stories.submitted(world)
    appoint(order, heir, world.hadi)
    factories.give_role(world.budi, Role.PROCUREMENT_OFFICER, world.agency)
    with pytest.raises(UnfitSuccessor):
        appoint(order, fresh(world.budi), world.hadi, Duty.PROCUREMENT_OFFICER)


def test_who_paid_or_sent_goods_gets_no_duty(world):
    claim = stories.claimed(world)
    pay(world, claim)
    factories.give_role(world.fajar, Role.COMMITMENT_OFFICER, world.agency)
    with pytest.raises(UnfitSuccessor):
        appoint(claim.order, fresh(world.fajar), world.hadi)


@pytest.mark.parametrize("who", ["ani", "budi", "eka", "gita", "joko", "indra", "citra", "dedi"])
def test_only_budget_authority_and_operator_appoint(world, heir, who):
    order = stories.issued(world)
    with pytest.raises(NotAllowed):
        appoint(order, heir, getattr(world, who))


def test_it_needs_a_reason_and_an_open_order(world, heir):
    order = stories.issued(world)
    with pytest.raises(RuleViolation):
        appoint(order, heir, world.hadi, reason=" \u200b ")
    services.decline_order(order_id=order.pk, reason="Habis", actor=world.citra)
    with pytest.raises(Conflict):
        appoint(order, heir, world.hadi)


def test_a_refused_form_keeps_what_was_typed(world, heir):
    order = stories.issued(world)
    address = reverse("appoint", args=[order.public_id, "ppk"])
    answer = signed_in(world.hadi).post(address, {"reason": "Cuti panjang"})
    assert answer.status_code == 422
    assert "Cuti panjang" in answer.text
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("column", ["commitment_officer", "procurement_officer"])
def test_the_database_wants_the_appointment(world, heir, column):
    order = stories.issued(world)
    with pytest.raises(DatabaseError), transaction.atomic():
        PurchaseOrder.objects.filter(pk=order.pk).update(**{column: heir})


def test_nobody_is_told_of_orders_that_have_their_officers(world, rf):
    stories.issued(world)
    request = rf.get("/")
    request.user = fresh(world.hadi)
    tasks = panels.collect("tasks", request)
    assert [task for task in tasks if task.url == reverse("appointments")] == []
    loses_the_role(world, "budi")
    tasks = panels.collect("tasks", request)
    assert len([task for task in tasks if task.url == reverse("appointments")]) == 1
