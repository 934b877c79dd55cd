"""One person before one officer: from the queue number to the application before the verifier."""

from datetime import timedelta

import pytest
from django.urls import reverse

from marketplace.accounts.models import User
from marketplace.core import clock, deadlines
from marketplace.core.errors import Conflict, InvalidTransition, NotAllowed
from marketplace.core.models import AuditEvent, Deadline, OutboxEvent
from tests.clients import signed_in
from tests.vendors.conftest import NIB, NIK, read_papers
from tests.vendors.counter import staging
from vendors import queries as shops
from vendors import services as vendors
from vendors.application import Account, Identity, Numbers
from vendors.counter import consent, services
from vendors.counter.models import Confirmation, CounterSession, SessionStatus
from vendors.models import FieldEntry, Vendor, VendorStatus
from vendors.services.duplicates import MOST_AT_COUNTER


def state(session) -> str:
    return CounterSession.objects.get(pk=session.pk).status


def test_mama_yosefa_goes_home_with_an_application_of_her_own(
    session, vendor, lokita, sms_box, relayed
):
    assert shops.owner_of(vendor) is None
    staging.confirmed_by_code(session, lokita, sms_box)
    owner = shops.owner_of(vendor)
    assert (owner.phone, owner.name, owner.email) == (staging.PHONE, staging.NAME, None)
    services.submit(session_id=session.pk, actor=lokita)
    vendor.refresh_from_db()
    assert (vendor.status, state(session)) == (VendorStatus.SUBMITTED, SessionStatus.SUBMITTED)
    line = AuditEvent.objects.get(action="vendor.submitted")
    assert line.actor_id == lokita.pk
    assert line.data["session"] == str(session.public_id)
    relayed()
    assert owner.notices.filter(kind="counter.confirmed").exists()
    assert shops.review_due_at(vendor).closed_at is None


def test_who_typed_each_field_is_remembered_with_the_session(session, vendor, lokita):
    rows = FieldEntry.objects.filter(vendor=vendor)
    assert {row.entered_by for row in rows} == {lokita}
    assert {row.session for row in rows} == {session.public_id}
    fields = set(rows.filter(paper="").values_list("field", flat=True))
    assert {"name", "nib", "nik", "kbli", "size", "address", "contact", "bank", "tax"} <= fields
    papers = set(rows.exclude(paper="").values_list("paper", flat=True))
    assert papers == {"nib", "id_card", "passbook", "npwp"}


def test_nothing_is_typed_before_the_person_has_agreed(desk, lokita):
    session = services.open_session(desk_id=desk.pk, queue_number="B 7", actor=lokita)
    with pytest.raises(services.NotAgreed):
        staging.begun(session, lokita)
    with pytest.raises(services.NotAgreed):
        services.agree(
            session_id=session.pk, person_name="Yosefa", language="id", version="x", actor=lokita
        )
    assert not Vendor.objects.filter(name__startswith="Tenun Mama").exists()


@pytest.mark.parametrize("typed", ["", "   ", "A" * 13, "<b>", "№ 12"])
def test_what_is_no_queue_number_is_refused(desk, lokita, typed):
    with pytest.raises(services.InvalidEntry):
        services.open_session(desk_id=desk.pk, queue_number=typed, actor=lokita)
    assert not CounterSession.objects.exists()


def test_one_running_session_per_officer_and_per_number(session, desk, lokita, lukas):
    with pytest.raises(Conflict):
        services.open_session(desk_id=desk.pk, queue_number="A013", actor=lokita)
    with pytest.raises(Conflict):
        services.open_session(desk_id=desk.pk, queue_number="a012", actor=lukas)
    assert CounterSession.objects.count() == 1


