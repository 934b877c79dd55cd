"""After the handover shop and agency rate each other: sealed until both have, once, for good."""

from datetime import timedelta

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from marketplace.core import clock, deadlines
from marketplace.core.errors import Conflict, DomainError, NotAllowed
from marketplace.core.outbox import relay
from marketplace.fulfilment import rated as counting
from marketplace.fulfilment import rating_queries
from marketplace.fulfilment.models import Rating, RatingHidden, RatingReply
from marketplace.fulfilment.services import hide_words, open_alone, rate, reply_to_rating
from marketplace.notices.models import Notice
from marketplace.orders.models import PurchaseOrder
from marketplace.web import panels
from tests import factories, stories
from tests.fulfilment.rating import FAST, GOOD, THANKS, by_citra, by_eka, rated
from tests.raw_sql import DENIED, refused
from vendors.models import VendorRating
from vendors.services import keep_rating
from vendors.standing import ENOUGH_ORDERS

CAST = ("ani", "budi", "citra", "dedi", "eka", "fajar", "gita", "hadi", "indra", "kartika", "lina")
OVER = timedelta(days=31)


@pytest.fixture
def order(world) -> PurchaseOrder:
    """All goods are handed over; Fajar has not paid yet."""
    return stories.claimed(world).order


@pytest.fixture
def at(client):
    def sign_in(person):
        client.force_login(person)
        return client

    return sign_in


def page(at, person, order) -> str:
    return at(person).get(reverse("order_detail", args=[order.public_id])).content.decode()


def told(kind: str) -> list[str]:
    relay(500)
    return sorted(set(Notice.objects.filter(kind=kind).values_list("recipient__name", flat=True)))


def tasks(rf, person) -> list[str]:
    request = rf.get("/")
    request.user = person
    return [task.does for task in panels.collect("tasks", request)]


# ---- both ways


def test_both_rate_and_neither_reads_before_both_have(world, at, order):
    step = stories.step_path(order, "rate")
    assert step in page(at, world.eka, order)
    sent = at(world.eka).post(step, {"stars": "5", "words": GOOD})
    assert sent.status_code in {302, 303}
    assert GOOD in page(at, world.eka, order)
    assert GOOD not in page(at, world.citra, order)
    assert "Tersegel" in page(at, world.citra, order)
    assert told("rating.opened") == []
    at(world.citra).post(step, {"stars": "4", "words": FAST})
    for person in (world.eka, world.citra, world.ani, world.indra):
        shown = page(at, person, order)
        assert GOOD in shown
        assert FAST in shown
    assert told("rating.opened") == ["Citra", "Eka"]
    assert (VendorRating.objects.get().ratings, VendorRating.objects.get().stars) == (1, 5)
    reply = stories.step_path(order, "reply")
    assert at(world.citra).post(reply, {"reason": THANKS}).status_code in {302, 303}
    assert THANKS in page(at, world.eka, order)
    assert step not in page(at, world.eka, order)


def test_a_rating_that_stays_alone_opens_when_nobody_can_answer_it_any_more(world, at, order):
    by_eka(order, world)
    assert deadlines.fire_due() == 0
    with clock.moved_to(clock.now() + OVER):
        deadlines.fire_due()
        assert told("rating.opened") == ["Citra"]
        assert VendorRating.objects.get().stars == 5
        assert GOOD in page(at, world.citra, order)
        with pytest.raises(DomainError) as late:
            by_citra(order, world)
        assert late.value.code == "rating_closed"
        reply_to_rating(order_id=order.pk, reason=THANKS, actor=world.citra)
    with pytest.raises(DomainError):
        open_alone(order_id=rated(world).pk)


def test_what_is_to_be_rated_is_a_task_without_haste_until_it_is_not(world, rf, order):
    step = stories.step_path(order, "rate")
    for person in (world.eka, world.citra):
        assert tasks(rf, person) == [step]
    assert step not in tasks(rf, world.ani) + tasks(rf, world.budi)
    by_eka(order, world)
    assert tasks(rf, world.eka) == []
    with clock.moved_to(clock.now() + OVER):
        assert tasks(rf, world.citra) == []


