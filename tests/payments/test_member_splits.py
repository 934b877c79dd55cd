"""A cooperative's order from its makers to the payout: who gets what, and what is still owed."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from catalog import services as catalog
from marketplace.core import clock
from marketplace.core.errors import Conflict, NotAllowed, RuleViolation
from marketplace.core.invariants import examine
from marketplace.fulfilment.models import Claim
from marketplace.fulfilment.services import receive_order, ship_order, sign_handover
from marketplace.orders.services import accept_order
from payments import member_queries
from payments.models import MemberPayment, MemberShare, MemberSplit
from payments.services import HandedOn, record_member_payment, settlement
from tests import cooperatives, factories, stories
from tests.payments.money_steps import paid
from tests.raw_sql import DENIED, refused
from vendors.members import services as members

pytestmark = pytest.mark.usefixtures("bank_settings")


@pytest.fixture(autouse=True)
def _in_english():
    """Sentences are compared as they stand in the code."""
    with translation.override("en"):
        yield


@pytest.fixture
def three(world):
    """Three members; two weave the cloth, the third sews the bags."""
    cooperatives.make_cooperative(world)
    factories.hire(world)
    found = cooperatives.add_members(world)
    world.bags = factories.make_product(world.vendor, world.etalase, price_rupiah=333_333)
    shares = {found[0].pk: 6_000, found[1].pk: 3_000}
    catalog.set_makers(product_id=world.product.pk, shares=shares, actor=world.citra)
    catalog.set_makers(product_id=world.bags.pk, shares={found[2].pk: 8_500}, actor=world.citra)
    return found


@pytest.fixture
def order(world, three):
    """Four pieces of cloth and three bags, with freight; nothing is sent yet."""
    items = [stories.order_item(world.product, 4), stories.order_item(world.bags, 3)]
    order = stories.issued(world, items=items, freight_rupiah=50_000)
    return accept_order(order_id=order.pk, actor=world.citra)


def claim_part(world, order, cloth: int, bags: int) -> Claim:
    """So many pieces and bags are sent, counted and handed over."""
    units = dict(zip([line.pk for line in order.lines.all()], (cloth, bags), strict=True))
    sent = {line: number for line, number in units.items() if number}
    ship_order(order_id=order.pk, courier="JNE", quantities=sent, actor=world.citra)
    receive_order(order_id=order.pk, accepted=sent, actor=world.eka)
    for person in (world.budi, world.citra):
        handover = sign_handover(order_id=order.pk, actor=person)
    return handover.claim


def parts(claim: Claim) -> list[tuple[str, int, int]]:
    rows = MemberShare.objects.filter(split__claim=claim).order_by("pk")
    return list(rows.values_list("maker__name", "units", "amount_rupiah"))


def test_in_parts_each_member_gets_the_share_of_what_the_ledger_released(world, bank, order):
    first = claim_part(world, order, 3, 0)
    paid(world, first)
    split = MemberSplit.objects.get(claim=first)
    whole = first.goods_rupiah + first.freight_rupiah
    exact = [split.net_rupiah * 3_000_000 * bp // (whole * 10_000) for bp in (6_000, 3_000)]
    assert [name for name, _units, _sum in parts(first)] == ["Yuliana Tefa", "Marten Nubatonis"]
    assert all(0 <= got - cut <= 1 for (_n, _u, got), cut in zip(parts(first), exact, strict=True))
    assert sum(got for _n, _u, got in parts(first)) + split.rest_rupiah == split.net_rupiah

    second = claim_part(world, order, 1, 3)
    paid(world, second)
    assert [row[:2] for row in parts(second)] == [
        ("Yuliana Tefa", 1),
        ("Marten Nubatonis", 1),
        ("Yosefina Bria", 3),
    ]
    assert settlement.settle() == 1  # the cooperative's account gets one transfer, as ever
    sums = member_queries.sums_of(world.vendor)
    net = sum(MemberSplit.objects.values_list("net_rupiah", flat=True))
    rest = sum(MemberSplit.objects.values_list("rest_rupiah", flat=True))
    assert bank.record("payout")[0]["amount_rupiah"] == net
    assert sums == member_queries.MemberSums(0, net - rest, 0, net - rest)
    assert [known.code for known, found in examine() if found] == []


def test_leaving_and_other_makers_afterwards_change_nothing(world, order, three):
    today = clock.today(world.vendor.time_zone)
    with clock.moved_to(clock.now() + timedelta(hours=1)):
        members.end_member(member_id=three[0].pk, until=today, actor=world.citra)
        catalog.set_makers(
            product_id=world.product.pk, shares={three[2].pk: 10_000}, actor=world.citra
        )
    claim = claim_part(world, order, 4, 3)
    paid(world, claim)
    assert [name for name, _units, _sum in parts(claim)] == [
        "Yuliana Tefa",
        "Marten Nubatonis",
        "Yosefina Bria",
    ]
    settlement.settle()
    owed = member_queries.sums_of_member(three[0]).owed_rupiah
    assert owed == parts(claim)[0][2] > 0
    pay(world, three[0])
    assert member_queries.sums_of_member(three[0]).owed_rupiah == 0


def pay(world, member, *, shares=None, actor=None, **fields) -> MemberPayment:
    """Mira writes down that a member was paid all that is owed."""
    owed = member_queries.owed_to(member).values_list("pk", flat=True)
    values = {"paid_on": clock.today(world.vendor.time_zone), "way": "cash", **fields}
    return record_member_payment(
        member_id=member.pk,
        facts=HandedOn(tuple(owed) if shares is None else shares, **values),
        actor=actor or world.mira,
    )


@pytest.fixture
def settled(world, order) -> Claim:
    """All of it is handed over, paid and with the cooperative."""
    claim = claim_part(world, order, 4, 3)
    paid(world, claim)
    settlement.settle()
    return claim


def test_what_was_handed_on_is_marked_once_and_by_whom(world, settled, three):
    payment = pay(world, three[0], note="Tunai di kantor")
    assert payment.amount_rupiah == parts(settled)[0][2]
    share = payment.items.get().share_id
    for shares in ((share,), ()):
        with pytest.raises((RuleViolation, Conflict)):
            pay(world, three[0], shares=shares)
    theirs = tuple(member_queries.owed_to(three[1]).values_list("pk", flat=True))
    with pytest.raises((RuleViolation, Conflict)):
        pay(world, three[0], shares=theirs)
    with pytest.raises((RuleViolation, Conflict)):
        pay(world, three[1], shares=(*theirs, share))
    for day in (date(2020, 1, 1), date(2999, 1, 1)):
        with pytest.raises(RuleViolation, match="The day is from"):
            pay(world, three[1], paid_on=day)
    with pytest.raises(RuleViolation):
        pay(world, three[1], way="barter")
    assert MemberPayment.objects.count() == 1


def test_staff_strangers_and_auditors_mark_nothing(world, settled, three):
    for who in (world.lina, world.indra, world.joko, world.ani, world.gita):
        with pytest.raises(NotAllowed):
            pay(world, three[0], actor=who)
    assert not MemberPayment.objects.exists()


def test_nothing_is_owed_before_it_reached_the_cooperative(world, order, three):
    claim = claim_part(world, order, 4, 3)
    paid(world, claim)
    shares = tuple(MemberShare.objects.filter(maker__member=three[0]).values_list("pk", flat=True))
    assert member_queries.sums_of_member(three[0]).coming_rupiah == parts(claim)[0][2]
    with pytest.raises((RuleViolation, Conflict)):
        pay(world, three[0], shares=shares)


def test_raw_sql_moves_no_rupiah_between_members(world, settled, three):
    payment = pay(world, three[0])
    split = MemberSplit.objects.get(claim=settled)
    frozen = {"append_only", DENIED}
    assert refused("UPDATE payments_membershare SET amount_rupiah = amount_rupiah + 1") in frozen
    assert refused("UPDATE payments_membersplit SET rest_rupiah = 0") in frozen
    assert refused("DELETE FROM payments_memberpaymentitem") in frozen
    assert refused("UPDATE payments_memberpayment SET paid_on = '2026-01-01'") in frozen
    share = "INSERT INTO payments_membershare (split_id, maker_id, units, amount_rupiah) "
    maker = MemberShare.objects.filter(split=split).values_list("maker_id", flat=True)[0]
    assert refused(share + "VALUES (%s, %s, 1, 0)", split.pk, maker) == "one_share_per_maker"
    owed = member_queries.owed_to(three[1]).values_list("pk", flat=True)[0]
    item = "INSERT INTO payments_memberpaymentitem (payment_id, share_id) VALUES (%s, %s)"
    assert refused(item, payment.pk, owed) == "member_is_paid_what_is_owed"
    more = (
        "INSERT INTO payments_memberpayment (public_id, vendor_id, member_id, paid_on, way, "
        "amount_rupiah, note, recorded_by_id, recorded_at, txid) "
        "VALUES (gen_random_uuid(), %s, %s, now(), 'cash', 5, '', %s, now(), 0)"
    )
    mine = (world.vendor.pk, three[1].pk, world.mira.pk)
    assert refused(more, *mine) == "member_payment_adds_up"


def test_a_split_that_is_not_the_ledgers_is_refused_at_commit(world, order, three):
    """A slip of ours that gave the first maker a rupiah of the second would book nothing."""
    claim = claim_part(world, order, 4, 3)
    row = (
        "INSERT INTO payments_membersplit (claim_id, vendor_id, net_rupiah, rest_rupiah, made_at, "
        "txid) VALUES (%s, %s, 0, 0, now(), 0)"
    )
    assert refused(row, claim.pk, world.vendor.pk) == "member_split_adds_up"
    release = (
        "INSERT INTO payments_ledgertransaction (ref, kind, claim_id, occurred_at) "
        "VALUES ('release-x', 'release', %s, now())"
    )
    assert refused(release, claim.pk) in {"release_names_its_makers", "ledger_balanced"}
