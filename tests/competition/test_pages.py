"""Ani, Budi, Citra and Wulan on their pages: from the menu to the cart, under seal in between."""

import re

import pytest
from django.urls import reverse

from marketplace.competition.models import Competition, SealedOffer
from marketplace.core import clock
from marketplace.documents import services as documents
from marketplace.orders.models import PurchaseOrder
from marketplace.sourcing.models import CartItem
from tests import factories
from tests.competition import stories
from tests.sourcing.test_cart import BACKEND
from tests.sourcing.test_checkout import filled, order_it

LIST, SHOPS, NEW = (reverse(f"competition{name}") for name in ("s", "_shops", "_new"))


@pytest.fixture
def world(kept_world):
    world = kept_world
    world.wulan, world.shop, world.cloth = stories.second_shop(world)
    return world


@pytest.fixture
def at(client):
    def sign_in(user):
        client.force_login(user, backend=BACKEND)
        return client

    return sign_in


def text_of(answer) -> str:
    return " ".join(re.sub("<[^>]+>", " ", answer.content.decode()).replace("\xa0", " ").split())


def page(row) -> str:
    return reverse("competition", args=[row.public_id])


def step(row, name) -> str:
    return reverse(f"competition_{name}", args=[row.public_id])


def typed(world, **fields):
    """What Ani types."""
    wanted = stories.about(world, (world.vendor, world.shop))
    names = ("title", "specification", "unit", "wanted_on", "questions_until", "offers_until")
    return {
        **{name: str(getattr(wanted, name)) for name in names},
        "shops": wanted.shops,
        "agency": world.agency.pk,
        "quantity": "2",
        "delivery_region": world.agency.region_id,
        "delivery_address": "Jalan Contoh 1",
        "password": stories.ANIS,
        **fields,
    }


def chosen(world) -> str:
    return f"{NEW}?penyedia={world.vendor.public_id}&penyedia={world.shop.public_id}"


def offer(product, **fields):
    return {
        "sku": factories.sku_of(product).pk,
        "unit_price_rupiah": "900.000",
        "freight_rupiah": "50.000",
        "words": "Siap antar",
        **fields,
    }


def test_from_the_menu_to_an_order_at_the_price_that_won(at, world):
    ani = at(world.ani)
    assert SHOPS in ani.get(LIST).content.decode()
    found = ani.get(f"{SHOPS}?q=tenun").content.decode()
    assert all(str(shop.public_id) in found for shop in (world.vendor, world.shop))
    assert world.shop.name in text_of(ani.get(chosen(world)))
    sent = ani.post(chosen(world), typed(world))
    row = Competition.objects.get()
    assert sent["Location"] == page(row)

    budi = at(world.budi)
    assert page(row) in budi.get(reverse("tasks")).content.decode()
    set_estimate = {"estimate_rupiah": "2.500.000", "password": stories.BUDIS}
    assert budi.post(step(row, "confirm"), set_estimate)["Location"] == page(row)
    assert "2.500.000" not in text_of(budi.get(page(row)))

    citra = at(world.citra)
    assert page(row) in citra.get(reverse("tasks")).content.decode()
    assert citra.post(step(row, "ask"), {"words": "Warna apa?"}).status_code == 302
    assert citra.post(step(row, "offer"), offer(world.product)).status_code == 302
    shown = text_of(citra.get(page(row)))
    assert SealedOffer.objects.get().digest in shown
    assert world.shop.name not in shown

    ani = at(world.ani)
    asked = {"inquiry": row.inquiries.get().pk, "words": "Warna alam"}
    assert ani.post(step(row, "answer"), asked).status_code == 302
    shown = text_of(ani.get(page(row)))
    assert "900.000" not in shown
    assert "Siap antar" not in shown

    wulan = at(world.wulan)
    assert "Warna alam" in text_of(wulan.get(page(row)))
    cheaper = offer(world.cloth, unit_price_rupiah="850.000", freight_rupiah="0")
    assert wulan.post(step(row, "offer"), cheaper).status_code == 302

    with clock.moved_to(row.offers_due):
        ani = at(world.ani)
        opened = ani.post(step(row, "release"), {"password": stories.ANIS})
        assert opened["Location"] == page(row)
        assert "900.000" not in text_of(ani.get(page(row)))
        at(world.budi).post(step(row, "release"), {"password": stories.BUDIS})
        ani = at(world.ani)
        shown = text_of(ani.get(page(row)))
        assert all(words in shown for words in ("Rp 1.700.000", "Rp 1.850.000", "Rp 2.500.000"))
        taken = {"opened": row.opened.get(rank=1).pk, "words": ""}
        assert ani.post(step(row, "award"), taken)["Location"] == page(row)
        assert row.number in ani.get(reverse("documents")).content.decode()
        assert ani.get(reverse("issued_document", args=[row.number])).status_code == 200

        lost = text_of(at(world.citra).get(page(row)))
        assert world.shop.name in lost
        assert "Rp 1.700.000" in lost
        assert at(world.citra).get(reverse("issued_document", args=[row.number])).status_code != 200

        ani = at(world.ani)
        form = ani.get(page(row)).content.decode()
        sku = factories.sku_of(world.cloth)
        assert f'value="{sku.public_id}"' in form
        put = {"sku": sku.public_id, "revision": world.cloth.revision_id, "quantity": 2}
        assert ani.post(reverse("cart_add"), put)["Location"] == reverse("cart")
        assert CartItem.objects.get().quantity == 2
        row.refresh_from_db()
        data = filled(
            ani, world, **{f"{world.shop.pk}-bela-freight_way": f"agreed-{row.agreement_id}"}
        )
        assert order_it(ani, data).status_code == 302
        order = PurchaseOrder.objects.get()
        assert (order.goods_rupiah, order.negotiation_id) == (1_700_000, row.agreement_id)
        shown = at(world.budi).get(reverse("order_detail", args=[order.public_id]))
        assert page(row) in shown.content.decode()
        assert row.number in text_of(shown)


