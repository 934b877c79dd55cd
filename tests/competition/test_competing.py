"""Ani and Budi run a competition, two shops offer under seal, and one order uses what was taken."""

from datetime import timedelta

import pytest
from django.conf import settings

from marketplace.accounts.models import User
from marketplace.competition import policies, services
from marketplace.competition.models import Competition, OpenedOffer, SealedOffer
from marketplace.core import clock, deadlines, outbox
from marketplace.core.errors import DomainError
from marketplace.core.invariants import examine
from marketplace.core.models import AuditEvent
from marketplace.documents import services as documents
from marketplace.negotiation.models import Negotiation
from marketplace.notices.models import Channel, Notice
from marketplace.orders.freight import FreightChoice
from tests import factories
from tests.competition import stories
from tests.negotiation import stories as negotiations
from tests.orders import stories as orders


@pytest.fixture
def world(kept_world):
    world = kept_world
    world.wulan, world.shop, world.cloth = stories.second_shop(world)
    return world


def no(code, act):
    """The refusal of a step that changes nothing."""

    def rows():
        return (
            list(Competition.objects.values()),
            SealedOffer.objects.count(),
            OpenedOffer.objects.count(),
            Negotiation.objects.count(),
        )

    before = rows()
    with pytest.raises(DomainError) as told:
        act()
    assert told.value.code == code
    assert rows() == before
    return told.value


def two_offers(world, **fields):
    """Citra offers 1.850.000 in all, Wulan 1.700.000."""
    row = stories.running(world, world.shop, **fields)
    stories.offered(row, world.vendor, world.citra, world.product)
    stories.offered(row, world.shop, world.wulan, world.cloth, 850_000, 0, "Siap antar")
    return row


def told(kind):
    rows = Notice.objects.filter(kind=f"competition.{kind}", channel=Channel.INBOX)
    return set(rows.values_list("recipient", flat=True))


def test_the_lowest_offer_is_taken_and_ordered_and_the_other_shop_hears_why_not(world):
    row = two_offers(world)
    assert not OpenedOffer.objects.exists()
    row.refresh_from_db()
    assert (row.estimate_rupiah, row.opened_at) == (None, None)
    with stories.afterwards(row):
        row = stories.opened(world, row)
        places = list(row.opened.values_list("rank", "total_rupiah", "offer__invited__vendor"))
        assert places == [(1, 1_700_000, world.shop.pk), (2, 1_850_000, world.vendor.pk)]
        assert row.estimate_rupiah == stories.ESTIMATE
        row = stories.awarded(row, world.ani)
        while outbox.relay():
            pass
        assert (told("won"), told("lost")) == ({world.wulan.pk}, {world.citra.pk})
        lost = Notice.objects.get(kind="competition.lost", channel=Channel.INBOX)
        assert (lost.params["place"], lost.params["taken"]) == (2, "Rp 1.700.000")
        agreed = row.agreement
        assert (agreed.status, agreed.origin, agreed.vendor) == ("agreed", row.number, world.shop)
        order = orders.submitted(
            world, product=world.cloth, freight=FreightChoice("agreed", negotiation_id=agreed.pk)
        )
        assert order.lines.get().unit_price_rupiah == 850_000
        paper = documents.of(row).get()
        assert [one["rank"] for one in paper.data["offers"]] == ["1", "2"]
        assert not [one.code for one, found in examine() if found]
    steps = AuditEvent.objects.filter(action__startswith="competition.").order_by("pk")
    said = ["draft", "confirm", "offer", "offer", "release", "release", "open", "award"]
    assert [event.action for event in steps] == [f"competition.{step}" for step in said]
    assert "850000" not in str(list(steps.filter(action="competition.offer").values()))


def test_an_offer_above_the_estimate_fails_by_itself_and_one_of_exactly_it_stands(world):
    row = two_offers(world, estimate=1_700_000)
    with stories.afterwards(row):
        row = stories.opened(world, row)
        failed = row.opened.get(offer__invited__vendor=world.vendor)
        assert (failed.rank, failed.fault) == (None, "above_estimate")
        assert row.opened.get(rank=1).total_rupiah == 1_700_000
        no(
            "rule_violation",
            lambda: services.award(
                competition_id=row.pk, opened_id=failed.pk, words="Bagus", actor=world.ani
            ),
        )
        # Only one stands: it may be taken, with a reason.
        no("competition_reason_missing", lambda: stories.awarded(row, world.ani))
        stories.awarded(row, world.ani, words="Satu-satunya yang memenuhi HPS")
        while outbox.relay():
            pass
        assert (told("won"), told("failed")) == ({world.wulan.pk}, {world.citra.pk})


