"""A shipment or a count whose form is sent twice: two clicks, two tabs, the way back."""

import pytest

from marketplace.fulfilment.models import Receipt, Shipment
from tests import stories
from tests.fulfilment.test_parts import accepted, send


def hidden(client, order, name):
    page = client.get(stories.step_path(order, name)).content.decode()
    return page.partition('name="part" value="')[2].partition('"')[0]


@pytest.mark.parametrize("again", ["ship", "ship_rest"])
def test_a_shipment_that_is_sent_twice_is_recorded_once(client, world, again):
    order = accepted(world)
    client.force_login(world.citra)
    line = f"line-{order.lines.get().pk}"
    form = {"courier": "JNE", line: "1", "part": hidden(client, order, "ship")}
    assert client.post(stories.step_path(order, "ship"), form).status_code == 303
    refused = client.post(stories.step_path(order, again), form)
    assert refused.status_code == 409
    assert Shipment.objects.count() == 1
    meant = {**form, "part": hidden(client, order, "ship_rest")}
    assert client.post(stories.step_path(order, "ship_rest"), meant).status_code == 303
    assert Shipment.objects.count() == 2


def test_a_count_that_is_sent_twice_is_recorded_once_and_may_be_meant(client, world):
    order = send(world, accepted(world))
    client.force_login(world.eka)
    line, path = f"line-{order.lines.get().pk}", stories.step_path(order, "receive")
    form = {line: "1", "note": "Satu dus", "part": hidden(client, order, "receive")}
    assert client.post(path, form).status_code == 303
    page = client.post(path, form)
    assert page.status_code == 409
    assert Receipt.objects.count() == 1
    shown = page.content.decode()
    assert "Satu dus" in shown, "what was typed stays"
    assert 'name="part" value="2"' in shown, "the next press is meant"
    assert client.post(path, {**form, "part": "2"}).status_code == 303
    assert Receipt.objects.count() == 2
