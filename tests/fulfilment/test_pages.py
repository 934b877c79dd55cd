"""The delivery's steps over HTTP: who sees them, what a mistake looks like, what they change."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from marketplace.fulfilment.models import Receipt
from marketplace.orders.actions import offers
from marketplace.orders.models import OrderStatus
from marketplace.orders.services import accept_order
from marketplace.web import panels
from tests import stories
from tests.trust.files import sheets

STEPS = ("ship", "receive", "dispute", "sign")


def address(key, order):
    return stories.step_path(order, key)


def status_of(order):
    order.refresh_from_db()
    return order.status


@pytest.fixture
def accepted(world):
    order = stories.issued(world)
    return accept_order(order_id=order.pk, actor=world.citra)


@pytest.mark.parametrize("name", STEPS)
def test_strangers_find_nothing_and_visitors_sign_in(client, world, name):
    order = stories.shipped(world)
    assert client.get(address(name, order)).url.startswith("/masuk/")
    client.force_login(world.dedi)
    assert client.get(address(name, order)).status_code == 404
    assert client.post(address(name, order)).status_code == 404
    assert status_of(order) == OrderStatus.SHIPPED


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("ship", {"citra"}),
        ("receive", {"eka"}),
        ("dispute", {"eka"}),
        ("sign", {"budi", "citra"}),
    ],
)
def test_the_wrong_role_is_refused_and_changes_nothing(client, world, name, allowed):
    order = stories.shipped(world)
    for who in ("ani", "budi", "citra", "eka", "fajar", "gita", "hadi", "indra"):
        client.force_login(getattr(world, who))
        opened = 200 if name in {"receive", "dispute"} else 409
        expected = opened if who in allowed else 403
        assert client.get(address(name, order)).status_code == expected, who
        if who not in allowed:
            assert client.post(address(name, order)).status_code == 403, who
    assert status_of(order) == OrderStatus.SHIPPED


def test_the_vendor_ships_by_form(client, world, accepted):
    client.force_login(world.citra)
    refused = client.post(address("ship", accepted), {"courier": "", "tracking": "77"})
    assert refused.status_code == 422
    assert 'value="77"' in refused.content.decode()
    answer = client.post(address("ship", accepted), {"courier": "JNE", "tracking": "77"})
    assert answer.url == reverse("order_detail", args=[accepted.public_id])
    assert status_of(accepted) == OrderStatus.SHIPPED
    again = client.post(address("ship", accepted), {"courier": "JNE"})
    assert again.status_code == 409


def test_the_officer_counts_with_a_photo(client, world):
    order = stories.shipped(world)
    line = order.lines.get()
    client.force_login(world.eka)
    url = address("receive", order)
    for wrong in ("", "dua", "-1", "0", "3"):
        answer = client.post(url, {f"line-{line.pk}": wrong, "note": "Kardus penyok"})
        assert answer.status_code == 422, wrong
        page = answer.content.decode()
        assert "Kardus penyok" in page
        assert f'id="id_line-{line.pk}_error"' in page
    assert status_of(order) == OrderStatus.SHIPPED
    photo = SimpleUploadedFile("foto.pdf", sheets.pdf())
    client.post(url, {f"line-{line.pk}": "2", "note": "", "photo": photo})
    assert status_of(order) == OrderStatus.RECEIVED
    kept = Receipt.objects.get().photo
    client.force_login(world.citra)
    assert client.get(reverse("private_file", args=[kept.public_id])).status_code == 200
    client.force_login(world.dedi)
    assert client.get(reverse("private_file", args=[kept.public_id])).status_code == 404


def test_both_sides_sign_by_form(client, world):
    order = stories.received(world)
    for person in (world.budi, world.citra):
        client.force_login(person)
        page = client.get(address("sign", order)).content.decode()
        assert f'name="handover" value="{order.handovers.get().pk}"' in page
        assert "<b>2 lembar</b>" in page
        shown = {"handover": order.handovers.get().pk}
        assert client.post(address("sign", order), shown).status_code == 303
        assert client.post(address("sign", order), shown).status_code in {403, 409}
    assert status_of(order) == OrderStatus.HANDED_OVER


def test_a_complaint_needs_words(client, world):
    order = stories.shipped(world)
    client.force_login(world.eka)
    assert client.post(address("dispute", order), {"reason": " "}).status_code == 422
    assert client.post(address("dispute", order), {"reason": "Sobek"}).status_code == 303
    assert status_of(order) == OrderStatus.DISPUTED


def offered(rf, person, order):
    request = rf.get("/")
    request.user = person
    return {offer.key for offer in offers(request, order) if not offer.is_rare}


def test_each_person_is_offered_only_their_own_step(rf, world, accepted):
    assert offered(rf, world.citra, accepted) == {"ship"}
    assert offered(rf, world.eka, accepted) == set()
    shipped = stories.shipped(world)
    assert offered(rf, world.eka, shipped) == {"receive", "dispute"}
    assert offered(rf, world.citra, shipped) == {"show_arrival"}
    received = stories.received(world)
    assert offered(rf, world.budi, received) == {"sign"}
    assert offered(rf, world.citra, received) == {"sign"}
    assert offered(rf, world.indra, received) == set()


def test_tasks_wait_for_those_whose_turn_it_is(rf, world):
    stories.shipped(world)
    stories.received(world)

    def tasks(person):
        request = rf.get("/")
        request.user = person
        return [task.icon for task in panels.collect("tasks", request)]

    assert tasks(world.eka) == ["package-check"]
    assert tasks(world.budi) == ["pen-line"]
    assert "pen-line" in tasks(world.citra)
    assert tasks(world.indra) == []


def test_the_order_page_shows_the_delivery(client, world, django_assert_max_num_queries):
    order = stories.received(world)
    client.force_login(world.indra)
    with django_assert_max_num_queries(67):
        page = client.get(reverse("order_detail", args=[order.public_id]))
    assert page.status_code == 200
    assert "Kurir sendiri" in page.content.decode()
