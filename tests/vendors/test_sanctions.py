"""The ladder: Joko warns, hides, suspends and proposes; Citra reads, answers and appeals.

Sari is a second verifier of the region, Tari a third; an operator may decide as well.
"""

from datetime import timedelta

import pytest

from catalog import policies as goods
from marketplace.core import audit, clock, deadlines
from marketplace.core.calendar import HOME_ZONE
from marketplace.core.errors import Conflict, DomainError, InvalidTransition, NotAllowed
from marketplace.core.models import Deadline
from tests import factories
from tests.vendors.sanctioning import (
    after,
    answered,
    blacklisted,
    case,
    evidence,
    inbox,
    proposed,
    sari,
    status_of,
    tari,
)
from vendors.models import VendorStatus
from vendors.sanctions import policies, queries, services
from vendors.sanctions.models import (
    LiftRequest,
    RequestStatus,
    Sanction,
    SanctionKind,
    SanctionStatus,
)

__all__ = ["sari", "tari"]

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
    ahead = clock.today(world.vendor.time_zone) - clock.today(HOME_ZONE)  # the market's day counts
    with after(10 + ahead.days):
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
