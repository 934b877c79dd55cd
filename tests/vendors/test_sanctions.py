"""The ladder: Joko warns, hides, suspends and proposes; Citra reads, answers and appeals.

Sari is a second verifier of the region, Tari a third; an operator may decide as well.
"""

from datetime import timedelta

import pytest

from catalog import policies as goods
from marketplace.accounts.models import Role
from marketplace.core import audit, clock, deadlines, files
from marketplace.core.errors import Conflict, DomainError, InvalidTransition, NotAllowed
from marketplace.core.models import Deadline
from marketplace.notices.models import Channel, Notice
from tests import factories
from vendors.models import Vendor, VendorRole, VendorStatus
from vendors.sanctions import policies, queries, services
from vendors.sanctions.models import (
    LiftRequest,
    RequestKind,
    RequestStatus,
    Sanction,
    SanctionKind,
    SanctionStatus,
)
from vendors.sanctions.services import Case


@pytest.fixture
def sari(world):
    """A second verifier of the region."""
    return factories.make_tenant_officer("Sari", Role.VENDOR_VERIFIER, world.agency.tenant)


@pytest.fixture
def tari(world):
    """A third one."""
    return factories.make_tenant_officer("Tari", Role.VENDOR_VERIFIER, world.agency.tenant)


def case(**fields) -> Case:
    """What a sanction rests on."""
    return Case(**{"ground": "not_delivered", "facts": "Tiga pesanan tidak dikirim.", **fields})


def evidence() -> tuple:
    return (factories.make_photo("bukti.png"),)


def proposed(world) -> Sanction:
    """A blacklist that Joko proposes."""
    return services.propose_blacklist(
        vendor_id=world.vendor.pk, case=case(uploads=evidence()), actor=world.joko
    )


def answered(world) -> Sanction:
    """The same with Citra's answer."""
    return services.answer_proposal(
        sanction_id=proposed(world).pk, words="Truk kami rusak.", actor=world.citra
    )


def blacklisted(world, decider) -> Sanction:
    """The same decided by another verifier, for a year."""
    sanction = answered(world)
    return services.decide_proposal(
        sanction_id=sanction.pk,
        approve=True,
        reason="Terbukti",
        ends_on=services.blacklist_span(sanction)[0],
        actor=decider,
    )


def inbox(kind: str) -> list[str]:
    rows = Notice.objects.filter(kind=kind, channel=Channel.INBOX).order_by("recipient__name")
    return [row.recipient.name for row in rows]


def status_of(vendor) -> str:
    return Vendor.objects.values_list("status", flat=True).get(pk=vendor.pk)


def after(days: int):
    """The clock moved on by some days."""
    return clock.moved_to(clock.now() + timedelta(days=days))


# ---- a warning


def test_a_warning_is_told_to_everybody_confirmed_by_the_owner_and_counted(world, relayed):
    factories.hire(world)
    warning = services.give_warning(vendor_id=world.vendor.pk, case=case(), actor=world.joko)
    relayed()
    assert inbox("sanction.warned") == ["Citra", "Lina", "Mira"]
    assert status_of(world.vendor) == VendorStatus.APPROVED
    assert goods.sellable().exists()
    with pytest.raises(NotAllowed):
        services.confirm_reading(sanction_id=warning.pk, actor=world.lina)
    read = services.confirm_reading(sanction_id=warning.pk, actor=world.citra)
    assert (read.read_by, read.status) == (world.citra, SanctionStatus.IN_FORCE)
    assert queries.warnings_in_window(world.vendor) == 1
    with after(365):
        assert queries.warnings_in_window(world.vendor) == 0


# ---- hidden goods