def test_the_last_offer_of_a_shop_counts_and_equal_ones_stand_as_they_came(world):
    row = two_offers(world)
    stories.offered(row, world.vendor, world.citra, world.product, 850_000, 0)
    with stories.afterwards(row):
        row = stories.opened(world, row)
    first = row.opened.get(rank=1)
    assert (first.offer.invited.vendor, first.total_rupiah) == (world.shop, 1_700_000)
    assert row.opened.get(rank=2).total_rupiah == 1_700_000
    assert OpenedOffer.objects.count() == 2


def test_another_than_the_first_is_taken_with_a_reason_that_the_first_one_reads(world):
    row = two_offers(world)
    with stories.afterwards(row):
        stories.opened(world, row)
        no("competition_reason_missing", lambda: stories.awarded(row, world.ani, 2, "ya"))
        stories.awarded(row, world.ani, 2, "Contoh kain Wulan luntur")
        while outbox.relay():
            pass
    lost = Notice.objects.get(kind="competition.lost", channel=Channel.INBOX)
    assert (lost.recipient, lost.params["reason"]) == (world.wulan, "Contoh kain Wulan luntur")


def test_two_people_open_it_each_with_their_own_passphrase_and_not_too_early(world):
    row = two_offers(world)
    no("rule_violation", lambda: stories.released(row, world.ani, stories.ANIS))
    with stories.afterwards(row):
        no("competition_passphrase_wrong", lambda: stories.released(row, world.ani, "salah sekali"))
        no(
            "competition_passphrase_wrong",
            lambda: stories.released(row, world.ani, stories.BUDIS),
        )
        stories.released(row, world.ani, stories.ANIS)
        row.refresh_from_db()
        assert (row.status, row.opened.count()) == ("running", 0)
        no("conflict", lambda: stories.released(row, world.ani, stories.ANIS))
        for person in (world.citra, world.dedi, world.indra, world.hadi):
            no("not_allowed", lambda person=person: stories.released(row, person, stories.BUDIS))
        assert stories.released(row, world.budi, stories.BUDIS).status == "opened"
        no("invalid_transition", lambda: stories.released(row, world.budi, stories.BUDIS))


def test_who_guesses_the_passphrase_waits_and_the_trail_says_so(world):
    row = two_offers(world)
    with stories.afterwards(row):
        for number in range(settings.AXES_FAILURE_LIMIT):
            code = "competition_passphrase_wrong"
            no(code, lambda guess=number: stories.released(row, world.ani, f"tebakan {guess}"))
        no("competition_passphrase_paused", lambda: stories.released(row, world.ani, stories.ANIS))
        stories.released(row, world.budi, stories.BUDIS)  # who guesses stops nobody else
        tried = AuditEvent.objects.filter(action="competition.wrong_passphrase")
        assert tried.count() == settings.AXES_FAILURE_LIMIT
        assert not [one for one in tried if "tebakan" in str(one.data)]
        with clock.moved_to(clock.now() + timedelta(hours=settings.AXES_COOLOFF_TIME)):
            assert stories.released(row, world.ani, stories.ANIS).status == "opened"


def test_one_person_with_both_offices_opens_one_half_only(world):
    row = two_offers(world)
    factories.give_role(world.budi, "procurement_officer", world.agency)
    budi = User.objects.get(pk=world.budi.pk)
    with stories.afterwards(row):
        stories.released(row, budi, stories.BUDIS)
        no("conflict", lambda: stories.released(row, budi, stories.ANIS))
        bagus = factories.make_officer("Bagus", "procurement_officer", world.agency)
        assert stories.released(row, bagus, stories.ANIS).status == "opened"


def test_after_the_deadline_nothing_comes_in(world):
    row = stories.running(world, world.shop)
    asked = services.ask(
        invited_id=stories.invited(row, world.vendor).pk, words="Warna apa?", actor=world.citra
    )
    with clock.moved_to(row.questions_due):
        invited = stories.invited(row, world.shop)
        no(
            "competition_too_late",
            lambda: services.ask(invited_id=invited.pk, words="Ukuran?", actor=world.wulan),
        )
        services.answer(inquiry_id=asked.pk, words="Warna alam", actor=world.ani)
    with clock.moved_to(row.offers_due):
        no(
            "competition_too_late",
            lambda: stories.offered(row, world.vendor, world.citra, world.product),
        )
        late = services.answer
        no(
            "competition_too_late",
            lambda: late(inquiry_id=asked.pk, words="Biru juga boleh", actor=world.ani),
        )


