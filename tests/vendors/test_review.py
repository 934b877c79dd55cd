"""Joko judges: approve, return, reject; opens masked numbers on record."""

from datetime import UTC, datetime, timedelta

import pytest

from marketplace.accounts.models import Membership, Role
from marketplace.core import clock, deadlines
from marketplace.core.errors import Conflict, DomainError
from marketplace.core.models import AuditEvent, Deadline
from marketplace.notices.models import Channel, Notice
from tests import factories
from tests.vendors.conftest import begin_with_business, business, read_papers, save_business
from vendors import queries, services
from vendors.application import reviewed_fields
from vendors.models import FieldReview, Vendor, VendorStatus


def inbox(kind):
    rows = Notice.objects.filter(kind=kind, channel=Channel.INBOX)
    return [notice.recipient.name for notice in rows]


def test_joko_approves_and_lili_is_told(submitted, joko, lili, relayed):
    read_papers(submitted, joko)
    vendor = services.approve_application(vendor_id=submitted.pk, actor=joko)
    assert (vendor.status, vendor.approved_by) == (VendorStatus.APPROVED, joko)
    assert set(vendor.field_reviews.values_list("ok", flat=True)) == {True}
    assert not Deadline.objects.filter(
        kind=queries.REVIEW_DEADLINE, closed_at__isnull=True
    ).exists()
    relayed()
    assert inbox("vendor.approved") == ["Lili Bau"]
    history = list(vendor.status_changes.order_by("pk").values_list("to_status", "changed_by"))
    assert history == [("submitted", lili.pk), ("approved", joko.pk)]


def test_two_approvers_make_one_approval(submitted, joko):
    read_papers(submitted, joko)
    services.approve_application(vendor_id=submitted.pk, actor=joko)
    with pytest.raises(DomainError) as refused:
        services.approve_application(vendor_id=submitted.pk, actor=joko)
    assert refused.value.code == "invalid_transition"
    assert AuditEvent.objects.filter(action="vendor.approved").count() == 1


def test_joko_returns_one_field_with_a_reason(submitted, joko, relayed):
    reasons = {"npwp": "Angka ke-9 tidak terbaca."}
    services.return_application(vendor_id=submitted.pk, returned=reasons, actor=joko)
    rows = dict(submitted.field_reviews.values_list("field", "ok"))
    assert [field for field, ok in rows.items() if not ok] == ["npwp"]
    assert len(rows) == len(reviewed_fields(submitted))
    relayed()
    notice = Notice.objects.get(kind="vendor.returned", channel=Channel.INBOX)
    assert notice.params["reason"] == reasons["npwp"]


@pytest.mark.parametrize("returned", [{}, {"npwp": "  "}, {"npwp": "x" * 501}, {"warna": "apa"}])
def test_a_return_needs_a_field_and_a_reason(submitted, joko, returned):
    with pytest.raises(services.InvalidField):
        services.return_application(vendor_id=submitted.pk, returned=returned, actor=joko)
    submitted.refresh_from_db()
    assert submitted.status == VendorStatus.SUBMITTED
    assert not FieldReview.objects.filter(vendor=submitted).exists()


def test_a_page_opened_before_a_resubmission_decides_nothing(returned, lili, joko):
    seen = returned.submitted_at
    save_business(vendor_id=returned.pk, business=business(), actor=lili)
    services.submit_application(vendor_id=returned.pk, actor=lili)
    with pytest.raises(Conflict):
        services.approve_application(vendor_id=returned.pk, actor=joko, seen_at=seen)
    returned.refresh_from_db()
    assert returned.status == VendorStatus.SUBMITTED


def test_a_rejection_is_final_and_frees_the_nib(submitted, joko):
    services.reject_application(vendor_id=submitted.pk, reason="Usaha fiktif", actor=joko)
    with pytest.raises(DomainError) as refused:
        services.approve_application(vendor_id=submitted.pk, actor=joko)
    assert refused.value.code == "invalid_transition"
    maria = factories.make_user("Maria")
    vendor = begin_with_business(business=business(name="Tenun Maria"), actor=maria)
    assert vendor.nib == submitted.nib


def test_a_look_at_a_masked_number_is_written_down(submitted, joko):
    assert services.reveal_field(vendor_id=submitted.pk, field="nik", actor=joko) == submitted.nik
    line = AuditEvent.objects.get(action="vendor.revealed")
    assert (line.actor, line.data) == (joko, {"field": "nik"})
    with pytest.raises(services.InvalidField):
        services.reveal_field(vendor_id=submitted.pk, field="name", actor=joko)


def test_verifiers_are_reminded_once_when_the_deadline_passes(filled, lili, relayed):
    with clock.moved_to(datetime(2026, 11, 20, 3, 0, tzinfo=UTC)):
        services.submit_application(vendor_id=filled.pk, actor=lili)
    with clock.moved_to(datetime(2026, 11, 20, 3, 0, tzinfo=UTC) + timedelta(days=6)):
        assert deadlines.fire_due() == 1
        assert deadlines.fire_due() == 0
        relayed()
    assert inbox("vendor.review_overdue") == ["Joko"]


def denied(call, vendor):
    """Assert that a call is refused and leaves neither row nor trail nor event behind."""
    before = Vendor.objects.values().get(pk=vendor.pk)
    trail = AuditEvent.objects.count()
    with pytest.raises(DomainError) as refused:
        call()
    assert refused.value.code == "not_allowed"
    assert Vendor.objects.values().get(pk=vendor.pk) == before
    assert AuditEvent.objects.count() == trail


def verdicts(vendor, actor):
    pk = vendor.pk
    return (
        lambda: services.approve_application(vendor_id=pk, actor=actor),
        lambda: services.return_application(vendor_id=pk, returned={"nib": "x"}, actor=actor),
        lambda: services.reject_application(vendor_id=pk, reason="x", actor=actor),
        lambda: services.reveal_field(vendor_id=pk, field="nik", actor=actor),
    )


@pytest.mark.parametrize("who", ["ani", "citra", "indra", "stranger", "lili"])
def test_only_a_verifier_of_the_region_judges(request, submitted, who):
    for call in verdicts(submitted, request.getfixturevalue(who)):
        denied(call, submitted)


def test_nobody_judges_their_own_shop(submitted, lili, world):
    Membership.objects.create(user=lili, role=Role.VENDOR_VERIFIER, tenant=world.agency.tenant)
    del lili.role_set, lili.active_memberships
    for call in verdicts(submitted, lili):
        denied(call, submitted)


@pytest.mark.parametrize("who", ["ani", "citra", "indra", "joko", "stranger"])
def test_only_the_owner_writes_the_application(request, filled, who):
    actor = request.getfixturevalue(who)
    denied(
        lambda: save_business(vendor_id=filled.pk, business=business(), actor=actor),
        filled,
    )
    denied(lambda: services.submit_application(vendor_id=filled.pk, actor=actor), filled)