def test_a_number_is_called_twice_a_day_only_by_intent(session, desk, lokita, lukas, tomorrow):
    with pytest.raises(services.NumberUsed) as served:
        services.open_session(desk_id=desk.pk, queue_number="A012", actor=lukas, again=True)
    assert str(session.get_status_display()) in served.value.message
    staging.begun(session, lokita)
    services.close_session(session_id=session.pk, actor=lokita)
    with pytest.raises(services.NumberUsed) as used:
        services.open_session(desk_id=desk.pk, queue_number="a012", actor=lukas)
    session.refresh_from_db()
    assert str(session.get_status_display()) in used.value.message
    assert used.value.details["field"] == "again"
    services.open_session(desk_id=desk.pk, queue_number="A012", actor=lukas, again=True)
    with tomorrow():
        services.open_session(desk_id=desk.pk, queue_number="A012", actor=lokita)


def test_a_code_confirms_only_what_stood_there_when_it_was_sent(session, vendor, lokita, sms_box):
    services.send_code(session_id=session.pk, actor=lokita)
    vendors.save_bank(
        vendor_id=vendor.pk, account=Account("002", "9999999999", "LAIN"), actor=lokita
    )
    with pytest.raises(services.ChangedSince):
        services.confirm_by_code(session_id=session.pk, code=staging.code_in(sms_box), actor=lokita)
    assert state(session) == SessionStatus.OPEN
    assert shops.owner_of(vendor) is None
    assert not User.objects.with_phone(staging.PHONE).exists()


def test_after_confirming_nothing_changes_until_it_is_opened_and_confirmed_again(
    session, vendor, lokita, sms_box
):
    staging.confirmed_by_code(session, lokita, sms_box)
    other = Account("002", "9999999999", "LAIN")
    with pytest.raises(NotAllowed):
        vendors.save_bank(vendor_id=vendor.pk, account=other, actor=lokita)
    services.reopen(session_id=session.pk, actor=lokita)
    vendors.save_bank(vendor_id=vendor.pk, account=other, actor=lokita)
    with pytest.raises(InvalidTransition):
        services.submit(session_id=session.pk, actor=lokita)
    with clock.moved_to(clock.now() + timedelta(minutes=2)):
        staging.confirmed_by_code(session, lokita, sms_box)
        services.submit(session_id=session.pk, actor=lokita)
    assert Confirmation.objects.filter(session=session).count() == 2
    assert vendor.memberships.count() == 1


def test_what_its_owner_changed_meanwhile_is_not_handed_in_by_the_officer(
    session, vendor, lokita, sms_box
):
    staging.confirmed_by_code(session, lokita, sms_box)
    owner = shops.owner_of(vendor)
    vendors.save_contact(vendor_id=vendor.pk, phone="0812 9999 0000", actor=owner)
    with pytest.raises(services.ChangedSince):
        services.submit(session_id=session.pk, actor=lokita)
    assert Vendor.objects.get(pk=vendor.pk).status == VendorStatus.DRAFT


def test_what_is_not_finished_is_not_confirmed(session, lokita, sms_box):
    staging.begun(session, lokita)
    for act in (services.send_code, services.print_sheet):
        with pytest.raises(services.NotComplete):
            act(session_id=session.pk, actor=lokita)
    assert sms_box.all() == []


def test_a_signature_confirms_the_sheet_that_was_printed(session, vendor, lokita):
    with pytest.raises(services.ChangedSince):
        services.confirm_by_paper(session_id=session.pk, upload=staging.signed(), actor=lokita)
    services.print_sheet(session_id=session.pk, actor=lokita)
    services.confirm_by_paper(session_id=session.pk, upload=staging.signed(), actor=lokita)
    owner = shops.owner_of(vendor)
    assert owner.phone == staging.PHONE
    found = Confirmation.objects.get()
    assert (found.how, found.paper.kind, found.owner) == ("paper", "counter_paper", owner)


def test_a_number_with_an_account_is_taken_by_its_code_never_by_paper(
    session, vendor, lokita, sms_box
):
    known = User.objects.create_by_phone(staging.PHONE, name="Yosefa")
    services.print_sheet(session_id=session.pk, actor=lokita)
    with pytest.raises(services.CodeNeeded):
        services.confirm_by_paper(session_id=session.pk, upload=staging.signed(), actor=lokita)
    assert shops.owner_of(vendor) is None
    staging.confirmed_by_code(session, lokita, sms_box)
    assert shops.owner_of(vendor) == known


