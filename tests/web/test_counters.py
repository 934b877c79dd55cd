"""Whatever a part of a page changes, the counters around it come along."""

import re

from django.urls import reverse

from marketplace.sourcing.services import add_to_cart
from tests import stories

HTMX = {"headers": {"HX-Request": "true"}}
SENT_ALONG = re.compile(
    r"hx-swap-oob=\"innerHTML:\[data-hitung='(\w+)'\]\">\s*"
    r"(?:<span class=\"lencana\">(\d+)</span>)?"
)


def counters(answer) -> dict[str, int]:
    """What the answer says of each counter."""
    found = SENT_ALONG.findall(answer.content.decode())
    return {key: int(number or 0) for key, number in found}


def test_a_step_taken_in_place_brings_the_counters(client, world):
    order = stories.issued(world)
    stories.issued(world)
    client.force_login(world.citra)
    page = client.get(reverse("tasks")).content.decode()
    assert page.count('data-hitung="tasks"') == 2  # the rail of the desk, the bar of the phone
    answer = client.post(stories.step_path(order, "accept"), **HTMX)
    assert answer.status_code == 200
    assert counters(answer) == {"tasks": 2, "orders": 2, "inbox": 0}


def test_the_cart_counts_what_is_left(client, world):
    item = add_to_cart(actor=world.ani, agency_id=world.agency.pk, sku_id=world.sku.pk, quantity=3)
    client.force_login(world.ani)
    change = reverse("cart_change", args=[item.pk])
    refused = client.post(change, {"quantity": "7,5"}, **HTMX)
    assert refused.status_code == 422
    assert 'value="7,5"' in refused.content.decode()  # typed is kept
    assert "data-kabar" in refused.content.decode()
    assert (
        counters(refused)["cart"]
        == counters(client.post(change, {"quantity": "5"}, **HTMX))["cart"]
    )
    emptied = client.post(reverse("cart_remove", args=[item.pk]), **HTMX)
    assert counters(emptied)["cart"] == 0
    assert "data-focus" in emptied.content.decode()


def test_pages_visitors_and_plain_forms_bring_none(client, world):
    order = stories.issued(world)
    client.force_login(world.citra)
    assert counters(client.get(reverse("tasks"), **HTMX)) == {}
    assert counters(client.post(stories.step_path(order, "accept"))) == {}
