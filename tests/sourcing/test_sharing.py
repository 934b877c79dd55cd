"""Bima collects goods and hands them to Ani, who orders for the same agency; to nobody else."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from catalog.models import Product, ProductStatus
from marketplace.accounts.models import Membership, User
from marketplace.core import clock
from marketplace.core.errors import InvalidTransition, NotAllowed
from marketplace.core.models import AuditEvent, OutboxEvent
from marketplace.notices.models import Channel, Notice
from marketplace.sourcing import lines, share_doors, sharing
from marketplace.sourcing.models import CartItem, SharedAnswer, SharedCart, SharedLine
from tests import factories
from tests.sourcing.staging import colleague, hand_over
from tests.sourcing.test_cart import BACKEND, put


@pytest.fixture
def bima(world):
    return colleague(world)


@pytest.fixture
def at(client):
    def sign_in(user):
        client.force_login(user, backend=BACKEND)
        return client

    return sign_in


def of(name, shared):
    return reverse(name, args=[shared.public_id])


def told(name):
    share_doors.tell_officers(OutboxEvent.objects.get(name=name))
    return Notice.objects.get(kind=name, channel=Channel.INBOX)


def carts() -> dict[str, int]:
    rows = CartItem.objects.values_list("cart__owner__name", "quantity")
    return dict(rows)


def test_bima_hands_his_goods_to_ani_who_takes_them(at, world, bima):
    item = put(world, 3, actor=bima)
    lines.write_note(actor=bima, item_id=item.pk, note="Warna biru")
    left = put(world, 9, factories.make_product(world.vendor, world.etalase), actor=bima)
    lines.choose(actor=bima, agency_id=world.agency.pk, item_ids=[left.pk], chosen=False)
    typed = {"share-to": world.ani.pk, "share-name": "Konsumsi rapat"}
    assert at(bima).post(reverse("cart_share"), typed)["Location"] == reverse("cart")
    shared = SharedCart.objects.get()
    assert [(one.sku_id, one.quantity) for one in shared.lines.all()] == [(item.sku_id, 3)]
    assert (told("cart.shared").recipient, told("cart.shared").url) == (
        world.ani,
        of("shared_cart", shared),
    )
    client = at(world.ani)
    for place in ("tasks", "cart"):
        assert of("shared_cart", shared) in client.get(reverse(place)).content.decode()
    page = client.get(of("shared_cart", shared)).content.decode()
    for words in ("Bima", "Warna biru", of("shared_cart_take", shared)):
        assert words in page
    assert not CartItem.objects.filter(cart__owner=world.ani).exists()

    assert client.post(of("shared_cart_take", shared))["Location"] == reverse("cart")
    taken = CartItem.objects.get(cart__owner=world.ani)
    assert (taken.quantity, taken.note, taken.shared) == (3, "Warna biru", shared)
    assert "Diminta oleh Bima: Konsumsi rapat" in client.get(reverse("cart")).content.decode()
    assert CartItem.objects.filter(cart__owner=bima).count() == 2
    assert told("cart.taken").recipient == bima
    assert "diambil" in at(bima).get(of("shared_cart", shared)).content.decode()
    trail = AuditEvent.objects.filter(action__startswith="cart.").order_by("pk")
    assert [row.action for row in trail] == ["cart.shared", "cart.taken"]


def test_an_answer_is_given_once(at, world, bima):
    shared = hand_over(world, bima)
    client = at(world.ani)
    assert client.post(of("shared_cart_decline", shared))["Location"] == reverse("cart")
    assert told("cart.declined").recipient == bima
    for again in (sharing.take, sharing.decline):
        with pytest.raises(InvalidTransition):
            again(actor=world.ani, shared_id=shared.pk)
    assert client.post(of("shared_cart_take", shared)).status_code == 409
    assert (
        of("shared_cart_take", shared) not in client.get(of("shared_cart", shared)).content.decode()
    )
    assert of("shared_cart", shared) not in client.get(reverse("tasks")).content.decode()
    assert carts() == {"Bima": 3}


@pytest.mark.parametrize("name", ["budi", "eka", "hadi", "citra", "indra", "dedi"])
def test_to_nobody_but_officers_of_the_agency(at, world, bima, name):
    person = getattr(world, name)
    put(world, 3, actor=bima)
    with pytest.raises(sharing.NoColleague):
        sharing.share(actor=bima, agency_id=world.agency.pk, name="x", to_id=person.pk)
    with pytest.raises(NotAllowed):
        sharing.share(actor=person, agency_id=world.agency.pk, name="x", to_id=world.ani.pk)
    typed = {"share-to": person.pk, "share-name": "Konsumsi rapat"}
    answer = at(bima).post(reverse("cart_share"), typed)
    assert answer.status_code == 422
    assert 'value="Konsumsi rapat"' in answer.content.decode()
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        SharedCart.objects.create(
            agency=world.agency, name="x", sent_by=bima, sent_to=person, sent_at=clock.now()
        )
    assert refused.value.__cause__.diag.constraint_name == "shared_cart_inside_its_agency"
    assert not SharedCart.objects.exists()


@pytest.mark.parametrize("name", ["bima", "budi", "citra", "dedi"])
def test_only_who_it_was_handed_to_answers(world, bima, name):
    shared = hand_over(world, bima)
    person = bima if name == "bima" else getattr(world, name)
    for answer in (sharing.take, sharing.decline):
        with pytest.raises(NotAllowed):
            answer(actor=person, shared_id=shared.pk)
    assert not SharedAnswer.objects.exists()
    assert carts() == {"Bima": 3}


def test_who_orders_no_more_neither_sees_nor_takes(at, world, bima):
    shared = hand_over(world, bima)
    other = factories.make_agency(world.agency.tenant, "Dinas Kesehatan (contoh)")
    factories.give_role(world.ani, "procurement_officer", other)
    Membership.objects.filter(user=world.ani, agency=world.agency).update(active=False)
    ani = User.objects.get(pk=world.ani.pk)
    with pytest.raises(NotAllowed):
        sharing.take(actor=ani, shared_id=shared.pk)
    client = at(ani)
    assert client.get(of("shared_cart", shared)).status_code == 404
    assert client.post(of("shared_cart_take", shared)).status_code == 404
    assert carts() == {"Bima": 3}


def test_where_nothing_can_be_bought_the_offer_stays_open(at, world, bima):
    shared = hand_over(world, bima)
    Product.objects.filter(pk=world.product.pk).update(status=ProductStatus.UNPUBLISHED)
    answer = at(world.ani).post(of("shared_cart_take", shared))
    assert answer.status_code == 422
    assert not SharedAnswer.objects.exists()
    assert carts() == {"Bima": 3}


def test_nothing_chosen_and_nothing_typed_hand_over_nothing(at, world, bima):
    client = at(bima)
    item = put(world, 3, actor=bima)
    for wrong in ({}, {"share-to": "x", "share-name": "y"}, {"share-to": world.ani.pk}):
        assert client.post(reverse("cart_share"), wrong).status_code == 422
    lines.choose(actor=bima, agency_id=world.agency.pk, item_ids=[item.pk], chosen=False)
    typed = {"share-to": world.ani.pk, "share-name": "Rapat"}
    assert client.post(reverse("cart_share"), typed).status_code == 422
    assert not SharedCart.objects.exists()


def test_what_was_handed_over_stays_as_it_was(world, bima):
    shared = hand_over(world, bima)
    sharing.take(actor=world.ani, shared_id=shared.pk)
    changes = (
        lambda: SharedCart.objects.update(name="y"),
        lambda: SharedLine.objects.update(quantity=9),
        lambda: SharedAnswer.objects.update(is_taken=False),
        lambda: SharedAnswer.objects.all().delete(),
        lambda: SharedLine.objects.create(
            shared=shared,
            sku=factories.sku_of(factories.make_product(world.vendor, world.etalase)),
            quantity=1,
        ),
    )
    for change in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert shared.lines.get().quantity == 3