def test_a_number_without_messages_is_refused_both_ways(desk, lokita, district, sms_box):
    session = staging.opened(desk, lokita)
    vendor = staging.typed(session, lokita, district, phone="(0380) 123456")
    with pytest.raises(services.MobileNeeded):
        services.send_code(session_id=session.pk, actor=lokita)
    services.print_sheet(session_id=session.pk, actor=lokita)
    with pytest.raises(services.MobileNeeded):
        services.confirm_by_paper(session_id=session.pk, upload=staging.signed(), actor=lokita)
    assert shops.owner_of(vendor) is None
    assert sms_box.all() == []


def test_nobody_serves_themselves(session, vendor, lokita, sms_box):
    lokita.phone = staging.PHONE
    lokita.save(update_fields=["phone", "phone_index"])
    with pytest.raises(services.ServesThemselves):
        services.send_code(session_id=session.pk, actor=lokita)
    services.print_sheet(session_id=session.pk, actor=lokita)
    with pytest.raises((services.ServesThemselves, services.CodeNeeded)):
        services.confirm_by_paper(session_id=session.pk, upload=staging.signed(), actor=lokita)
    assert shops.owner_of(vendor) is None
    assert state(session) == SessionStatus.OPEN


def test_an_officers_number_does_not_become_the_owner(session, vendor, lokita, lukas, sms_box):
    lukas.phone = staging.PHONE
    lukas.save(update_fields=["phone", "phone_index"])
    with pytest.raises(services.AccountUnfit):
        services.send_code(session_id=session.pk, actor=lokita)
    assert sms_box.all() == []
    assert shops.owner_of(vendor) is None


def test_a_number_of_somebody_with_a_duty_since_the_code_is_refused(
    session, vendor, lokita, lukas, sms_box
):
    services.send_code(session_id=session.pk, actor=lokita)
    lukas.phone = staging.PHONE
    lukas.save(update_fields=["phone", "phone_index"])
    with pytest.raises(services.AccountUnfit):
        services.confirm_by_code(session_id=session.pk, code=staging.code_in(sms_box), actor=lokita)
    assert shops.owner_of(vendor) is None


def test_whoever_has_begun_another_application_continues_that_one(session, vendor, lokita, sms_box):
    known = User.objects.create_by_phone(staging.PHONE, name="Yosefa")
    vendors.start_application(name="Yang dulu", actor=known)
    with pytest.raises(Conflict):
        staging.confirmed_by_code(session, lokita, sms_box)
    assert shops.owner_of(vendor) is None


def test_the_clock_closes_what_was_forgotten_and_the_draft_stays(session, lokita, tomorrow):
    vendor = staging.begun(session, lokita)
    with tomorrow():
        deadlines.fire_due()
    session.refresh_from_db()
    assert (session.status, session.status_by) == (SessionStatus.CLOSED, None)
    assert "field:nib" in session.lacked
    assert "paper:passbook" in session.lacked
    assert Vendor.objects.get(pk=vendor.pk).status == VendorStatus.DRAFT


def test_a_session_in_which_nothing_was_typed_counts_as_given_up(session, lokita):
    services.close_session(session_id=session.pk, actor=lokita)
    assert state(session) == SessionStatus.ABANDONED
    assert not Deadline.objects.filter(kind="counter.day", closed_at=None).exists()


def test_another_officer_goes_on_another_day_with_a_new_number(
    session, lokita, lukas, desk, district, tomorrow, sms_box
):
    vendor = staging.begun(session, lokita)
    services.close_session(session_id=session.pk, actor=lokita)
    with tomorrow():
        again = staging.opened(desk, lukas, "C001", resume=vendor.public_id)
        vendors.save_contact(vendor_id=vendor.pk, phone=staging.PHONE, actor=lukas)
        with pytest.raises(NotAllowed):
            vendors.save_tax(vendor_id=vendor.pk, is_pkp=True, actor=lokita)
    assert again.vendor == vendor
    entry = shops.last_entries(vendor)["contact"]
    assert (entry.entered_by, entry.session) == (lukas, again.public_id)


