"""The people of a shop: owner, staff, finance; who may what, from and until which moment."""

from itertools import product

import pytest
from django.db import DatabaseError, connection, transaction

from catalog import policies as catalog
from catalog import services as goods
from marketplace.core import audit, clock, outbox
from marketplace.core.errors import Conflict, DomainError, NotAllowed
from marketplace.core.invariants import examine
from marketplace.documents import services as documents
from marketplace.fulfilment.services import ship_order, sign_handover
from marketplace.notices.services import post_message
from marketplace.orders import policies as orders
from marketplace.orders import services as ordering
from payments import policies as money
from tests import factories, stories
from tests.orders.test_endings import told
from tests.orders.test_together import at_once
from tests.vendors.conftest import role_of
from vendors import queries, services
from vendors.models import Vendor, VendorMembership, VendorRole, VendorStatus
from vendors.policies import ROLES, VendorAct, acts_for, vendors_of
from vendors.queries import people_of

OWNER, STAFF, FINANCE = VendorRole.OWNER, VendorRole.STAFF, VendorRole.FINANCE


# ---- who may what


def test_the_table_of_acts_is_complete():
    assert set(ROLES) == set(VendorAct)
    assert all(OWNER in roles for roles in ROLES.values())


def test_each_role_may_what_the_table_says_and_the_queryset_agrees(crew):
    people = {OWNER: crew.citra, STAFF: crew.lina, FINANCE: crew.mira}
    for act, (role, person) in product(VendorAct, people.items()):
        may = role in ROLES[act]
        assert bool(acts_for(person, crew.vendor, to=act)) is may, (act, role)
        assert (crew.vendor in vendors_of(person, to=act)) is may, (act, role)
        assert (person in people_of(crew.vendor, to=act)) is may, (act, role)
    for act in VendorAct:
        assert not acts_for(crew.dedi, crew.vendor, to=act)


def test_an_owner_counts_as_every_role_and_the_others_as_their_own(crew):
    found = {
        (person.name, role)
        for person, role in product((crew.citra, crew.lina, crew.mira), VendorRole)
        if acts_for(person, crew.vendor, role)
    }
    assert found == {("Citra", role) for role in VendorRole} | {("Lina", STAFF), ("Mira", FINANCE)}


def test_a_refusal_says_who_may(crew):
    wanted = {
        VendorAct.MANAGE_PEOPLE: "pemilik toko",
        VendorAct.SELL: "pemilik dan staf toko",
        VendorAct.READ_MONEY: "pemilik dan bagian keuangan toko",
        VendorAct.READ_ORDERS: "orang toko itu",
    }
    for act, words in wanted.items():
        assert words in acts_for(crew.dedi, crew.vendor, to=act).reason


def test_owner_and_staff_answer_orders_and_finance_cannot(crew):
    for person in (crew.citra, crew.lina):
        order = stories.issued(crew, 1)
        with pytest.raises(NotAllowed):
            ordering.accept_order(order_id=order.pk, actor=crew.mira)
        assert ordering.accept_order(order_id=order.pk, actor=person).status == "accepted"
        ship_order(order_id=order.pk, courier="Sendiri", actor=person)
        assert orders.can_view(crew.mira, order)
        assert not orders.can_write(crew.mira, order)


def test_staff_sells_and_finance_does_not(crew):
    listing = factories.make_product(crew.vendor, crew.etalase)
    goods.change_price(sku_id=factories.sku_of(listing).pk, price_rupiah=900_000, actor=crew.lina)
    with pytest.raises(NotAllowed):
        goods.change_price(
            sku_id=factories.sku_of(listing).pk, price_rupiah=800_000, actor=crew.mira
        )
    assert catalog.can_trade(crew.citra, listing)


def test_the_paper_names_who_signed_for_the_shop(crew):
    order = stories.received(crew, 1)
    sign_handover(order_id=order.pk, actor=crew.budi)
    handover = sign_handover(order_id=order.pk, actor=crew.lina)
    assert handover.vendor_signed_by == crew.lina
    record = documents.of(order).get(kind="bast")
    assert record.data["vendor_signer"]["name"] == "Lina"
    assert record.data["vendor"]["represented_by"] == "Citra"


