"""Ani and Citra negotiate: in turn, within the list, in time, and nobody else with them."""

from datetime import timedelta

import pytest

from marketplace.core import clock, deadlines, outbox
from marketplace.core.errors import DomainError
from marketplace.core.models import AuditEvent, Deadline
from marketplace.documents import services as documents
from marketplace.negotiation import policies, services
from marketplace.negotiation.models import Negotiation, Round
from marketplace.notices.models import Channel, Notice
from tests import factories
from tests.negotiation import stories


@pytest.fixture
def world(kept_world):
    return kept_world


def no(code, act):
    """The refusal of a step that changes nothing."""
    before = (list(Negotiation.objects.values()), Round.objects.count())
    with pytest.raises(DomainError) as told:
        act()
    assert told.value.code == code
    assert (list(Negotiation.objects.values()), Round.objects.count()) == before
    return told.value


def test_they_meet_in_the_middle_and_the_record_says_so(world):
    row = stories.offered(world, 800_000, 20_000)
    stories.countered(world, row, 950_000, 40_000, "Benang naik")
    stories.countered(world, row, 900_000, 20_000, actor=world.ani)
    row = stories.accepted(row, world.citra)
    today = clock.today(world.agency.time_zone)
    assert (row.status, row.agreed.number, row.agreed.freight_rupiah) == ("agreed", 3, 20_000)
    assert row.agreed.prices.get().unit_price_rupiah == 900_000
    assert row.valid_until == today + timedelta(days=14)
    assert not row.lines.get().is_open
    paper = documents.of(row).get()
    assert (paper.number, paper.amount_rupiah) == (row.number, 1_820_000)
    assert [one["said"] for one in paper.data["rounds"]][1].endswith("Catatan: Benang naik")
    assert any("200.000" in one for one in paper.data["terms"])
    steps = AuditEvent.objects.filter(action__startswith="negotiation.").order_by("pk")
    said = ["offer", "counter", "counter", "accept"]
    assert [event.action for event in steps] == [f"negotiation.{step}" for step in said]
    assert not Deadline.objects.filter(closed_at=None, kind__startswith="negotiation").exists()


def test_each_is_told_what_the_other_said(world):
    row = stories.offered(world)
    stories.countered(world, row)
    stories.refused(row, world.ani, "Masih terlalu mahal")
    while outbox.relay():
        pass
    told = Notice.objects.filter(kind__startswith="negotiation.", channel=Channel.INBOX)
    assert list(told.order_by("pk").values_list("kind", "recipient")) == [
        ("negotiation.offer", world.citra.pk),
        ("negotiation.counter", world.ani.pk),
        ("negotiation.refuse", world.citra.pk),
    ]
    row.refresh_from_db()
    assert (row.status, row.agreed) == ("refused", None)
    assert not documents.of(row).exists()


@pytest.mark.parametrize(
    ("price", "freight", "listed", "words", "code", "field"),
    [
        (1_000_001, 0, None, "", "above_list_price", "price"),
        (900_000, 75_001, 75_000, "", "above_list_price", "freight_rupiah"),
        (900_000, 10**9 + 1, None, "", "rule_violation", "freight_rupiah"),
        (900_000, -1, None, "", "rule_violation", "freight_rupiah"),
        (0, 0, None, "", "rule_violation", "price"),
        (-5, 0, None, "", "rule_violation", "price"),
        (1_000_000, 0, None, "", "negotiation_reason_missing", "words"),
        (1_000_000, 75_000, 75_000, "ya", "negotiation_reason_missing", "words"),
    ],
)
def test_an_offer_that_may_not_be_made_names_its_field(
    world, price, freight, listed, words, code, field
):
    told = no(
        code,
        lambda: stories.offered(world, price, freight, words, list_freight_rupiah=listed),
    )
    assert told.details["field"].startswith(field)
    row = stories.offered(world, list_freight_rupiah=listed)
    if code != "negotiation_reason_missing":  # the shop may stay at its list
        no(code, lambda: stories.countered(world, row, price, freight, words))


