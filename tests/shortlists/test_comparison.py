"""Ani puts offers side by side: from their pages, from results, six at most, differences marked."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from catalog.policies import NotForSale
from marketplace.core.errors import NotAllowed
from marketplace.shortlists import presenters, queries, services
from marketplace.shortlists.models import ComparedOffer
from marketplace.shortlists.services import TooManyOffers
from tests import factories
from tests.sourcing.test_cart import BACKEND

TABLE = "/banding/"


def keys(skus) -> list[str]:
    return [str(sku.pk) for sku in skus]


def test_an_offer_is_compared_from_its_page_and_seen_in_the_menu(world, ani_at, offers):
    first, second = offers[:2]
    page = ani_at.get(reverse("product_page", args=[first.product.public_id])).content.decode()
    assert reverse("compare_add") in page
    ani_at.post(reverse("compare_add"), {"goods": first.pk, "from": "/"})
    answer = ani_at.post(reverse("compare_add"), {"goods": second.pk}, follow=True)
    table = answer.content.decode()
    assert answer.redirect_chain[-1][0] == TABLE
    assert "Toko Kertas 0" in table
    assert "Toko Kertas 1" in table
    shown = ani_at.get(reverse("product_page", args=[first.product.public_id])).content.decode()
    assert f'href="{TABLE}"' in shown
    assert '<span class="lencana">2</span>' in shown


def test_goods_are_ticked_among_results_by_whoever_buys_and_by_nobody_else(world, client, offers):
    address = "/cari/?q=kertas"
    assert 'name="goods"' not in client.get(address).content.decode()
    client.force_login(world.citra, backend=BACKEND)
    assert 'name="goods"' not in client.get(address).content.decode()
    client.force_login(world.budi, backend=BACKEND)
    page = client.get(address).content.decode()
    assert page.count('name="goods"') == 7
    assert all(f'value="{sku.pk}" form="pilihan"' in page for sku in offers)
    client.post(reverse("compare_add"), {"goods": keys(offers[:3])})
    assert queries.compared_keys(world.budi) == [sku.pk for sku in offers[:3]]


def test_the_page_without_an_account_is_the_same_for_all(client, world, offers):
    for address in ("/cari/?q=kertas", reverse("product_page", args=[world.product.public_id])):
        page = client.get(address)
        assert "csrf" not in page.content.decode().lower()
        assert "sessionid" not in page.cookies
        assert reverse("comparison") not in page.content.decode()


def test_a_seventh_offer_is_refused_with_the_numbers_and_nothing_changes(world, ani_at, offers):
    services.compare(sku_ids=[sku.pk for sku in offers[:5]], actor=world.ani)
    with pytest.raises(TooManyOffers) as refused:
        services.compare(sku_ids=[sku.pk for sku in offers[3:]], actor=world.ani)
    assert refused.value.code == "too_many_offers"
    assert "5" in refused.value.message
    assert "2" in refused.value.message
    assert ComparedOffer.objects.filter(owner=world.ani).count() == 5
    answer = ani_at.post(
        reverse("compare_add"), {"goods": keys(offers), "from": "/cari/?q=kertas"}, follow=True
    )
    assert answer.redirect_chain[-1][0] == "/cari/?q=kertas"
    assert "6" in answer.content.decode()


def test_the_database_has_six_places_and_each_offer_once(world, offers):
    services.compare(sku_ids=[sku.pk for sku in offers[:6]], actor=world.ani)
    for place, sku in ((7, offers[6]), (1, offers[6])):
        with pytest.raises(IntegrityError), transaction.atomic():
            ComparedOffer.objects.create(owner=world.ani, sku=sku, place=place)


def test_one_is_taken_out_and_its_place_is_free_again(world, ani_at, offers):
    services.compare(sku_ids=[sku.pk for sku in offers[:6]], actor=world.ani)
    ani_at.post(reverse("compare_remove"), {"goods": offers[0].pk})
    services.compare(sku_ids=[offers[6].pk], actor=world.ani)
    assert queries.compared_keys(world.ani)[0] == offers[6].pk
    ani_at.post(reverse("compare_remove"), {"all": "1"})
    assert queries.compared_keys(world.ani) == []


def test_what_differs_is_marked_and_the_lowest_price_named(world, offers):
    services.compare(sku_ids=[sku.pk for sku in offers[:3]], actor=world.ani)
    rows = presenters.rows_of(queries.compared_offers(world.ani, world.agency.region_id))
    by_label = {row.label: row for row in rows}
    price, place = by_label["Harga termasuk PPN"], by_label["Tempat"]
    assert price.differs
    assert [cell.best for cell in price.cells] == [True, False, False]
    assert not place.differs
    assert not by_label["Toko"].differs
    per = by_label["Per satuan yang sebanding"]
    assert "100 per lembar" in per.cells[0].words


@pytest.mark.parametrize("name", ["citra", "indra", "gita", "kartika"])
def test_only_people_who_buy_compare(world, client, offers, name):
    person = getattr(world, name)
    with pytest.raises(NotAllowed):
        services.compare(sku_ids=[offers[0].pk], actor=person)
    client.force_login(person, backend=BACKEND)
    assert client.get(TABLE).status_code == 403
    assert client.post(reverse("compare_add"), {"goods": offers[0].pk}).status_code == 403
    assert not ComparedOffer.objects.exists()


def test_goods_that_are_off_sale_are_not_put_there_and_say_so_when_they_go(world, ani_at, offers):
    services.compare(sku_ids=[offers[0].pk, offers[1].pk], actor=world.ani)
    factories.suspend(offers[0].product.vendor, by=world.joko)
    assert "Tidak dijual" in ani_at.get(TABLE).content.decode()
    with pytest.raises(NotForSale):
        services.compare(sku_ids=[offers[0].pk + 10_000], actor=world.ani)


@pytest.mark.parametrize("goods", ["", "0", "-1", "9" * 30, "a", "1; DROP", "\x00"])
def test_what_is_no_key_is_refused_without_harm(world, ani_at, offers, goods):
    assert ani_at.post(reverse("compare_add"), {"goods": goods}).status_code in {302, 400}
    assert not ComparedOffer.objects.exists()


def test_the_table_costs_as_many_statements_for_six_as_its_price_cards(
    world, ani_at, offers, django_assert_max_num_queries
):
    services.compare(sku_ids=[sku.pk for sku in offers[:6]], actor=world.ani)
    with django_assert_max_num_queries(30):
        assert ani_at.get(TABLE).status_code == 200