def test_a_question_is_answered_once_to_all_and_nobody_is_named(world):
    row = stories.running(world, world.shop)
    mine = stories.invited(row, world.vendor)
    asked = services.ask(invited_id=mine.pk, words="Warna apa?", actor=world.citra)
    no(
        "competition_reason_missing",
        lambda: services.answer(inquiry_id=asked.pk, words="ya", actor=world.ani),
    )
    for person in (world.budi, world.wulan, world.dedi):
        no(
            "not_allowed",
            lambda person=person: services.answer(
                inquiry_id=asked.pk, words="Warna alam", actor=person
            ),
        )
    services.answer(inquiry_id=asked.pk, words="Warna alam", actor=world.ani)
    no(
        "conflict",
        lambda: services.answer(inquiry_id=asked.pk, words="Warna biru", actor=world.ani),
    )
    while outbox.relay():
        pass
    assert (told("ask"), told("answer")) == ({world.ani.pk}, {world.citra.pk, world.wulan.pk})
    assert world.vendor.name not in str(list(Notice.objects.values("params")))


@pytest.mark.parametrize(
    ("price", "freight", "code", "field"),
    [
        (1_000_001, 0, "above_list_price", "unit_price_rupiah"),
        (0, 0, "rule_violation", "unit_price_rupiah"),
        (-5, 0, "rule_violation", "unit_price_rupiah"),
        (10**13, 0, "rule_violation", "unit_price_rupiah"),
        (900_000, -1, "rule_violation", "freight_rupiah"),
        (900_000, 10**9 + 1, "rule_violation", "freight_rupiah"),
    ],
)
def test_an_offer_that_may_not_be_made_names_its_field(world, price, freight, code, field):
    row = stories.running(world, world.shop)
    refused = no(
        code,
        lambda: stories.offered(row, world.vendor, world.citra, world.product, price, freight),
    )
    assert refused.details["field"] == field


def test_a_shop_offers_its_own_goods_only(world):
    row = stories.running(world, world.shop)
    no("rule_violation", lambda: stories.offered(row, world.vendor, world.citra, world.cloth))
    factories.suspend(world.vendor)
    no(
        "vendor_not_eligible",
        lambda: stories.offered(row, world.vendor, world.citra, world.product),
    )


def in_days(world, days):
    return clock.today(world.agency.time_zone) + timedelta(days=days)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        (lambda world: {"shops": [world.vendor.pk]}, "shops"),
        (lambda _world: {"quantity": 0}, "quantity"),
        (lambda _world: {"quantity": 10**6 + 1}, "quantity"),
        (lambda world: {"questions_until": in_days(world, -1)}, "questions_until"),
        (lambda world: {"questions_until": in_days(world, 5)}, "questions_until"),
        (lambda world: {"wanted_on": in_days(world, 4)}, "wanted_on"),
        (lambda world: {"wanted_on": in_days(world, 3000)}, "wanted_on"),
        (
            lambda world: {
                "questions_until": in_days(world, 0),
                "offers_until": in_days(world, 1),
            },
            "offers_until",
        ),
    ],
)
def test_what_cannot_be_drawn_up_names_its_field(world, fields, field):
    refused = no("rule_violation", lambda: stories.drafted(world, world.shop, **fields(world)))
    assert refused.details["field"] == field


def test_whoever_drew_it_up_does_not_confirm_it_and_the_shops_hear_of_it_then(world):
    row = stories.drafted(world, world.shop)
    assert not policies.visible_to(world.citra).exists()
    for person in (world.ani, world.citra, world.dedi, world.hadi, world.indra):
        no("not_allowed", lambda person=person: stories.confirmed(row, person))
    no("rule_violation", lambda: stories.confirmed(row, world.budi, estimate=0))
    no("rule_violation", lambda: stories.confirmed(row, world.budi, password="pendek"))
    with clock.moved_to(clock.now() + timedelta(days=3)):  # too late for two whole days
        no("rule_violation", lambda: stories.confirmed(row, world.budi))
    stories.confirmed(row, world.budi)
    while outbox.relay():
        pass
    assert (told("draft"), told("confirm")) == (
        {world.budi.pk},
        {world.citra.pk, world.wulan.pk},
    )
    no("invalid_transition", lambda: stories.confirmed(row, world.budi))


