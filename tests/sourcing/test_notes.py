"""What Ani tells a shop of one line goes with it: cart, order, Surat Pesanan and programs."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from marketplace.documents import services as documents
from marketplace.orders.models import OrderLine, PurchaseOrder
from marketplace.orders.services import (
    approve_order,
    decline_order,
    reissue_order,
    return_order,
)
from marketplace.sourcing import filling, lines
from marketplace.sourcing.models import CartItem
from tests import stories
from tests.sourcing.test_cart import BACKEND, put
from tests.sourcing.test_checkout import filled, order_it

NOTE = "Tanpa kacang, untuk dua orang"


@pytest.fixture
def ani_at(client, world):
    client.force_login(world.ani, backend=BACKEND)
    return client


def write(client, item, note):
    return client.post(reverse("cart_note", args=[item.pk]), {"note": note})


def test_a_note_goes_from_the_cart_to_the_shop_and_onto_the_paper(ani_at, world, client):
    item = put(world, 2)
    assert write(ani_at, item, f"  {NOTE}  ")["Location"] == reverse("cart")
    assert f'value="{NOTE}"' in ani_at.get(reverse("cart")).content.decode()
    assert NOTE in ani_at.get(reverse("checkout")).content.decode()
    assert order_it(ani_at, filled(ani_at, world)).status_code == 302
    order = PurchaseOrder.objects.get()
    page = reverse("order_detail", args=[order.public_id])
    assert NOTE in ani_at.get(page).content.decode()
    shown = ani_at.get(reverse("api_order-detail", args=[order.public_id])).json()
    assert shown["lines"][0]["note"] == NOTE
    assert filling.of_order(order)[0].for_shop == NOTE  # ordered once more, it is asked again

    approve_order(order_id=order.pk, actor=world.budi)
    paper = documents.of(order).get()
    assert paper.data["lines"][0]["note"] == NOTE
    client.force_login(world.citra, backend=BACKEND)
    assert NOTE in client.get(page).content.decode()
    assert NOTE in client.get(reverse("order_letter", args=[order.public_id])).content.decode()

    decline_order(order_id=order.pk, reason="Stok habis", actor=world.citra)
    order.refresh_from_db()
    again = reissue_order(order_id=order.pk, seen=stories.seen(order), actor=world.ani)
    assert again.lines.get().note == NOTE


def test_the_note_of_an_order_stays_as_it_was(ani_at, world):
    write(ani_at, put(world, 2), NOTE)
    order_it(ani_at, filled(ani_at, world))
    order = PurchaseOrder.objects.get()
    return_order(order_id=order.pk, reason="Jumlahnya kurang", actor=world.budi)
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        OrderLine.objects.update(note="Dengan kacang")
    assert refused.value.__cause__.diag.constraint_name == "line_note_stays"
    assert OrderLine.objects.get().note == NOTE


def test_a_note_that_is_too_long_stays_where_it_was_typed(ani_at, world):
    item = put(world)
    write(ani_at, item, NOTE)
    long = "kacang " * 40
    answer = write(ani_at, item, long)
    assert answer.status_code == 422
    assert long.strip() in answer.content.decode()
    with pytest.raises(lines.NoteTooLong):
        lines.tell(actor=world.ani, item_id=item.pk, note="x" * 190, shared=None)
    assert CartItem.objects.get().note == NOTE
    assert write(ani_at, item, "").status_code == 302
    assert CartItem.objects.get().note == ""


def test_a_note_of_another_page_is_named_before_anything_is_ordered(ani_at, world):
    item = put(world, 2)
    data = filled(ani_at, world)
    write(ani_at, item, NOTE)
    answer = order_it(ani_at, data)
    assert answer.status_code == 409
    assert NOTE in answer.content.decode()
    assert not PurchaseOrder.objects.exists()