def test_an_agreement_that_changes_nothing_says_why(world):
    row = stories.offered(world, stories.LIST, words="Harga sudah di bawah pasar")
    no("negotiation_reason_missing", lambda: stories.accepted(row, world.citra))
    assert stories.accepted(row, world.citra, "Harga etalase tetap").status == "agreed"


def test_nobody_speaks_twice_or_to_a_round_they_have_not_read(world):
    row = stories.offered(world)
    no("negotiation_answered", lambda: stories.countered(world, row, actor=world.ani))
    no("negotiation_answered", lambda: stories.accepted(row, world.ani))
    stories.countered(world, row)
    no("negotiation_answered", lambda: stories.accepted(row, world.ani, seen=1))
    no("negotiation_answered", lambda: stories.refused(row, world.citra))
    no("negotiation_reason_missing", lambda: stories.refused(row, world.ani, "x"))
    stories.accepted(row, world.ani)
    no("invalid_transition", lambda: stories.refused(row, world.ani))


def test_the_same_goods_are_negotiated_once_at_a_time(world):
    row = stories.offered(world)
    no("negotiation_open_already", lambda: stories.offered(world, units=5))
    bagus = factories.make_officer("Bagus", "procurement_officer", world.agency)
    no("negotiation_open_already", lambda: stories.offered(world, actor=bagus))
    assert stories.refused(row, bagus, "Kebutuhan berubah").status == "refused"
    assert stories.offered(world, actor=bagus).status == "open"


@pytest.mark.parametrize("name", ["budi", "citra", "dedi", "eka", "hadi", "indra"])
def test_only_who_orders_for_the_office_offers(world, name):
    no("not_allowed", lambda: stories.offered(world, actor=getattr(world, name)))


# Where it stands → who may answer now, and what those who speak in it hear otherwise.
STATES = {
    "the shop answers": ({"citra", "lina"}, "negotiation_answered"),
    "the office answers": ({"ani"}, "negotiation_answered"),
    "agreed": (set(), "invalid_transition"),
    "refused": (set(), "invalid_transition"),
}
SPEAK = {"ani", "citra", "lina"}
CAST = ("ani", "budi", "citra", "dedi", "eka", "hadi", "indra", "lina", "mira")


def standing(world, state):
    row = stories.offered(world)
    if state == "the office answers":
        return stories.countered(world, row)
    if state == "agreed":
        return stories.accepted(row, world.citra)
    return stories.refused(row, world.citra) if state == "refused" else row


@pytest.mark.parametrize("state", STATES)
def test_only_whose_turn_it_is_answers(world, state):
    factories.hire(world)
    row, (may, otherwise) = standing(world, state), STATES[state]
    for name in CAST:
        person = getattr(world, name)
        assert policies.waiting_for(person).exists() is (name in may)
        if name in may:
            continue
        code = otherwise if name in SPEAK else "not_allowed"
        no(code, lambda person=person: stories.accepted(row, person))
        no(code, lambda person=person: stories.countered(world, row, actor=person))
    if may:
        assert stories.accepted(row, getattr(world, max(may))).status == "agreed"


def test_who_spoke_for_the_office_never_answers_for_the_shop(world):
    row = stories.offered(world)
    factories.join(world.vendor, world.ani, "staff")
    no("not_allowed", lambda: stories.accepted(row, world.ani))
    assert not policies.waiting_for(world.ani).exists()


def test_who_is_not_answered_is_reminded_and_then_it_ends(world):
    row = stories.offered(world)
    with clock.moved_to(clock.now() + timedelta(days=12)):
        assert deadlines.fire_due()
        while outbox.relay():
            pass
    row.refresh_from_db()
    assert (row.status, row.lines.get().is_open) == ("expired", False)
    told = Notice.objects.filter(kind="negotiation.expired", channel=Channel.INBOX)
    assert set(told.values_list("recipient", flat=True)) == {world.ani.pk, world.citra.pk}
    no("invalid_transition", lambda: stories.accepted(row, world.citra))
    no("invalid_transition", lambda: services.expire(negotiation_id=row.pk))
    assert stories.offered(world).status == "open"
