"""Ani reads before she orders that a rule of her agency asks a second approval, and of whom."""

from html import unescape

import pytest
from django.urls import reverse

from tests import factories
from tests.clients import signed_in
from tests.orders.approvals import ACT, standing
from tests.sourcing.test_cart import put
from tests.sourcing.test_checkout import filled, order_it


@pytest.fixture
def world(kept_world):
    return kept_world


def test_the_rule_its_numbers_and_who_gives_it_stand_before_the_button(world):
    standing(world)
    put(world, 1)
    ani = signed_in(world.ani)
    assert ACT.number not in ani.get("/keranjang/bayar/").text
    put(world, 1)
    page = unescape(ani.get("/keranjang/bayar/").text).replace("\u00a0", " ")
    for words in ("2.000.000", "2.220.000", ACT.title, ACT.number, "Budi", "Hadi"):
        assert words in page
    assert order_it(ani, filled(ani, world)).status_code == 302


def test_a_program_reads_the_same(world):
    standing(world)
    put(world, 2)
    look = reverse("api_checkout_look", args=[world.agency.pk])
    [section] = signed_in(world.ani).post(look, {}, "application/json").json()["sections"]
    assert ACT.number in section["second_approval"]


def test_without_a_rule_nothing_is_said(world):
    put(world, 2)
    standing(world, agency=factories.make_agency(world.agency.tenant), from_rupiah=1)
    assert ACT.number not in signed_in(world.ani).get("/keranjang/bayar/").text
