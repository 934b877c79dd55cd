"""Stock and price of all goods of a shop in one list: each row is saved for itself."""

import pytest
from django.urls import reverse

from catalog import services
from catalog.models import PriceVersion, Sku
from tests import factories
from tests.sourcing.test_cart import BACKEND

ADDRESS = "/penyedia/stok-dan-harga/"
MILLION = 1_000_000


@pytest.fixture
def citra_at(client, world):
    client.force_login(world.citra, backend=BACKEND)
    return client


@pytest.fixture
def scarf(world) -> Sku:
    return factories.sku_of(
        factories.make_product(world.vendor, world.etalase, name="Selendang", stock=7)
    )


def row(sku: Sku, *, stock=None, price=None, **more) -> dict[str, list[str]]:
    """What the page sends of one row: the numbers shown, except those typed anew."""
    fields = {
        "stock": sku.stock if stock is None else stock,
        "price_rupiah": sku.price_rupiah if price is None else price,
        "seen_stock": sku.stock,
        "seen_price": sku.price_rupiah,
        **more,
    }
    sent = {f"v{sku.pk}-{name}": [str(value)] for name, value in fields.items()}
    return {"row": [str(sku.pk)], **sent}


def both(*rows: dict[str, list[str]]) -> dict[str, list[str]]:
    sent = {name: value for one in rows for name, value in one.items()}
    return {**sent, "row": [key for one in rows for key in one["row"]]}


def figures(sku: Sku) -> tuple[int, int]:
    return Sku.objects.values_list("stock", "price_rupiah").get(pk=sku.pk)


def test_from_my_goods_to_a_list_in_which_two_rows_are_changed(world, citra_at, scarf):
    assert ADDRESS in citra_at.get(reverse("vendor_products")).content.decode()
    page = citra_at.get(ADDRESS).content.decode()
    assert world.sku.title in page
    assert scarf.title in page
    sent = both(row(world.sku, stock="1.250"), row(scarf, price="1.100.000"))
    answer = citra_at.post(ADDRESS, sent)
    assert answer.status_code == 302
    assert figures(world.sku) == (1250, MILLION)
    assert figures(scarf)[1] == 1_100_000
    assert "2 angka disimpan" in citra_at.get(ADDRESS).content.decode()


def test_what_holds_is_saved_and_what_does_not_stays_as_typed_beside_its_row(
    world, citra_at, scarf
):
    """One row is wrong in one number: its other number and the other row are saved."""
    typed = both(row(world.sku, stock="banyak", price="1.200.000"), row(scarf, stock="9"))
    answer = citra_at.post(ADDRESS, typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="banyak"' in page
    assert f'href="#baris-{world.sku.pk}"' in page
    assert f'href="#baris-{scarf.pk}"' not in page
    assert "2 angka disimpan" in page
    assert figures(world.sku) == (100, 1_200_000)
    assert figures(scarf)[0] == 9


def test_a_price_that_jumps_is_confirmed_in_its_own_row(world, citra_at, scarf):
    jump = row(world.sku, price="300.000")  # downwards: a rise so far is read by a manager
    answer = citra_at.post(ADDRESS, both(jump, row(scarf, stock="8")))
    confirm = f'name="v{world.sku.pk}-confirmed" value="300000"'
    assert answer.status_code == 422
    assert confirm in answer.content.decode()
    assert figures(world.sku)[1] == MILLION
    assert figures(scarf)[0] == 8
    other = row(world.sku, price="200.000", confirmed="300000")
    assert citra_at.post(ADDRESS, other).status_code == 422
    meant = row(world.sku, price="300.000", confirmed="300000")
    assert citra_at.post(ADDRESS, meant).status_code == 302
    assert figures(world.sku)[1] == 300_000


def test_less_than_promised_is_refused_in_its_row(world, citra_at):
    services.reserve_stock(quantities={world.sku.pk: 30})
    answer = citra_at.post(ADDRESS, row(world.sku, stock="29"))
    assert answer.status_code == 422
    assert "30" in answer.content.decode()
    assert figures(world.sku)[0] == 100


def test_a_number_that_moved_meanwhile_is_never_overwritten_unseen(world, citra_at):
    """Ten were sent out while the list was open: what is typed over 100 is asked again."""
    sent = row(world.sku, stock="120", price="900.000")
    services.reserve_stock(quantities={world.sku.pk: 10})
    services.withdraw_stock(quantities={world.sku.pk: 10})
    services.change_price(sku_id=world.sku.pk, price_rupiah=950_000, actor=world.citra)
    answer = citra_at.post(ADDRESS, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert figures(world.sku) == (90, 950_000)
    assert f'name="v{world.sku.pk}-seen_stock" value="90"' in page
    assert 'value="120"' in page
    world.sku.refresh_from_db()
    again = row(world.sku, stock="120", price="900.000")
    assert citra_at.post(ADDRESS, again).status_code == 302
    assert figures(world.sku) == (120, 900_000)


def test_what_was_not_touched_follows_what_happened_meanwhile(world, citra_at):
    """Only the price was typed: the stock that was shown before is not written back."""
    sent = row(world.sku, price="1.050.000")
    services.reserve_stock(quantities={world.sku.pk: 10})
    services.withdraw_stock(quantities={world.sku.pk: 10})
    assert citra_at.post(ADDRESS, sent).status_code == 302
    assert figures(world.sku) == (90, 1_050_000)


def test_goods_under_review_and_those_of_others_are_not_changed(world, citra_at):
    draft = factories.make_product(
        world.vendor, world.etalase, status="draft", stock=7, photo="produk/x.webp"
    )
    services.submit_product(product_id=draft.pk, actor=world.citra)
    scarf = factories.sku_of(draft)
    stranger = factories.sku_of(factories.make_product(factories.make_vendor(), world.etalase))
    page = citra_at.get(ADDRESS).content.decode()
    assert f'name="v{scarf.pk}-stock"' not in page
    assert citra_at.post(ADDRESS, row(scarf, stock="9")).status_code == 422
    assert citra_at.post(ADDRESS, row(stranger, stock="9")).status_code == 302
    assert figures(scarf)[0] == 7
    assert figures(stranger)[0] != 9


def test_saving_an_untouched_page_writes_nothing(world, citra_at):
    before = PriceVersion.objects.count()
    assert citra_at.post(ADDRESS, row(world.sku)).status_code == 302
    assert PriceVersion.objects.count() == before


def test_goods_are_found_by_name_and_code(world, citra_at, scarf):
    page = citra_at.get(ADDRESS, {"q": "selend"}).content.decode()
    assert f'id="baris-{scarf.pk}"' in page
    assert f'id="baris-{world.sku.pk}"' not in page
    by_code = citra_at.get(ADDRESS, {"q": world.sku.code}).content.decode()
    assert f'id="baris-{world.sku.pk}"' in by_code


def test_reading_takes_the_same_queries_for_one_row_and_for_many(
    world, citra_at, django_assert_max_num_queries
):
    def count() -> int:
        with django_assert_max_num_queries(37) as counted:
            assert citra_at.get(ADDRESS).status_code == 200
        return len(counted)

    count()
    alone = count()
    for _ in range(12):
        factories.make_product(world.vendor, world.etalase)
    assert count() <= alone