def test_an_application_is_open_at_one_counter_at_a_time(session, lokita, lukas, desk):
    vendor = staging.begun(session, lokita)
    with pytest.raises(Conflict):
        services.open_session(
            desk_id=desk.pk, queue_number="C001", actor=lukas, resume=vendor.public_id
        )
    assert CounterSession.objects.count() == 1


def test_a_returned_application_is_repaired_and_confirmed_anew(
    session, vendor, lokita, lukas, desk, joko, sms_box, tomorrow
):
    staging.confirmed_by_code(session, lokita, sms_box)
    services.submit(session_id=session.pk, actor=lokita)
    vendors.return_application(
        vendor_id=vendor.pk, returned={"bank": "Nama tidak terbaca."}, actor=joko
    )
    with tomorrow():
        again = staging.opened(desk, lukas, "D001", resume=vendor.public_id)
        vendors.save_bank(
            vendor_id=vendor.pk, account=Account("002", "1234500000", "YOSEFA TEFA"), actor=lukas
        )
        services.print_sheet(session_id=again.pk, actor=lukas)
        with pytest.raises(services.CodeNeeded):
            services.confirm_by_paper(session_id=again.pk, upload=staging.signed(), actor=lukas)
        staging.confirmed_by_code(again, lukas, sms_box)
        services.submit(session_id=again.pk, actor=lukas)
    vendor.refresh_from_db()
    assert vendor.status == VendorStatus.SUBMITTED
    assert vendor.memberships.count() == 1


def test_who_signed_and_was_never_reached_signs_the_repair_too(
    session, vendor, lokita, lukas, desk, joko, sms_box, tomorrow
):
    services.print_sheet(session_id=session.pk, actor=lokita)
    services.confirm_by_paper(session_id=session.pk, upload=staging.signed(), actor=lokita)
    services.submit(session_id=session.pk, actor=lokita)
    owner = shops.owner_of(vendor)
    vendors.return_application(
        vendor_id=vendor.pk, returned={"contact": "Nomor tidak aktif."}, actor=joko
    )
    with tomorrow():
        again = staging.opened(desk, lukas, "D001", resume=vendor.public_id)
        vendors.save_contact(vendor_id=vendor.pk, phone="0821 9876 5432", actor=lukas)
        assert services.may_sign(vendor)
        services.print_sheet(session_id=again.pk, actor=lukas)
        services.confirm_by_paper(session_id=again.pk, upload=staging.signed(), actor=lukas)
        services.submit(session_id=again.pk, actor=lukas)
    vendor.refresh_from_db()
    assert (vendor.status, shops.owner_of(vendor)) == (VendorStatus.SUBMITTED, owner)
    owner.last_login = clock.now()
    owner.save(update_fields=["last_login"])
    assert not services.may_sign(vendor), "who has signed in by the number confirms by it"


def test_the_code_for_a_repair_goes_to_the_owners_account_not_to_a_new_contact(
    session, vendor, lokita, lukas, desk, joko, sms_box, tomorrow
):
    staging.confirmed_by_code(session, lokita, sms_box)
    services.submit(session_id=session.pk, actor=lokita)
    vendors.return_application(
        vendor_id=vendor.pk, returned={"contact": "Nomor tidak aktif."}, actor=joko
    )
    with tomorrow():
        again = staging.opened(desk, lukas, "D001", resume=vendor.public_id)
        vendors.save_contact(vendor_id=vendor.pk, phone="0821 9876 5432", actor=lukas)
        services.send_code(session_id=again.pk, actor=lukas)
    assert sms_box.to("+6282198765432") == []
    assert len(sms_box.to(staging.PHONE)) == 2


