"""Events reach exactly the people concerned; tasks wait where they should."""

import pytest
from django.test import RequestFactory

from catalog import services
from catalog.handlers import notify_managers, notify_owner
from catalog.registry import market, tasks
from marketplace.core import transitions
from marketplace.core.models import OutboxEvent
from marketplace.notices.models import Channel, Notice
from tests import factories


def told(name: str) -> list[str]:
    rows = Notice.objects.filter(kind=name, channel=Channel.INBOX)
    return list(rows.values_list("recipient__name", flat=True))


@pytest.fixture
def waiting(world):
    """A submitted listing of Citra's."""
    product = factories.make_product(
        world.vendor, world.etalase, status="draft", photo="produk/x.webp"
    )
    return services.submit_product(product_id=product.pk, actor=world.citra)


def test_managers_hear_of_a_submission_once(world, waiting):
    event = OutboxEvent.objects.get(name="product.submitted")
    notify_managers(event)
    notify_managers(event)
    assert told("product.submitted") == ["Kartika"]


def test_the_owner_hears_the_answer_but_not_of_their_own_step(world, waiting):
    services.return_product(product_id=waiting.pk, reason="Foto gelap", actor=world.kartika)
    notify_owner(OutboxEvent.objects.get(name="product.returned"))
    assert told("product.returned") == ["Citra"]
    services.unpublish_product(product_id=world.product.pk, reason="Habis dulu", actor=world.citra)
    notify_owner(OutboxEvent.objects.get(name="product.unpublished"))
    assert told("product.unpublished") == []


def asked_by(user):
    request = RequestFactory().get("/tugas/")
    request.user = user
    return request


def test_tasks_of_owner_and_manager(world, waiting):
    assert len(tasks(asked_by(world.kartika), None)) == 1
    assert tasks(asked_by(world.citra), None) == []
    services.return_product(product_id=waiting.pk, reason="Foto gelap", actor=world.kartika)
    repair = tasks(asked_by(world.citra), None)
    assert [task.detail for task in repair] == ["Foto gelap"]
    assert tasks(asked_by(world.kartika), None) == []
    assert tasks(asked_by(world.ani), None) == []


def test_the_frame_shows_etalases_and_the_words_searched(world):
    request = RequestFactory().get("/cari/", {"q": " kopi\x00 "})
    part = market(request)
    assert [etalase["name"] for etalase in part["etalases"]()] == [world.etalase.name]
    assert part["search_query"] == "kopi"


def test_the_machine_is_registered():
    assert "product" in transitions.machines()
