"""An order in parts on its pages: who reads what, and what is offered."""

from django.urls import reverse

from marketplace.orders.actions import offers
from marketplace.orders.models import OrderStatus, PurchaseOrder
from marketplace.orders.presenters import OrderPage
from marketplace.web import panels
from tests import stories
from tests.fulfilment.test_parts import accepted, count, send, sign, state_of


def offered(rf, person, order):
    request = rf.get("/")
    request.user = person
    return {offer.step.address for offer in offers(request, order) if not offer.is_rare}


def page(rf, person, order):
    request = rf.get("/")
    request.user = person
    return OrderPage(request, PurchaseOrder.objects.get(pk=order.pk))


def turn(rf, person, order):
    """What the turn card says to a person."""
    shown = page(rf, person, order)
    return f"{shown.lead} {shown.headline}"


def tasks(rf, person):
    request = rf.get("/")
    request.user = person
    return {task.icon for task in panels.collect("tasks", request)}


def test_whoever_can_move_a_part_is_offered_it(rf, world):
    order = send(world, accepted(world), 2)
    assert offered(rf, world.citra, order) == {"kirim-sisa", "foto-tiba"}
    assert offered(rf, world.eka, order) == {"terima", "sengketa"}
    assert tasks(rf, world.citra) >= {"truck"}
    count(world, order, 2)
    order.refresh_from_db()
    assert offered(rf, world.eka, order) == {"sengketa"}
    assert offered(rf, world.budi, order) == {"tanda-tangan-bagian"}
    assert offered(rf, world.citra, order) == {"kirim-sisa", "tanda-tangan-bagian"}
    assert tasks(rf, world.eka) == set()
    assert (tasks(rf, world.budi), tasks(rf, world.citra)) == ({"pen-line"}, {"pen-line", "truck"})
    sign(world, order)
    order.refresh_from_db()
    assert offered(rf, world.fajar, order) == {"bayar-bagian"}
    assert tasks(rf, world.fajar) == {"credit-card"}


def test_each_side_of_an_order_in_parts_reads_its_own_turn(rf, world):
    order = send(world, accepted(world), 2)
    assert turn(rf, world.citra, order) == "Giliran Anda. Kirim sisa barang."
    assert turn(rf, world.eka, order) == "Giliran Anda. Hitung barang saat tiba."
    assert page(rf, world.eka, order).reason == ""  # the courier is no reason
    count(world, order, 2)
    signs = "Tanda tangani serah terima (BAST) barang yang sudah dihitung."
    assert turn(rf, world.budi, order) == f"Giliran Anda. {signs}"
    assert turn(rf, world.citra, order) == f"Giliran Anda. Kirim sisa barang. {signs}"
    assert turn(rf, world.eka, order) == (
        f"Menunggu {world.vendor.name}. Sisa barang masih akan dikirim, atau sudah kembali ke toko."
    )
    sign(world, order)
    pays = "Bayar dengan kartu pemerintah untuk bagian yang sudah diserahterimakan."
    assert turn(rf, world.fajar, order) == f"Giliran Anda. {pays}"


def test_what_waits_is_offered_as_the_thing_to_do(client, world):
    order = send(world, accepted(world), 2)
    count(world, order, 2)
    client.force_login(world.budi)
    words = client.get(reverse("order_detail", args=[order.public_id])).content.decode()
    button = words.split('data-dialog="langkah-sign_part"')[0].rsplit("<a", 1)[1]
    assert "btn-primary" in button
    dialog = words.split('id="langkah-sign_part"')[1].split("</dialog>")[0]
    assert "btn-primary" in dialog
    assert "btn-error" not in dialog


def test_a_part_goes_its_way_by_form(client, world):
    order = accepted(world)
    line = f"line-{order.lines.get().pk}"

    def post(person, name, values):
        client.force_login(person)
        return client.post(stories.step_path(order, name), values).status_code

    assert post(world.citra, "ship", {"courier": "JNE", line: "5"}) == 422
    assert post(world.citra, "ship", {"courier": "JNE", line: "satu"}) == 422
    assert post(world.citra, "ship", {"courier": "JNE", line: "1"}) == 303
    assert post(world.eka, "receive", {line: "1"}) == 303
    shown = {"handover": order.handovers.get().pk}
    assert post(world.budi, "sign_part", {}) == 422
    assert post(world.budi, "sign_part", shown) == 303
    assert post(world.citra, "sign_part", shown) == 303
    assert post(world.citra, "ship_rest", {"courier": "JNE", line: ""}) == 303
    assert state_of(order) == OrderStatus.SHIPPED
    page = client.get(reverse("order_detail", args=[order.public_id])).content.decode()
    assert "4 dipesan, 4 dikirim, 1 dihitung, 1 diserahterimakan" in page
    assert order.handovers.get().number in page
    assert order.claims.get().number in page
    assert f"{order.handovers.get().number} ditandatangani untuk sebagian" in page
    assert "Bagian berikutnya dikirim" in page
