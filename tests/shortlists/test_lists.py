"""Saved lists: goods under a name, notes, colleagues who read, bounds that the database holds."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from catalog.models import PriceVersion, ProductStatus, Sku
from marketplace.accounts.models import User
from marketplace.core.errors import NotAllowed, NotFoundError, RuleViolation
from marketplace.shortlists import services
from marketplace.shortlists.models import SavedLine, SavedList
from marketplace.shortlists.rules import MOST_LINES, MOST_LISTS
from marketplace.shortlists.services import ListFull
from tests import factories
from tests.sourcing.test_cart import BACKEND


def make_list(world, name="ATK bulanan", *, shared=False, actor=None, agency=None):
    return services.make_list(
        agency_id=(agency or world.agency).pk,
        name=name,
        is_shared=shared,
        actor=actor or world.ani,
    )


@pytest.fixture
def monthly(world, offers):
    made = make_list(world)
    services.add_to_list(list_id=made.pk, sku_ids=[offers[0].pk, offers[1].pk], actor=world.ani)
    return made


def page_of(made) -> str:
    return reverse("saved_list", args=[made.public_id])


def test_a_list_is_begun_and_filled_from_a_page_and_from_results(world, ani_at, offers):
    ani_at.post(reverse("saved_lists"), {"name": "ATK bulanan"})
    made = SavedList.objects.get()
    goods = reverse("product_page", args=[offers[0].product.public_id])
    assert "ATK bulanan" in ani_at.get(goods).content.decode()
    answer = ani_at.post(
        reverse("list_add"), {"goods": offers[0].pk, "list": made.pk, "from": goods}
    )
    assert answer["Location"] == goods
    assert "ATK bulanan" in ani_at.get("/cari/?q=kertas").content.decode()
    ticked = {"goods": [sku.pk for sku in offers[:3]], "list": made.pk, "from": "/cari/?q=kertas"}
    ani_at.post(reverse("list_add"), ticked)
    assert list(made.lines.values_list("sku", flat=True)) == [sku.pk for sku in offers[:3]]


def test_units_and_notes_are_kept_and_wrong_ones_stay_typed(world, ani_at, monthly):
    first, second = monthly.lines.all()
    address = reverse("list_lines", args=[monthly.public_id])
    said = {
        f"units-{first.pk}": "12",
        f"note-{first.pk}": "Merek yang biasa",
        f"units-{second.pk}": "banyak",
        f"note-{second.pk}": "",
    }
    wrong = ani_at.post(address, said)
    assert wrong.status_code == 422
    assert "banyak" in wrong.content.decode()
    assert "Merek yang biasa" in wrong.content.decode()
    assert set(monthly.lines.values_list("units", flat=True)) == {1}
    ani_at.post(address, {**said, f"units-{second.pk}": "1.000"})
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.units, first.note, second.units) == (12, "Merek yang biasa", 1_000)
    ani_at.post(address, {"remove": first.pk})
    assert list(monthly.lines.all()) == [second]


def test_colleagues_read_what_is_shared_and_change_nothing(world, client, monthly):
    bima = factories.make_officer("Bima", "procurement_officer", world.agency)
    client.force_login(bima, backend=BACKEND)
    assert client.get(page_of(monthly)).status_code == 404
    services.change_list(list_id=monthly.pk, name="ATK", is_shared=True, actor=world.ani)
    page = client.get(page_of(monthly)).content.decode()
    assert "Toko Kertas 1" in page
    assert 'name="remove"' not in page
    assert "ATK" in client.get(reverse("saved_lists")).content.decode()
    line = monthly.lines.first()
    assert client.post(page_of(monthly), {"name": "Milik saya"}).status_code == 404
    lines = reverse("list_lines", args=[monthly.public_id])
    assert client.post(lines, {"remove": line.pk}).status_code == 404
    assert client.post(reverse("list_delete", args=[monthly.public_id])).status_code == 404
    with pytest.raises(NotFoundError):
        services.add_to_list(list_id=monthly.pk, sku_ids=[world.sku.pk], actor=bima)
    assert monthly.lines.count() == 2
    client.force_login(world.dedi, backend=BACKEND)
    assert client.get(page_of(monthly)).status_code == 404


def test_who_left_an_office_shares_nothing_with_it(world, client, monthly):
    bima = factories.make_officer("Bima", "procurement_officer", world.agency)
    services.change_list(list_id=monthly.pk, name="ATK", is_shared=True, actor=world.ani)
    elsewhere = factories.make_agency(world.agency.tenant)
    factories.give_role(world.ani, "procurement_officer", elsewhere)
    world.ani.memberships.filter(agency=world.agency).update(active=False)
    client.force_login(bima, backend=BACKEND)
    assert client.get(page_of(monthly)).status_code == 404
    ani = User.objects.get(pk=world.ani.pk)
    with pytest.raises(NotAllowed):
        services.change_list(list_id=monthly.pk, name="ATK baru", is_shared=True, actor=ani)
    services.change_list(list_id=monthly.pk, name="ATK baru", is_shared=False, actor=ani)


def test_a_list_goes_with_its_lines(world, ani_at, monthly):
    ani_at.post(reverse("list_delete", args=[monthly.public_id]))
    assert not SavedLine.objects.exists()


@pytest.mark.parametrize("name", ["citra", "gita", "indra"])
def test_only_people_who_buy_have_lists(world, client, name):
    with pytest.raises(NotAllowed):
        make_list(world, actor=getattr(world, name))
    client.force_login(getattr(world, name), backend=BACKEND)
    assert client.get(reverse("saved_lists")).status_code == 403


def test_a_name_is_given_once(world, ani_at, monthly):
    answer = ani_at.post(reverse("saved_lists"), {"name": "ATK bulanan"})
    assert answer.status_code == 422
    assert "ATK bulanan" in answer.content.decode()
    make_list(world, "Lain")
    with pytest.raises(RuleViolation):
        services.change_list(list_id=monthly.pk, name="Lain", is_shared=False, actor=world.ani)


def test_fifty_lists_are_the_most(world):
    for number in range(MOST_LISTS):
        make_list(world, f"Daftar {number}")
    with pytest.raises(ListFull) as refused:
        make_list(world, "Satu lagi")
    assert "50" in refused.value.message
    make_list(world, actor=world.budi)


def test_the_database_has_two_hundred_places(world, monthly, offers):
    for place in (0, 201, 1):
        with pytest.raises(IntegrityError), transaction.atomic():
            SavedLine.objects.create(list=monthly, sku=offers[5], place=place)
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedLine.objects.create(list=monthly, sku=offers[0], place=9)


def many_variants(world, number: int) -> list[Sku]:
    """Variants of one listing that nobody sees yet, made in two statements."""
    draft = {"status": ProductStatus.DRAFT, "published_at": None, "label": "V0"}
    product = factories.make_product(world.vendor, world.etalase, **draft)
    first = factories.sku_of(product)
    same = {"product": product, "vendor": world.vendor, "unit": first.unit, "stock": 1}
    version = first.price_versions.get()
    with transaction.atomic():
        made = Sku.objects.bulk_create(
            Sku(label=f"V{at}", code=f"V-{at}", position=at + 1, price_rupiah=1_000, **same)
            for at in range(1, number)
        )
        PriceVersion.objects.bulk_create(
            PriceVersion(
                sku=sku, price_rupiah=1_000, from_at=version.from_at, set_by=version.set_by
            )
            for sku in made
        )
    return [first, *made]


def test_a_full_list_takes_no_more_and_says_so(world, offers):
    made = make_list(world)
    SavedLine.objects.bulk_create(
        SavedLine(list=made, sku=sku, place=place)
        for place, sku in enumerate(many_variants(world, MOST_LINES - 1), 1)
    )
    services.add_to_list(list_id=made.pk, sku_ids=[offers[0].pk], actor=world.ani)
    with pytest.raises(ListFull) as refused:
        services.add_to_list(list_id=made.pk, sku_ids=[offers[1].pk], actor=world.ani)
    assert "200" in refused.value.message
    assert made.lines.count() == MOST_LINES


def test_a_page_of_many_goods_asks_no_more_than_one_of_few(
    world, ani_at, monthly, offers, django_assert_max_num_queries
):
    ani_at.get(page_of(monthly))
    with django_assert_max_num_queries(40) as few:
        ani_at.get(page_of(monthly))
    services.add_to_list(list_id=monthly.pk, sku_ids=[s.pk for s in offers], actor=world.ani)
    with django_assert_max_num_queries(len(few)):
        ani_at.get(page_of(monthly))
