"""A payment to a member that was written down by mistake is taken back, and stays to be read."""

import pytest
from django.urls import reverse

from catalog import services as catalog
from marketplace.core.calendar import local_day
from marketplace.core.errors import Conflict, NotAllowed, RuleViolation
from marketplace.core.invariants import examine
from marketplace.core.models import AuditEvent
from payments import member_queries
from payments.models import MemberPayment, MemberPaymentVoid
from payments.services import HandedOn, record_member_payment, settlement, take_payment_back
from tests import cooperatives, factories, stories
from tests.clients import signed_in
from tests.payments.money_steps import paid
from tests.raw_sql import DENIED, refused

pytestmark = pytest.mark.usefixtures("bank_settings")


@pytest.fixture
def member(world):
    """She made the cloth of a claim that reached the cooperative."""
    factories.hire(world)
    cooperatives.make_cooperative(world)
    [member] = cooperatives.add_members(world, ("Yuliana Tefa",))
    catalog.set_makers(product_id=world.product.pk, shares={member.pk: 6_000}, actor=world.citra)
    claim = stories.claimed(world, 3)
    paid(world, claim)
    settlement.settle()
    member.claim_day = local_day(claim.opened_at, world.vendor.time_zone)
    return member


@pytest.fixture
def wrong(world, member) -> MemberPayment:
    return pay(world, member)


def pay(world, member) -> MemberPayment:
    owed = tuple(member_queries.owed_to(member).values_list("pk", flat=True))
    facts = HandedOn(owed, member.claim_day, "cash")
    return record_member_payment(member_id=member.pk, facts=facts, actor=world.mira)


def back(payment, actor, reason="Salah orang") -> MemberPaymentVoid:
    return take_payment_back(payment_id=payment.pk, reason=reason, actor=actor)


def test_what_was_taken_back_is_owed_again_and_can_be_paid(world, member, wrong):
    assert member_queries.sums_of_member(member).owed_rupiah == 0
    back(wrong, world.citra)
    sums = member_queries.sums_of_member(member)
    assert (sums.paid_rupiah, sums.owed_rupiah) == (0, wrong.amount_rupiah)
    right = pay(world, member)
    assert right.amount_rupiah == wrong.amount_rupiah
    sums = member_queries.sums_of_member(member)
    assert (sums.paid_rupiah, sums.owed_rupiah) == (right.amount_rupiah, 0)
    assert [one["paid_rupiah"] for one in member_queries.members_with_money(world.vendor)] == [
        right.amount_rupiah
    ]
    assert MemberPayment.objects.count() == 2
    assert AuditEvent.objects.filter(action="member.payment_taken_back").count() == 1
    assert [(one.code, count) for one, count in examine() if count] == []


def test_it_is_taken_back_once_with_a_reason_by_who_writes_payments_down(world, wrong):
    for who in (world.lina, world.indra, world.joko, world.ani):
        with pytest.raises(NotAllowed):
            back(wrong, who)
    with pytest.raises(RuleViolation):
        back(wrong, world.mira, reason=" ")
    back(wrong, world.mira)
    with pytest.raises(Conflict):
        back(wrong, world.mira)


def test_raw_sql_makes_no_part_paid_twice_and_no_payment_half_taken_back(world, member, wrong):
    item = "INSERT INTO payments_memberpaymentitem (payment_id, share_id) VALUES (%s, %s)"
    share = wrong.items.get().share_id
    frozen = {"append_only", "member_payment_is_closed", DENIED}
    void = back(wrong, world.mira)
    assert refused("UPDATE payments_memberpaymentitem SET void_id = NULL") in frozen
    assert refused("DELETE FROM payments_memberpaymentvoid") in frozen
    assert refused("UPDATE payments_memberpaymentvoid SET reason = 'x'") in frozen
    assert refused(item, wrong.pk, share) in {"member_is_paid_what_is_owed", *frozen}
    right = pay(world, member)
    assert refused(item, right.pk, share) == "member_part_is_paid_once"
    marked = "UPDATE payments_memberpaymentitem SET void_id = %s WHERE payment_id = %s"
    assert refused(marked, void.pk, right.pk) in frozen
    empty = (
        "INSERT INTO payments_memberpaymentvoid (payment_id, reason, voided_by_id, voided_at, txid)"
        " VALUES (%s, '', %s, now(), 0)"
    )
    assert refused(empty, right.pk, world.mira.pk) == "member_payment_void_says_why"


def test_by_page_from_the_statement_and_shown_there(world, member, wrong):
    client = signed_in(world.mira)
    statement = reverse("member_statement", args=[member.public_id])
    page = reverse("member_payment_back", args=[wrong.public_id])
    assert page in client.get(statement).content.decode()
    assert client.post(page, {"reason": ""}).status_code == 422
    answer = client.post(page, {"reason": "Salah orang"})
    assert (answer.status_code, answer["Location"]) == (302, statement)
    shown = client.get(statement).content.decode()
    assert "Salah orang" in shown
    assert page not in shown
    again = client.post(page, {"reason": "Sekali lagi"})
    assert (again.status_code, "Sekali lagi" in again.content.decode()) == (409, True)
    watcher = signed_in(world.indra)
    assert "Salah orang" in watcher.get(statement).content.decode()
    assert watcher.get(page).status_code == 403
    assert signed_in(world.ani).get(page).status_code == 404