def test_hidden_goods_are_off_sale_up_to_the_last_day_and_come_back_by_themselves(world):
    other = factories.make_product(world.vendor, world.etalase)
    sanction = factories.hide(world.product, days=10, by=world.joko)
    assert list(goods.public()) == [other]
    with after(9):
        assert list(goods.public()) == [other]
    with after(10):
        assert goods.public().count() == 2
        assert deadlines.fire_due() == 1
    sanction.refresh_from_db()
    assert (sanction.status, status_of(world.vendor)) == ("ended", VendorStatus.APPROVED)


def test_only_goods_of_the_shop_can_be_hidden(world):
    foreign = factories.make_product(factories.make_vendor(), world.etalase)
    for refs in ([], [f"catalog.product:{foreign.pk}"], ["vendors.vendor:1"]):
        with pytest.raises(DomainError) as refused:
            services.hide_listings(
                vendor_id=world.vendor.pk,
                case=case(),
                things=refs,
                ends_on=clock.today(world.vendor.time_zone),
                actor=world.joko,
            )
        assert refused.value.code == "nothing_to_hide"
    assert not Sanction.objects.exists()


# ---- a suspension


def test_a_suspension_has_an_end_and_ends_by_itself_even_after_days_of_outage(world, relayed):
    factories.hire(world)
    sanction = factories.suspend(world.vendor, days=5, by=world.joko)
    relayed()
    assert inbox("vendor.suspended") == ["Citra", "Lina", "Mira"]
    assert status_of(world.vendor) == VendorStatus.SUSPENDED
    with after(4):
        assert deadlines.fire_due() == 0
    with after(9):
        assert deadlines.fire_due() == 1
        assert deadlines.fire_due() == 0
        relayed()
    sanction.refresh_from_db()
    assert (sanction.status, sanction.status_by) == (SanctionStatus.ENDED, None)
    assert status_of(world.vendor) == VendorStatus.APPROVED
    assert inbox("vendor.reinstated") == ["Citra", "Lina", "Mira"]
    assert inbox("sanction.ended") == []
    assert audit.trail(sanction).filter(action="sanction.ended").count() == 1


@pytest.mark.parametrize("days", [-1, 90, 400])
def test_a_last_day_outside_the_rule_is_refused(world, days):
    day = clock.today(world.vendor.time_zone) + timedelta(days=days)
    with pytest.raises(DomainError) as refused:
        services.suspend_vendor(
            vendor_id=world.vendor.pk, case=case(), ends_on=day, actor=world.joko
        )
    assert refused.value.details["rule"] == "R-SANCTION-SUSPEND"
    assert status_of(world.vendor) == VendorStatus.APPROVED


def test_with_two_suspensions_the_shop_stays_suspended_until_the_last_has_ended(world):
    factories.suspend(world.vendor, days=3, by=world.joko)
    factories.suspend(world.vendor, days=8, by=world.joko)
    with after(4):
        assert deadlines.fire_due() == 1
        assert status_of(world.vendor) == VendorStatus.SUSPENDED
    with after(9):
        assert deadlines.fire_due() == 1
        assert status_of(world.vendor) == VendorStatus.APPROVED


def test_what_was_lifted_does_not_end_again(world, sari):
    sanction = factories.suspend(world.vendor, days=3, by=world.joko)
    request = services.ask_lift(sanction_id=sanction.pk, words="Sudah jelas", actor=world.joko)
    services.decide_request(request_id=request.pk, grant=True, reason="Setuju", actor=sari)
    assert not Deadline.objects.filter(kind="sanction.ends", closed_at=None).exists()
    with pytest.raises(InvalidTransition):
        services.end_sanction(sanction.pk)
    with after(9):
        assert deadlines.fire_due() == 0


# ---- two people lift