def test_whoever_typed_never_verifies(session, vendor, lokita, sms_box, tenant, joko):
    from marketplace.accounts.models import Membership, Role  # noqa: PLC0415 - needs ready apps

    Membership.objects.create(user=lokita, role=Role.VENDOR_VERIFIER, tenant=tenant)
    lokita = User.objects.get(pk=lokita.pk)
    staging.confirmed_by_code(session, lokita, sms_box)
    services.submit(session_id=session.pk, actor=lokita)
    from vendors import policies as rights  # noqa: PLC0415 - beside its only use

    assert not rights.can_review(lokita, vendor)
    assert not rights.reviewable_by(lokita).filter(pk=vendor.pk).exists()
    assert lokita not in shops.verifiers_for(vendor)
    assert rights.can_review(joko, Vendor.objects.get(pk=vendor.pk))
    read_papers(vendor, joko)
    vendors.approve_application(vendor_id=vendor.pk, actor=joko)


def test_no_number_of_a_person_stands_in_events_or_the_trail(session, vendor, lokita, sms_box):
    staging.confirmed_by_code(session, lokita, sms_box)
    code = staging.code_in(sms_box)
    services.submit(session_id=session.pk, actor=lokita)
    told = [str(row.payload) for row in OutboxEvent.objects.all()]
    told += [f"{row.reason}{row.data}" for row in AuditEvent.objects.all()]
    for secret in (code, NIK, staging.PHONE, staging.PHONE[3:], staging.NAME):
        assert not [line for line in told if secret in line], secret


def test_begin_twice_makes_one_draft(session, lokita):
    staging.begun(session, lokita)
    with pytest.raises(services.ChangedSince):
        services.begin(session_id=session.pk, identity=Identity("Lagi", "individual"), actor=lokita)
    assert Vendor.objects.filter(counter_sessions=session).count() == 1
    assert not Vendor.objects.filter(name="Lagi").exists()


def test_the_text_of_today_is_kept_by_its_version(session):
    assert session.consent == consent.CURRENT
    assert consent.TEXTS[session.consent]


def test_an_officer_types_for_many_and_still_tries_out_no_numbers(session, vendor, lokita, world):
    taken = Numbers(nib=world.vendor.nib, nik=NIK)
    for _ in range(MOST_AT_COUNTER):
        with pytest.raises(vendors.NumberTaken):
            vendors.save_numbers(vendor_id=vendor.pk, numbers=taken, actor=lokita)
    with pytest.raises(vendors.TooManyTries):
        vendors.save_numbers(vendor_id=vendor.pk, numbers=taken, actor=lokita)


def test_an_owner_without_a_number_signs_the_repair_and_is_told(
    returned, lili, lokita, desk, sms_box, relayed
):
    again = staging.opened(desk, lokita, "F1", resume=returned.public_id)
    numbers = Numbers(nib=NIB, npwp="0013121660092000", nik=NIK)
    vendors.save_numbers(vendor_id=returned.pk, numbers=numbers, actor=lokita)
    with pytest.raises(services.PaperNeeded):
        services.send_code(session_id=again.pk, actor=lokita)
    services.print_sheet(session_id=again.pk, actor=lokita)
    services.confirm_by_paper(session_id=again.pk, upload=staging.signed(), actor=lokita)
    services.submit(session_id=again.pk, actor=lokita)
    relayed()
    assert shops.owner_of(returned) == lili
    assert returned.memberships.count() == 1
    assert lili.notices.filter(kind="counter.confirmed").exists()
    assert sms_box.to(staging.PHONE) == []


def test_an_owner_hears_at_once_that_somebody_goes_on_with_their_application(
    returned, lili, lokita, desk, relayed
):
    staging.opened(desk, lokita, "F1", resume=returned.public_id)
    relayed()
    assert lili.notices.filter(kind="counter.taken_up").exists()


def test_nothing_of_an_application_is_read_before_the_person_agrees(returned, lokita, desk):
    session = services.open_session(
        desk_id=desk.pk, queue_number="F1", actor=lokita, resume=returned.public_id
    )
    browser = signed_in(lokita)
    home = reverse("counter_session", args=[session.public_id])
    answer = browser.get(reverse("counter_summary", args=[session.public_id]))
    assert (answer.status_code, answer["Location"]) == (302, home)
    for act in ("kode", "sahkan"):
        page = browser.post(reverse("counter_act", args=[session.public_id, act]), follow=True)
        assert NIK not in page.content.decode()
        assert page.redirect_chain[-1][0] == home