def test_a_program_rates_with_the_same_step(world, order):
    api = APIClient()
    api.force_authenticate(world.eka)
    address = f"/api/v1/orders/{order.public_id}/rate/"
    wrong = api.post(address, {"stars": 6}, format="json", headers={"Idempotency-Key": "a"})
    assert wrong.status_code == 400
    body = {"stars": 3, "words": GOOD}
    sent = api.post(address, body, format="json", headers={"Idempotency-Key": "b"})
    assert sent.status_code == 200
    assert Rating.objects.get().stars == 3


# ---- who may


@pytest.mark.parametrize("name", CAST)
def test_the_receiving_officer_and_the_shop_rate_and_nobody_else(world, order, name):
    factories.hire(world)
    person = getattr(world, name)
    if name in {"eka", "citra", "lina"}:
        assert rate(order_id=order.pk, stars=4, actor=person).person == person
        return
    for act in (
        lambda: rate(order_id=order.pk, stars=4, actor=person),
        lambda: reply_to_rating(order_id=order.pk, reason=THANKS, actor=person),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert not Rating.objects.exists()


def test_nobody_speaks_for_both_sides(world, order):
    by_eka(order, world)
    world.eka.memberships.update(active=False)
    factories.join(world.vendor, world.eka, "staff")
    eka = type(world.eka).objects.get(pk=world.eka.pk)
    with pytest.raises(NotAllowed):
        rate(order_id=order.pk, stars=5, actor=eka)
    assert Rating.objects.count() == 1


# ---- what is refused changes nothing


@pytest.mark.parametrize(
    ("stars", "words", "code"),
    [
        (0, GOOD, "rule_violation"),
        (6, GOOD, "rule_violation"),
        (5, "Hubungi 0812 3456 7890", "rule_violation"),
        (5, "x" * 501, "rule_violation"),
    ],
)
def test_other_stars_and_numbers_of_people_are_refused(world, order, stars, words, code):
    with pytest.raises(DomainError) as why:
        by_eka(order, world, stars, words)
    assert why.value.code == code
    assert not Rating.objects.exists()


def test_a_refused_rating_keeps_what_was_typed(world, at, order):
    words = "Telepon saja 0812 3456 7890"
    step = stories.step_path(order, "rate")
    answer = at(world.eka).post(step, {"stars": "2", "words": words})
    assert (answer.status_code, Rating.objects.count()) == (422, 0)
    assert words in answer.content.decode()
    assert at(world.eka).post(step, {"words": GOOD}).status_code == 422


def test_nothing_is_rated_twice_nor_before_all_goods_are_handed_over(world, order):
    with pytest.raises(DomainError) as early:
        by_eka(stories.received(world), world)
    assert early.value.code == "rating_closed"
    by_eka(order, world)
    with pytest.raises(Conflict) as twice:
        by_eka(order, world, 1)
    assert twice.value.code == "said_already"
    assert [rating.stars for rating in Rating.objects.all()] == [5]


def test_nobody_replies_to_what_is_sealed_nor_twice(world, order):
    by_eka(order, world)
    with pytest.raises(DomainError) as sealed:
        reply_to_rating(order_id=order.pk, reason=THANKS, actor=world.citra)
    assert sealed.value.code == "rating_sealed"
    by_citra(order, world)
    reply_to_rating(order_id=order.pk, reason=THANKS, actor=world.citra)
    with pytest.raises(Conflict):
        reply_to_rating(order_id=order.pk, reason=THANKS, actor=world.citra)
    assert RatingReply.objects.count() == 1


def test_the_database_refuses_what_no_use_case_would_write(world, order):
    rating = by_eka(order, world)
    new = (
        "INSERT INTO fulfilment_rating"
        " (public_id, order_id, side, stars, words, person_id, at, opens_at)"
        " SELECT gen_random_uuid(), %s, %s, %s, '', %s, at + %s::interval, opens_at"
        " FROM fulfilment_rating WHERE id = %s"
    )
    other, eka, citra = stories.received(world).pk, world.eka.pk, world.citra.pk
    cases = [
        (other, "buyer", 5, eka, "0", "rating_after_handover"),
        (order.pk, "vendor", 5, citra, "31 days", "rating_in_time"),
        (order.pk, "vendor", 5, eka, "0", "rating_of_two_people"),
        (order.pk, "vendor", 6, citra, "0", "rating_of_one_to_five_stars"),
    ]
    found = [refused(new, *values, rating.pk) for *values, _name in cases]
    assert found == [name for *_values, name in cases]
    reply = (
        "INSERT INTO fulfilment_ratingreply (rating_id, words, person_id, at)"
        " VALUES (%s, 'x', %s, now())"
    )
    assert refused(reply, rating.pk, citra) == "reply_to_an_open_rating"
    assert refused(reply, rating.pk, eka) == "rating_of_two_people"
    for change in ("UPDATE fulfilment_rating SET stars = 1", "DELETE FROM fulfilment_rating"):
        assert refused(change) == DENIED
    rating.refresh_from_db()
    assert rating.stars == 5


# ---- hidden words


def test_a_manager_hides_words_and_the_stars_stay(world, at):
    order = rated(world, words="Pegawai toko ini bodoh sekali.")
    rating = order.ratings.get(side="buyer")
    address = reverse("rating_hide", args=[rating.public_id])
    kartika = at(world.kartika)
    assert address in kartika.get(reverse("moderated_ratings")).content.decode()
    assert kartika.post(address, {"reason": "", "words": "1"}).status_code == 422
    assert kartika.post(address, {"reason": "Menghina.", "words": "1"}).status_code == 302
    assert kartika.post(address, {"reason": "Menghina.", "words": "1"}).status_code == 409
    shown = page(at, world.citra, order)
    assert "bodoh" not in shown
    assert "5 dari 5 bintang" in shown
    assert rating_queries.public_words(world.vendor.pk) == []
    assert told("rating.hidden") == ["Eka"]
    assert (RatingHidden.objects.count(), rating_queries.counted(world.vendor.pk)) == (1, (1, 5))


def test_nobody_hides_what_is_said_of_their_shop_nor_in_another_market(world, at):
    rating = rated(world).ratings.get(side="buyer")
    address = reverse("rating_hide", args=[rating.public_id])
    stranger = factories.make_tenant_officer("Lia", "catalogue_manager", factories.make_tenant())
    for person in (world.citra, world.eka, stranger):
        assert at(person).get(address).status_code == 404
        with pytest.raises(NotAllowed):
            hide_words(rating_id=rating.pk, part="words", reason="Tidak suka.", actor=person)
    factories.join(world.vendor, world.kartika, "staff")
    assert at(world.kartika).get(address).status_code == 403
    assert not RatingHidden.objects.exists()


# ---- the page of the shop


@pytest.mark.parametrize("number", [ENOUGH_ORDERS - 1, ENOUGH_ORDERS])
def test_a_shops_page_shows_its_rating_once_enough_orders_were_rated(world, client, number):
    rated(world)
    keep_rating(vendor_id=world.vendor.pk, ratings=number, stars=number * 5 - 2)
    shown = client.get(reverse("shop_page", args=[world.vendor.slug])).content.decode()
    is_enough = number >= ENOUGH_ORDERS
    assert ("4,6 dari 5 bintang" in shown) == is_enough
    assert ('"ratingValue": "4.6"' in shown) == is_enough
    assert (GOOD in shown) == is_enough
    assert ("Ditampilkan setelah" in shown) != is_enough
    assert "Eka" not in shown


def test_the_nightly_count_finds_what_opened_by_time(world, order):
    by_eka(order, world, 3)
    counting.count_all()
    assert not VendorRating.objects.exists()
    with clock.moved_to(clock.now() + OVER):
        assert counting.count_all() == 1
    assert VendorRating.objects.get().stars == 3