def test_one_person_cannot_lift_a_suspension(world, sari, relayed):
    sanction = factories.suspend(world.vendor, by=world.joko)
    request = services.ask_lift(sanction_id=sanction.pk, words="Barang dikirim", actor=world.joko)
    relayed()
    assert inbox("sanction.lift_asked") == ["Sari"]
    with pytest.raises(NotAllowed):
        services.decide_request(request_id=request.pk, grant=True, reason="Ya", actor=world.joko)
    assert status_of(world.vendor) == VendorStatus.SUSPENDED
    with pytest.raises(Conflict):
        services.ask_lift(sanction_id=sanction.pk, words="Lagi", actor=sari)
    services.decide_request(request_id=request.pk, grant=True, reason="Setuju", actor=sari)
    sanction.refresh_from_db()
    assert (sanction.status, sanction.status_by) == (SanctionStatus.LIFTED, sari)
    assert status_of(world.vendor) == VendorStatus.APPROVED
    with pytest.raises(Conflict):
        services.decide_request(request_id=request.pk, grant=False, reason="Tidak", actor=sari)


def test_a_refused_proposal_leaves_the_shop_suspended_and_its_author_is_told(world, sari, relayed):
    sanction = factories.suspend(world.vendor, by=world.joko)
    request = services.ask_lift(sanction_id=sanction.pk, words="Barang dikirim", actor=world.joko)
    services.decide_request(request_id=request.pk, grant=False, reason="Belum", actor=sari)
    relayed()
    assert inbox("sanction.lift_refused") == ["Joko"]
    assert status_of(world.vendor) == VendorStatus.SUSPENDED
    services.ask_lift(sanction_id=sanction.pk, words="Sekarang sudah", actor=sari)


def test_an_operator_may_be_the_second_person(world):
    sanction = factories.suspend(world.vendor, by=world.joko)
    request = services.ask_lift(sanction_id=sanction.pk, words="Barang dikirim", actor=world.joko)
    operator = factories.make_operator()
    services.decide_request(request_id=request.pk, grant=True, reason="Setuju", actor=operator)
    assert status_of(world.vendor) == VendorStatus.APPROVED


# ---- a blacklist


def test_a_blacklist_is_proposed_with_evidence_and_stops_nothing_yet(world, relayed):
    with pytest.raises(DomainError) as refused:
        services.propose_blacklist(vendor_id=world.vendor.pk, case=case(), actor=world.joko)
    assert refused.value.details["field"] == "evidence"
    sanction = proposed(world)
    relayed()
    assert (sanction.status, sanction.ends_on) == (SanctionStatus.PROPOSED, None)
    assert status_of(world.vendor) == VendorStatus.APPROVED
    assert inbox("sanction.proposed") == ["Citra"]


def test_the_shop_is_heard_before_anybody_decides(world, sari, relayed):
    sanction = proposed(world)
    ends_on = services.blacklist_span(sanction)[0]
    verdict = {
        "sanction_id": sanction.pk,
        "approve": True,
        "reason": "Terbukti",
        "ends_on": ends_on,
        "actor": sari,
    }
    with pytest.raises(services.ShopNotHeard):
        services.decide_proposal(**verdict)
    with after(20):
        assert deadlines.fire_due() == 1
        relayed()
        assert inbox("sanction.hearing_over") == ["Sari"]
        with pytest.raises(DomainError) as refused:
            services.answer_proposal(sanction_id=sanction.pk, words="Terlambat", actor=world.citra)
        assert refused.value.code == "already_answered"
        late = services.blacklist_span(sanction)[0]
        services.decide_proposal(**{**verdict, "ends_on": late})
    assert status_of(world.vendor) == VendorStatus.SUSPENDED


def test_the_owner_answers_once_with_papers(world, sari, relayed):
    factories.hire(world)
    sanction = proposed(world)
    with pytest.raises(NotAllowed):
        services.answer_proposal(sanction_id=sanction.pk, words="Saya", actor=world.lina)
    services.answer_proposal(
        sanction_id=sanction.pk, words="Truk rusak.", uploads=evidence(), actor=world.citra
    )
    relayed()
    assert inbox("sanction.answered") == ["Sari"]
    with pytest.raises(DomainError) as refused:
        services.answer_proposal(sanction_id=sanction.pk, words="Lagi", actor=world.citra)
    assert refused.value.code == "already_answered"
    assert list(sanction.files.values_list("side", flat=True)) == ["evidence", "answer"]


