"""Saved searches: kept by their address, counted since the last look, told once a day at most."""

from datetime import timedelta

import pytest
from django.urls import reverse

from marketplace.core import clock, outbox
from marketplace.core.errors import NotFoundError, RuleViolation
from marketplace.notices.models import Channel, Notice
from marketplace.shortlists import services
from marketplace.shortlists.models import SavedSearch
from marketplace.shortlists.rules import MOST_SEARCHES
from tests import factories
from tests.sourcing.test_cart import BACKEND

WORDS = "/cari/?q=kertas&urut=murah&page=3&sesudah=1-2"


@pytest.fixture
def kept(world, offers):
    return services.keep_search(name="Kertas", theme="", query="q=kertas", actor=world.ani)


def arrive(world, name="Kertas kado", **fields):
    return factories.make_product(world.vendor, world.etalase, name=name, **fields)


def deliver() -> list[str]:
    while outbox.relay():
        pass
    rows = Notice.objects.filter(kind="saved_search.found", channel=Channel.INBOX)
    return [f"{row.recipient.name}: {row.params['number']}" for row in rows.order_by("pk")]


def later(**ago):
    SavedSearch.objects.update(checked_at=clock.now() - timedelta(hours=2), **ago)


def test_a_search_is_kept_from_its_results_without_its_page(world, ani_at, offers):
    assert reverse("search_keep") in ani_at.get(WORDS).content.decode()
    ani_at.post(reverse("search_keep"), {"name": "Kertas murah", "from": WORDS})
    kept = SavedSearch.objects.get()
    assert (kept.theme, kept.query) == ("", "q=kertas&urut=murah")
    again = ani_at.post(
        reverse("search_keep"),
        {"name": "Lagi", "from": "/cari/?urut=murah&q=kertas"},
        follow=True,
    )
    assert "Kertas murah" in again.content.decode()
    assert SavedSearch.objects.count() == 1


def test_an_etalase_is_kept_as_well(world, ani_at, offers):
    address = reverse("etalase_page", args=[world.etalase.slug])
    ani_at.post(reverse("search_keep"), {"name": "Kain", "from": f"{address}?min=10"})
    kept = SavedSearch.objects.get()
    assert (kept.theme, kept.query) == (world.etalase.slug, "min=10")
    opened = ani_at.post(reverse("search_open", args=[kept.public_id]))
    assert opened["Location"] == f"{address}?min=10"


@pytest.mark.parametrize(
    "address",
    ["", "/", "/keranjang/", "https://jahat.test/cari/?q=x", "//x/", "//[", "/etalase/tak-ada/"],
)
def test_only_a_page_of_results_is_kept(world, ani_at, address):
    answer = ani_at.post(reverse("search_keep"), {"name": "X", "from": address})
    assert answer.status_code == 404
    assert not SavedSearch.objects.exists()


def test_goods_that_came_since_the_look_are_counted_and_told_once(world, ani_at, kept):
    later()
    assert services.check_searches() == 0
    arrive(world)
    arrive(world, "Lilin")
    later()
    assert services.check_searches() == 1
    assert deliver() == ["Ani: 1"]
    assert "1 barang baru sejak" in ani_at.get(reverse("saved_searches")).content.decode()
    arrive(world, "Kertas karton")
    later()
    assert services.check_searches() == 0  # told today already
    later(told_on=clock.now().date() - timedelta(days=1))
    assert services.check_searches() == 1
    assert deliver() == ["Ani: 1", "Ani: 2"]


def test_a_look_begins_anew_and_shows_the_newest_first(world, ani_at, kept):
    arrive(world)
    later()
    services.check_searches()
    answer = ani_at.post(reverse("search_open", args=[kept.public_id]))
    assert answer["Location"] == "/cari/?q=kertas&urut=baru"
    kept.refresh_from_db()
    assert kept.fresh == 0
    later(told_on=None)
    assert services.check_searches() == 0


def test_who_switched_it_off_or_buys_no_more_is_not_told(world, ani_at, kept):
    arrive(world)
    ani_at.post(reverse("search_change", args=[kept.public_id]), {"alerts": "0"})
    later()
    assert services.check_searches() == 0
    ani_at.post(reverse("search_change", args=[kept.public_id]), {"alerts": "1"})
    world.ani.memberships.update(active=False)
    later()
    assert services.check_searches() == 0
    assert deliver() == []


def test_a_search_is_asked_once_an_hour(world, kept):
    arrive(world)
    assert services.check_searches() == 0
    later()
    assert services.check_searches() == 1


def test_nobody_touches_anothers_search(world, client, kept):
    client.force_login(world.budi, backend=BACKEND)
    assert client.post(reverse("search_open", args=[kept.public_id])).status_code == 404
    assert (
        client.post(reverse("search_change", args=[kept.public_id]), {"drop": "1"}).status_code
        == 404
    )
    with pytest.raises(NotFoundError):
        services.drop_search(search_id=kept.pk, actor=world.budi)
    assert SavedSearch.objects.filter(pk=kept.pk).exists()


def test_thirty_searches_are_the_most(world, kept):
    for number in range(MOST_SEARCHES - 1):
        services.keep_search(name=f"{number}", theme="", query=f"q=x{number}", actor=world.ani)
    with pytest.raises(RuleViolation) as refused:
        services.keep_search(name="Lagi", theme="", query="q=y", actor=world.ani)
    assert "30" in refused.value.message
    services.drop_search(search_id=kept.pk, actor=world.ani)
    services.keep_search(name="Lagi", theme="", query="q=y", actor=world.ani)


def test_a_closed_etalase_finds_nothing(world, kept):
    SavedSearch.objects.update(theme="tidak-ada-lagi")
    arrive(world)
    later()
    assert services.check_searches() == 0
