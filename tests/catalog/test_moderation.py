"""Reports of goods, sent without an account and answered by a manager apart; watched words."""

import pytest
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.urls import reverse

from catalog.models import Product, ProductStatus
from catalog.moderation import handlers, rules, services
from catalog.moderation.models import ListingReport, WatchedWord
from catalog.moderation.services.reports import MOST_AN_HOUR
from marketplace.core.errors import Conflict, InvalidTransition, NotAllowed
from marketplace.core.models import OutboxEvent
from marketplace.notices.models import Channel, Notice
from tests import factories
from tests.sourcing.test_cart import BACKEND

WORDS = "Fotonya tas, yang datang dompet."
REPORTS = "/katalog/laporan/"
WATCHED = "/katalog/kata/"


@pytest.fixture(autouse=True)
def nothing_counted():
    """Each story begins with an hour in which nobody sent anything."""
    cache.clear()


def report(product, *, reporter=None, sender="10.0.0.1", words=WORDS) -> ListingReport:
    return services.report_listing(
        product_id=product.pk, kind="unlike", words=words, sender=sender, reporter=reporter
    )


def told(name: str) -> list[str]:
    rows = Notice.objects.filter(kind=name, channel=Channel.INBOX)
    return list(rows.values_list("recipient__name", flat=True))


@pytest.fixture
def kartika_at(client, world):
    client.force_login(world.kartika, backend=BACKEND)
    return client


def test_a_visitor_reports_goods_from_their_page_and_a_manager_is_told(world, client):
    page = client.get(reverse("product_page", args=[world.product.public_id])).content.decode()
    address = reverse("listing_report", args=[world.product.public_id])
    assert address in page
    assert "wants_answer" not in client.get(address).content.decode()
    short = client.post(address, {"kind": "unlike", "words": "jelek"})
    assert short.status_code == 422
    assert "jelek" in short.content.decode()
    assert client.post(address, {"kind": "unlike", "words": WORDS}).status_code == 302
    sent = ListingReport.objects.get()
    assert (sent.reporter, sent.status) == (None, "open")
    handlers.tell_managers(OutboxEvent.objects.get(name="listing.reported"))
    assert told("listing.reported") == ["Kartika"]


def test_whoever_asks_for_it_is_told_the_answer(world, client):
    client.force_login(world.ani, backend=BACKEND)
    address = reverse("listing_report", args=[world.product.public_id])
    assert "wants_answer" in client.get(address).content.decode()
    client.post(address, {"kind": "unlike", "words": WORDS, "wants_answer": "on"})
    with pytest.raises(Conflict):
        report(world.product, reporter=world.ani)
    services.answer_reports(
        product_id=world.product.pk, upheld=False, reason="Sudah sesuai foto.", actor=world.kartika
    )
    handlers.tell_reporters(OutboxEvent.objects.get(name="listing.reports_dismissed"))
    assert told("listing.reports_dismissed") == ["Ani"]


def test_one_line_sends_no_more_than_people_do(world):
    for _ in range(MOST_AN_HOUR):
        report(world.product)
    with pytest.raises(services.TooMany):
        report(world.product)
    assert report(world.product, sender="10.0.0.2")


def test_what_is_not_live_is_not_reported(world, client):
    draft = factories.make_product(world.vendor, world.etalase, status="draft")
    address = reverse("listing_report", args=[draft.public_id])
    assert client.get(address).status_code == 404
    with pytest.raises(NotAllowed):
        report(draft)


def test_one_reason_takes_several_listings_down_and_each_is_answered_once(world, kartika_at):
    other = factories.make_product(factories.make_vendor(), world.etalase, name="Tas palsu")
    for product in (world.product, world.product, other):
        report(product)
    assert REPORTS in kartika_at.get(reverse("tasks")).content.decode()
    page = kartika_at.get(REPORTS).content.decode()
    assert page.count(WORDS) == 3
    sent = {"listing": [world.product.pk, other.pk], "reason": "Tidak sesuai foto.", "uphold": "1"}
    assert kartika_at.post(REPORTS, {**sent, "reason": ""}).status_code == 422
    assert kartika_at.post(REPORTS, {"reason": "Tidak sesuai."}).status_code == 422
    assert kartika_at.post(REPORTS, sent).status_code == 302
    for product in (world.product, other):
        product.refresh_from_db()
        assert product.status == ProductStatus.UNPUBLISHED
        assert product.status_reason == "Tidak sesuai foto."
    assert set(ListingReport.objects.values_list("status", flat=True)) == {"upheld"}
    with pytest.raises(InvalidTransition):
        services.answer_reports(
            product_id=other.pk, upheld=False, reason="Berubah pikiran.", actor=world.kartika
        )


def test_what_is_dismissed_stays_live(world, kartika_at):
    report(world.product)
    sent = {"listing": [world.product.pk], "reason": "Sesuai fotonya.", "dismiss": "1"}
    assert kartika_at.post(REPORTS, sent).status_code == 302
    world.product.refresh_from_db()
    assert world.product.status == ProductStatus.PUBLISHED
    assert WORDS not in kartika_at.get(REPORTS).content.decode()


@pytest.mark.parametrize("who", ["citra", "ani", "joko", "dedi"])
def test_nobody_but_a_manager_apart_answers(world, who):
    report(world.product)
    with pytest.raises(NotAllowed):
        services.answer_reports(
            product_id=world.product.pk,
            upheld=True,
            reason="Barang tiruan.",
            actor=getattr(world, who),
        )


@pytest.mark.parametrize(
    "change",
    [{"words": "x"}, {"status": "upheld"}, {"kind": "price"}, {"reporter": None}],
)
def test_the_database_keeps_what_was_said_and_asks_for_an_answer(world, change):
    sent = report(world.product, reporter=world.ani)
    with pytest.raises(DatabaseError), transaction.atomic():
        ListingReport.objects.filter(pk=sent.pk).update(**change)


def test_a_watched_word_warns_the_manager_and_refuses_nothing(world, kartika_at):
    listing = Product.objects.get(pk=world.product.pk)
    word = listing.name.split()[0]
    typed = {"word": word.upper(), "reason": "Periksa izin edarnya."}
    assert kartika_at.post(WATCHED, typed).status_code == 302
    assert kartika_at.post(WATCHED, typed).status_code == 422
    review = reverse("catalogue_review", args=[listing.public_id])
    assert "Periksa izin edarnya." in kartika_at.get(review).content.decode()
    stored = WatchedWord.objects.get()
    assert kartika_at.post(WATCHED, {"remove": stored.pk}).status_code == 302
    assert "Periksa izin edarnya." not in kartika_at.get(review).content.decode()


def test_words_are_found_whole_whatever_their_capitals():
    watched = {"rokok elektrik": "cukai", "gas": "bahaya"}
    borrowed = ["R\u041eK\u041eK elektr\u0456k"]  # letters that only look like ours
    assert rules.found_words(borrowed, watched) == {"rokok elektrik": "cukai"}
    assert rules.found_words(["ROKOK  Elektrik isi ulang"], watched) == {"rokok elektrik": "cukai"}
    assert rules.found_words(["Tas gastronomi", "rokok", "elektrik"], watched) == {}