# Where it stands → for whom it waits.
WAITS = {
    "draft": {"budi"},
    "running": {"citra", "lina", "wulan"},
    "one offered": {"wulan"},
    "over": {"ani", "budi"},
    "half open": {"budi"},
    "opened": {"ani"},
    "awarded": set(),
    "ended": set(),
}
CAST = ("ani", "budi", "citra", "dedi", "eka", "hadi", "indra", "lina", "mira", "wulan")


def standing(world, state):
    if state == "draft":
        return stories.drafted(world, world.shop)
    row = stories.running(world, world.shop)
    if state == "ended":
        return stories.ended(row, world.ani)
    if state != "running":
        stories.offered(row, world.vendor, world.citra, world.product)
    with stories.afterwards(row):
        if state == "half open":
            stories.released(row, world.ani, stories.ANIS)
        if state in {"opened", "awarded"}:
            stories.opened(world, row)
        if state == "awarded":
            stories.awarded(row, world.ani, words="Satu penawaran saja")
    return row


@pytest.mark.parametrize("state", WAITS)
def test_it_waits_for_whoever_can_go_on_and_for_nobody_else(world, state):
    factories.hire(world)
    row = standing(world, state)
    moment = row.offers_due if state in {"over", "half open", "opened"} else clock.now()
    with clock.moved_to(moment):
        waits = {name for name in CAST if policies.waiting_for(getattr(world, name)).exists()}
    assert waits == WAITS[state]


def test_whoever_acts_for_an_invited_shop_runs_nothing(world):
    factories.join(world.vendor, world.ani, "staff")
    no("not_allowed", lambda: stories.drafted(world, world.shop))
    bagus = factories.make_officer("Bagus", "procurement_officer", world.agency)
    row = stories.drafted(world, world.shop, actor=bagus)
    factories.join(world.vendor, world.budi, "staff")
    no("not_allowed", lambda: stories.confirmed(row, world.budi))
    no("not_allowed", lambda: stories.ended(row, world.ani))


def test_two_shops_of_the_same_people_do_not_compete(world):
    factories.join(world.shop, world.citra, "staff")
    refused = no("rule_violation", lambda: stories.drafted(world, world.shop))
    assert refused.details["field"] == "shops"
    assert all(shop.name in refused.message for shop in (world.vendor, world.shop))


def test_it_ends_with_a_reason_that_the_shops_read(world):
    row = two_offers(world)
    no("competition_reason_missing", lambda: stories.ended(row, world.ani, "x"))
    no("not_allowed", lambda: stories.ended(row, world.citra))
    with stories.afterwards(row):  # a passphrase was lost
        stories.ended(row, world.budi, "Kata sandi PP hilang")
        no("invalid_transition", lambda: stories.released(row, world.ani, stories.ANIS))
    while outbox.relay():
        pass
    assert told("end") == {world.ani.pk, world.citra.pk, world.wulan.pk}
    assert not OpenedOffer.objects.exists()
    assert not documents.of(row).exists()


def test_shops_that_have_not_offered_are_reminded_and_both_officers_told_to_open(world):
    row = stories.running(world, world.shop)
    stories.offered(row, world.vendor, world.citra, world.product)
    share = (row.offers_due - clock.now()) * 6 / 10
    with clock.moved_to(clock.now() + share):
        assert deadlines.fire_due()
        while outbox.relay():
            pass
    assert told("nudged") == {world.wulan.pk}
    with stories.afterwards(row):
        assert deadlines.fire_due()
        while outbox.relay():
            pass
    assert told("due") == {world.ani.pk, world.budi.pk}


def test_an_award_waits_for_what_would_stand_against_an_agreement(world):
    row = two_offers(world)
    with stories.afterwards(row):
        stories.opened(world, row)
        talk = negotiations.offered(world, product=world.cloth, vendor_id=world.shop.pk, units=2)
        no("negotiation_open_already", lambda: stories.awarded(row, world.ani))
        negotiations.refused(talk, world.ani)
        factories.make_price(factories.sku_of(world.cloth), 800_000)
        no("above_list_price", lambda: stories.awarded(row, world.ani))
        stories.awarded(row, world.ani, 2, "Penyedia pertama menurunkan harga etalase")