@pytest.mark.parametrize(
    "wrong", [{"quantity": "1,5"}, {"wanted_on": "besok"}, {"shops": []}, {"password": "pendek"}]
)
def test_what_is_typed_wrongly_stays_typed_but_for_the_passphrase(at, world, wrong):
    answer = at(world.ani).post(chosen(world), typed(world, **wrong))
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert 'value="Kain tenun untuk tamu"' in shown
    assert stories.ANIS not in shown
    assert not Competition.objects.exists()


@pytest.mark.parametrize("wrong", ["1.000,50", "-5", "0", "seribu", "1.000.001", ""])
def test_an_offer_that_is_refused_stays_typed_and_seals_nothing(at, world, wrong):
    row = stories.running(world, world.shop)
    answer = at(world.citra).post(step(row, "offer"), offer(world.product, unit_price_rupiah=wrong))
    assert answer.status_code == 422
    assert f'value="{wrong}"' in answer.content.decode() or not wrong
    assert 'value="Siap antar"' in answer.content.decode()
    assert not SealedOffer.objects.exists()


def test_a_wrong_passphrase_is_said_and_a_late_offer_too(at, world):
    row = stories.running(world, world.shop)
    with clock.moved_to(row.offers_due):
        told = at(world.ani).post(step(row, "release"), {"password": "salah sekali"})
        assert told.status_code == 422
        assert "salah sekali" not in told.content.decode()
        late = at(world.citra).post(step(row, "offer"), offer(world.product))
        assert late.status_code == 409
    assert not SealedOffer.objects.exists()


def test_who_has_no_part_in_a_step_is_refused_it(at, world):
    row = stories.drafted(world, world.shop)
    assert at(world.citra).get(page(row)).status_code == 404
    stories.confirmed(row, world.budi)
    for person, name, status in (
        (world.ani, "confirm", 403),
        (world.ani, "offer", 403),
        (world.citra, "answer", 403),
        (world.citra, "release", 403),
        (world.citra, "end", 403),
        (world.budi, "award", 403),
        (world.indra, "end", 403),
        (world.dedi, "ask", 404),
    ):
        assert at(person).post(step(row, name), {}).status_code == status, name
    assert at(world.indra).get(page(row)).status_code == 200


def test_what_came_to_nothing_is_drawn_up_again_without_typing(at, world):
    row = stories.ended(stories.running(world, world.shop), world.ani, "Kebutuhan berubah")
    ani = at(world.ani)
    assert f"{SHOPS}?dari={row.public_id}" in ani.get(page(row)).content.decode()
    again = ani.get(f"{chosen(world)}&dari={row.public_id}").content.decode()
    assert 'value="Kain tenun untuk tamu"' in again
    assert "Kebutuhan berubah" in text_of(at(world.citra).get(page(row)))
    assert not documents.of(row).exists()


def test_a_page_of_competitions_costs_the_same_however_many(
    at, world, django_assert_max_num_queries
):
    for _time in range(3):
        row = stories.running(world, world.shop)
        stories.offered(row, world.vendor, world.citra, world.product)
    ani = at(world.ani)
    ani.get(LIST)
    with django_assert_max_num_queries(22):
        ani.get(LIST)
    with django_assert_max_num_queries(40):
        ani.get(page(row))
    citra = at(world.citra)
    with django_assert_max_num_queries(45):
        citra.get(page(row))