def test_another_person_decides_and_the_shop_is_blacklisted_for_its_time(world, sari, relayed):
    sanction = answered(world)
    early, late = services.blacklist_span(sanction)
    for day, who, code in (
        (early, world.joko, "not_allowed"),
        (early - timedelta(days=1), sari, "invalid_field"),
        (late + timedelta(days=1), sari, "invalid_field"),
        (None, sari, "invalid_field"),
    ):
        with pytest.raises(DomainError) as refused:
            services.decide_proposal(
                sanction_id=sanction.pk, approve=True, reason="Ya", ends_on=day, actor=who
            )
        assert refused.value.code == code
    services.decide_proposal(
        sanction_id=sanction.pk, approve=True, reason="Terbukti", ends_on=early, actor=sari
    )
    relayed()
    sanction.refresh_from_db()
    assert (sanction.kind, sanction.decided_by) == (SanctionKind.BLACKLIST, sari)
    assert (early - sanction.starts_on).days == 364
    assert status_of(world.vendor) == VendorStatus.SUSPENDED
    assert list(policies.public()) == [sanction]
    assert inbox("sanction.decided") == ["Joko"]


def test_a_dismissed_proposal_has_no_effect(world, sari):
    sanction = proposed(world)
    services.decide_proposal(
        sanction_id=sanction.pk, approve=False, reason="Tidak terbukti", actor=sari
    )
    sanction.refresh_from_db()
    assert sanction.status == SanctionStatus.DISMISSED
    assert status_of(world.vendor) == VendorStatus.APPROVED
    with pytest.raises(InvalidTransition):
        services.answer_proposal(sanction_id=sanction.pk, words="Terima kasih", actor=world.citra)


# ---- an appeal


def test_an_appeal_is_decided_by_a_third_person(world, sari, tari, relayed):
    sanction = blacklisted(world, sari)
    request = services.appeal(sanction_id=sanction.pk, words="Kami keberatan.", actor=world.citra)
    relayed()
    assert inbox("sanction.appealed") == ["Tari"]
    assert status_of(world.vendor) == VendorStatus.SUSPENDED
    for part in (world.joko, sari):
        with pytest.raises(NotAllowed):
            services.decide_request(request_id=request.pk, grant=True, reason="Ya", actor=part)
        assert not policies.requests_to_decide(part).exists()
    assert list(policies.requests_to_decide(tari)) == [request]
    services.decide_request(request_id=request.pk, grant=True, reason="Berdasar", actor=tari)
    assert status_of(world.vendor) == VendorStatus.APPROVED


def test_the_owner_appeals_once_and_in_time(world, tari, relayed):
    sanction = factories.suspend(world.vendor, days=60, by=world.joko)
    with after(15), pytest.raises(DomainError) as refused:
        services.appeal(sanction_id=sanction.pk, words="Terlambat", actor=world.citra)
    assert refused.value.code == "appeal_closed"
    with after(14):
        request = services.appeal(sanction_id=sanction.pk, words="Keberatan", actor=world.citra)
        services.decide_request(request_id=request.pk, grant=False, reason="Tetap", actor=tari)
        with pytest.raises(Conflict):
            services.appeal(sanction_id=sanction.pk, words="Sekali lagi", actor=world.citra)
    relayed()
    assert inbox("sanction.lift_refused") == ["Citra"]
    assert status_of(world.vendor) == VendorStatus.SUSPENDED


def test_an_appeal_lapses_when_the_sanction_ends(world):
    sanction = factories.suspend(world.vendor, days=3, by=world.joko)
    services.appeal(sanction_id=sanction.pk, words="Keberatan", actor=world.citra)
    with after(4):
        deadlines.fire_due()
    assert LiftRequest.objects.get().status == RequestStatus.LAPSED