def test_notices_reach_those_whose_work_it_is(crew):
    stories.claimed(crew, 1)
    while outbox.relay():
        pass
    heard = told()
    assert {name for kind, name in heard if kind == "order.issued"} >= {"Citra", "Lina"}
    assert ("order.issued", "Mira") not in heard
    assert ("order.handed_over", "Mira") in heard


def test_the_shop_side_of_a_conversation_is_all_its_people(crew, client):
    order = stories.issued(crew, 1)
    post_message(subject=order, author=crew.citra, author_line="Citra", text="Siap dikirim")
    client.force_login(crew.lina)
    page = client.get(f"/pesanan/{order.public_id}/").context["page"]
    assert [ours for _message, ours in page.talk] == [True]


# ---- joining and leaving


def test_only_an_owner_adds_people_and_the_trail_says_who(crew):
    nina = factories.make_user("Nina")
    for person in (crew.lina, crew.mira, crew.dedi, crew.joko):
        with pytest.raises(NotAllowed):
            services.add_member(vendor_id=crew.vendor.pk, user=nina, role=STAFF, actor=person)
    made = services.add_member(vendor_id=crew.vendor.pk, user=nina, role=STAFF, actor=crew.citra)
    assert (made.granted_by, made.until) == (crew.citra, None)
    line = audit.trail(crew.vendor).get(action="vendor.member_added")
    assert (line.actor, line.data) == (crew.citra, {"user": nina.pk, "role": "staff"})
    while outbox.relay():
        pass
    told_to_nina = {(notice.kind, notice.params["name"]) for notice in nina.notices.all()}
    assert told_to_nina == {("vendor.member_added", crew.vendor.name)}


@pytest.mark.parametrize(
    ("who", "role", "code"),
    [
        ("lina", STAFF, "already_member"),
        ("joko", STAFF, "reviewed_by_them"),
        ("indra", FINANCE, "officers_do_not_sell"),
        ("ani", STAFF, "officers_do_not_sell"),
        ("budi", FINANCE, "officers_do_not_sell"),  # or no order of the agency could be approved
        ("oki", STAFF, "officers_do_not_sell"),
    ],
)
def test_who_cannot_be_added(crew, who, role, code):
    people = {**vars(crew), "oki": factories.make_operator("Oki")}
    with pytest.raises(DomainError) as refused:
        services.add_member(vendor_id=crew.vendor.pk, user=people[who], role=role, actor=crew.citra)
    assert refused.value.code == code


def test_who_has_left_can_do_nothing_from_that_moment(crew):
    order, listing = stories.issued(crew, 1), crew.product
    services.end_membership(membership_id=role_of(crew.lina, crew.vendor).pk, actor=crew.citra)
    with pytest.raises(NotAllowed):
        ordering.accept_order(order_id=order.pk, actor=crew.lina)
    with pytest.raises(NotAllowed):
        goods.change_price(sku_id=factories.sku_of(listing).pk, price_rupiah=1, actor=crew.lina)
    assert not orders.can_view(crew.lina, order)
    assert not orders.visible_to(crew.lina).exists()
    assert not any(acts_for(crew.lina, crew.vendor, to=act) for act in VendorAct)
    assert not money.payouts_visible_to(crew.lina).exists()
    assert crew.lina not in people_of(crew.vendor)


def test_everybody_may_leave_but_only_an_owner_ends_others(crew):
    lina, mira = role_of(crew.lina, crew.vendor), role_of(crew.mira, crew.vendor)
    with pytest.raises(NotAllowed):
        services.end_membership(membership_id=mira.pk, actor=crew.lina)
    ended = services.end_membership(membership_id=lina.pk, actor=crew.lina)
    assert (ended.ended_by, ended.until is None) == (crew.lina, False)
    with pytest.raises(DomainError) as refused:
        services.end_membership(membership_id=lina.pk, actor=crew.citra)
    assert refused.value.code == "role_ended"
    services.add_member(vendor_id=crew.vendor.pk, user=crew.lina, role=STAFF, actor=crew.citra)
    assert acts_for(crew.lina, crew.vendor, STAFF)


