"""Kartika finds live goods of her market and takes several off sale for one reason."""

import pytest
from django.urls import reverse

from catalog.models import Product, ProductStatus
from catalog.moderation import services
from catalog.moderation.services.takedown import MOST
from marketplace.core.errors import RuleViolation
from marketplace.core.models import AuditEvent, OutboxEvent
from tests import factories
from tests.sourcing.test_cart import BACKEND

LIVE = "/katalog/tayang/"
DOWN = "/katalog/tayang/turunkan/"
REASON = "Barang tiruan, merek bukan milik toko."


@pytest.fixture
def goods(world) -> list[Product]:
    """A pen, a bag and a cigarette of another shop, and goods of another market."""
    shop = factories.make_vendor(name="Toko Serba Ada")
    factories.make_product(shop, factories.make_etalase(), name="Bolpoin pasar lain")
    return [
        factories.make_product(shop, world.etalase, name=name)
        for name in ("Bolpoin tiruan", "Tas tiruan", "Rokok elektrik isi ulang")
    ]


@pytest.fixture
def kartika_at(client, world):
    client.force_login(world.kartika, backend=BACKEND)
    return client


def shown(reader, **asked) -> set[str]:
    rows = reader.get(LIVE, asked).context["rows"]
    return {product.name for product, _words in rows}


def status_of(products) -> set[str]:
    keys = [one.pk for one in products]
    return set(Product.objects.filter(pk__in=keys).values_list("status", flat=True))


def test_live_goods_are_found_by_words_shop_etalase_and_watched_words(world, goods, kartika_at):
    pen, bag, smoke = (one.name for one in goods)
    assert shown(kartika_at) == {pen, bag, smoke, world.product.name}
    assert shown(kartika_at, words="tirua") == {pen, bag}
    assert shown(kartika_at, words="tas tiruan") == {bag}
    assert shown(kartika_at, shop="serba") == {pen, bag, smoke}
    assert shown(kartika_at, etalase=str(world.etalase.pk), words="bolpoin") == {pen}
    assert shown(kartika_at, watched="on") == set()
    tenant = world.agency.tenant
    services.watch_word(
        tenant=tenant, word="Rokok elektrik", reason="Periksa cukai.", actor=world.kartika
    )
    assert shown(kartika_at, watched="on") == {smoke}
    assert "rokok elektrik" in kartika_at.get(LIVE).content.decode()


@pytest.mark.parametrize(
    "asked",
    [
        {"etalase": "999999"},
        {"etalase": "x", "page": "x"},
        {"words": "'); DROP TABLE catalog_product; --"},
        {"words": "& | ! :* <->"},
        {"words": "x" * 500, "shop": "%_" * 200},
    ],
)
def test_nonsense_in_the_address_shows_a_page(world, kartika_at, asked):
    assert kartika_at.get(LIVE, asked).status_code == 200


def test_several_go_off_sale_with_reason_and_number_each_audited_and_told(world, goods, kartika_at):
    chosen = {"listing": [one.pk for one in goods[:2]]}
    page = kartika_at.post(DOWN, chosen)
    assert page.status_code == 200
    assert status_of(goods) == {ProductStatus.PUBLISHED}
    for typed in ({"reason": "", "number": "2"}, {"reason": REASON, "number": "3"}):
        answer = kartika_at.post(DOWN, {**chosen, **typed})
        assert answer.status_code == 422
        assert typed["reason"] in answer.content.decode()
    assert status_of(goods) == {ProductStatus.PUBLISHED}
    answer = kartika_at.post(DOWN, {**chosen, "reason": REASON, "number": "2"})
    assert answer.status_code == 302
    assert status_of(goods[:2]) == {ProductStatus.UNPUBLISHED}
    assert status_of(goods[2:]) == {ProductStatus.PUBLISHED}
    assert set(Product.objects.filter(pk__in=chosen["listing"]).values_list("status_reason")) == {
        (REASON,)
    }
    told = OutboxEvent.objects.filter(name="product.unpublished")
    assert {int(event.subject_id) for event in told} == set(chosen["listing"])
    assert AuditEvent.objects.filter(action="product.unpublished").count() == 2


def test_goods_of_other_markets_and_of_ones_own_shop_stay(world, goods, kartika_at):
    foreign = Product.objects.get(name="Bolpoin pasar lain")
    sent = {"listing": [foreign.pk, "x", "-1"], "reason": REASON, "number": "1"}
    assert kartika_at.post(DOWN, sent).status_code == 302
    assert status_of([foreign]) == {ProductStatus.PUBLISHED}
    refused = services.take_down(
        product_ids=[foreign.pk, goods[0].pk], reason=REASON, confirmed=2, actor=world.kartika
    )
    assert set(refused) == {foreign.pk}
    assert status_of(goods[:1]) == {ProductStatus.UNPUBLISHED}


@pytest.mark.parametrize("keys", [[], list(range(1, MOST + 2))])
def test_nothing_or_more_than_a_page_is_refused(world, keys):
    with pytest.raises(RuleViolation):
        services.take_down(
            product_ids=keys, reason=REASON, confirmed=len(keys), actor=world.kartika
        )


@pytest.mark.parametrize("who", ["citra", "ani", "joko"])
def test_only_catalogue_managers_find_the_page(world, goods, client, who):
    client.force_login(getattr(world, who), backend=BACKEND)
    assert client.get(LIVE).status_code == 403
    sent = {"listing": [goods[0].pk], "reason": REASON, "number": "1"}
    assert client.post(DOWN, sent).status_code == 403
    assert status_of(goods) == {ProductStatus.PUBLISHED}


def test_many_goods_cost_no_more_queries_than_few(
    world, goods, kartika_at, django_assert_max_num_queries
):
    def reading() -> int:
        with django_assert_max_num_queries(30) as counted:
            assert kartika_at.get(LIVE).status_code == 200
        return len(counted)

    kartika_at.get(LIVE)
    before = reading()
    for _ in range(6):
        factories.make_product(world.vendor, world.etalase)
    assert reading() == before


def test_the_menu_of_a_catalogue_manager_leads_there(world, kartika_at):
    assert f'href="{reverse("live_goods")}"' in kartika_at.get(reverse("tasks")).content.decode()