# ---- who may

ALLOWED = {
    # who acts → what the verdicts say: sanction, decide, ask to lift, decide a lift, an appeal
    "joko": (True, False, True, True, False),  # who proposed
    "sari": (True, True, True, False, False),  # who decided and asked to lift
    "tari": (True, True, True, True, True),
    "operator": (False, True, True, True, True),
    "indra": (False,) * 5,
    "citra": (False,) * 5,
    "ani": (False,) * 5,
    "stranger": (False,) * 5,
}


@pytest.fixture
def operator(db):
    """Who runs the platform."""
    return factories.make_operator()


@pytest.mark.parametrize("who", ALLOWED)
def test_each_duty_is_another_persons(request, world, sari, who):
    person = request.getfixturevalue(who)
    sanction = blacklisted(world, sari)
    lift = services.ask_lift(sanction_id=sanction.pk, words="Selesai", actor=sari)
    appeal = services.appeal(sanction_id=sanction.pk, words="Keberatan", actor=world.citra)
    waiting = proposed(world)
    found = (
        policies.can_sanction(person, world.vendor),
        policies.can_decide(person, waiting),
        policies.can_ask_lift(person, sanction),
        policies.can_decide_request(person, lift),
        policies.can_decide_request(person, appeal),
    )
    assert tuple(map(bool, found)) == ALLOWED[who]
    assert policies.to_decide(person).filter(pk=waiting.pk).exists() == ALLOWED[who][1]
    listed = set(policies.requests_to_decide(person).values_list("kind", flat=True))
    wanted = {RequestKind.LIFT: ALLOWED[who][3], RequestKind.APPEAL: ALLOWED[who][4]}
    assert listed == {kind for kind, may in wanted.items() if may}
    sees = who in {"joko", "sari", "tari", "operator", "indra", "citra"}
    assert bool(policies.can_view(person, sanction)) == sees
    assert policies.visible_to(person).filter(pk=sanction.pk).exists() == sees


def test_nobody_sanctions_or_judges_the_shop_they_act_for(world, sari, tari):
    sanction = factories.suspend(world.vendor, by=world.joko)
    request = services.ask_lift(sanction_id=sanction.pk, words="Selesai", actor=world.joko)
    factories.join(world.vendor, tari, VendorRole.STAFF)
    with pytest.raises(NotAllowed):
        services.give_warning(vendor_id=world.vendor.pk, case=case(), actor=tari)
    with pytest.raises(NotAllowed):
        services.decide_request(request_id=request.pk, grant=True, reason="Ya", actor=tari)


@pytest.mark.parametrize(
    ("who", "may"),
    [("citra", True), ("lina", False), ("joko", True), ("indra", True), ("ani", False),
     ("stranger", False), ("operator", True)],
)  # fmt: skip
def test_papers_are_read_by_the_owner_and_those_who_oversee(request, world, who, may):
    factories.hire(world)
    paper = proposed(world).files.get().file
    person = world.lina if who == "lina" else request.getfixturevalue(who)
    assert bool(files.can_read(person, paper)) == may


@pytest.mark.parametrize(
    "wrong", [{"ground": "unrecorded"}, {"ground": "entah"}, {"facts": " "}, {"facts": "x" * 4_001}]
)
def test_a_sanction_rests_on_a_ground_of_the_list_and_on_facts(world, wrong):
    with pytest.raises(DomainError) as refused:
        services.give_warning(vendor_id=world.vendor.pk, case=case(**wrong), actor=world.joko)
    assert refused.value.details["field"] in wrong
    assert not Sanction.objects.exists()


def test_a_shop_that_is_not_verified_is_not_sanctioned(submitted, joko):
    with pytest.raises(NotAllowed):
        services.give_warning(vendor_id=submitted.pk, case=case(), actor=joko)