def test_the_last_owner_cannot_leave_but_hands_over(crew):
    mine = role_of(crew.citra, crew.vendor)
    with pytest.raises(DomainError) as refused:
        services.end_membership(membership_id=mine.pk, actor=crew.citra)
    assert refused.value.code == "last_owner"
    with pytest.raises(DomainError, match="belum bertindak"):
        services.hand_over_ownership(vendor_id=crew.vendor.pk, to=crew.dedi, actor=crew.citra)
    services.hand_over_ownership(vendor_id=crew.vendor.pk, to=crew.lina, actor=crew.citra)
    assert queries.owner_of(crew.vendor) == crew.lina
    assert not acts_for(crew.citra, crew.vendor)
    assert acts_for(crew.lina, crew.vendor, to=VendorAct.MANAGE_PEOPLE)


def test_two_owners_who_leave_at_once_leave_one_behind(committed_world):
    world = committed_world
    factories.join(world.vendor, world.lina, OWNER)
    keys = [(role_of(user, world.vendor).pk, user) for user in (world.citra, world.lina)]
    steps = [
        lambda pk=pk, user=user: services.end_membership(membership_id=pk, actor=user)
        for pk, user in keys
    ]
    assert at_once(*steps) == ["done", "last_owner"]
    assert people_of(world.vendor, OWNER).count() == 1


def test_the_database_alone_keeps_one_of_two_owners_who_leave_at_once(committed_world):
    """Raw rows, past the use-case's lock: the trigger's own lock decides."""
    world = committed_world
    factories.join(world.vendor, world.lina, OWNER)

    def leave(user):
        ended = {"until": clock.now(), "ended_by": user}
        try:
            with transaction.atomic():
                VendorMembership.objects.filter(user=user, vendor=world.vendor).update(**ended)
        except DatabaseError as refused:
            raise Conflict(str(refused)) from refused

    outcomes = at_once(lambda: leave(world.citra), lambda: leave(world.lina))
    assert outcomes == ["conflict", "done"]
    assert people_of(world.vendor, OWNER).count() == 1


def test_a_draft_without_owner_cannot_be_submitted(db):
    owner = factories.make_user("Citra")
    vendor = factories.make_vendor(owner, status=VendorStatus.DRAFT)
    held = VendorMembership.objects.filter(vendor=vendor)
    held.update(until=clock.now(), ended_by=owner)
    connection.check_constraints()  # what COMMIT does; a draft may be without
    Vendor.objects.filter(pk=vendor.pk).update(status=VendorStatus.SUBMITTED)
    with pytest.raises(DatabaseError, match="has no owner"):
        connection.check_constraints()
    transaction.set_rollback(True)


def test_the_program_acts_by_the_same_policy(crew, client):
    order = stories.issued(crew, 1)
    url = f"/api/v1/orders/{order.public_id}/"

    def headers(person):
        body = {"email": person.email, "password": factories.PASSWORD}
        answer = client.post("/api/v1/auth/token", body, content_type="application/json")
        return {"Authorization": f"Token {answer.json()['token']}"}

    assert client.get(url, headers=headers(crew.dedi)).status_code == 404
    for person in (crew.lina, crew.mira):
        mine = headers(person)
        assert client.get(url, headers=mine).status_code == 200
        leaving = role_of(person, crew.vendor)
        services.end_membership(membership_id=leaving.pk, actor=crew.citra)
        assert client.get(url, headers=mine).status_code == 404


def test_no_promise_is_broken_by_people_who_come_and_go(crew):
    stories.claimed(crew, 1)
    services.hand_over_ownership(vendor_id=crew.vendor.pk, to=crew.lina, actor=crew.citra)
    broken = {known.code for known, violations in examine() if violations}
    assert not broken & {"I-20", "I-23", "I-26"}
