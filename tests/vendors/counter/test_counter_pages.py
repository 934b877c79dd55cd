"""The counter's pages: from the slip of the queue to the paper one takes home, all masked."""

import html
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.accounts.models import Role, User
from marketplace.core.models import AuditEvent
from tests import factories
from tests.vendors.conftest import NIB, NIK
from tests.vendors.counter import staging
from vendors import queries as shops
from vendors.counter import consent, services
from vendors.counter.models import CounterSession, SessionStatus
from vendors.counter.services.owning import MOST_KNOWN
from vendors.models import Vendor, VendorStatus

TASKS = reverse("tasks")
DESK = reverse("counter_desk")


@pytest.fixture
def as_lokita(client, lokita):
    client.force_login(lokita)
    return client


def url(name, session, *args):
    return reverse(name, args=[session.public_id, *args])


def act(client, session, name, **typed):
    return client.post(url("counter_act", session, name), typed)


def test_the_whole_way(as_lokita, desk, district, sms_box):
    assert as_lokita.get(DESK).status_code == 200
    answer = as_lokita.post(DESK, {"act": "buka", "queue_number": "a012"})
    session = CounterSession.objects.get()
    assert answer.url == url("counter_session", session)
    page = as_lokita.get(answer.url).content.decode()
    assert consent.TEXTS[consent.CURRENT][0][:40] in page
    assert as_lokita.get(url("counter_step", session, "usaha")).url == answer.url
    agree = {"person_name": staging.NAME, "language": "id", "version": consent.CURRENT}
    assert as_lokita.post(answer.url, agree).status_code == 422
    answer = as_lokita.post(answer.url, {**agree, "agrees": "on"})
    assert answer.url == url("counter_step", session, "usaha")
    regency = district.parent
    typed = {
        "usaha": {"name": "Tenun Mama", "legal_form": "individual"},
        "nomor": {"nib": NIB, "nik": NIK, "npwp": ""},
        "bidang": {"kbli_edition": "2020", "kbli_1": "13912"},
        "ukuran": {"has_full_book_year": "no", "capital_rupiah": "9.000.000"},
        "alamat": {
            "province": regency.parent_id,
            "regency": regency.pk,
            "district": district.pk,
            "address": "Jalan Raya 7",
        },
        "kontak": {"phone": "0812-3456-7890"},
        "rekening": {
            "bank_code": "002",
            "account_number": "1234567890",
            "account_holder": "YOSEFA TEFA",
        },
        "pajak": {"is_pkp": "no"},
    }
    for step, fields in typed.items():
        assert as_lokita.get(url("counter_step", session, step)).status_code == 200
        answer = as_lokita.post(url("counter_step", session, step), {**fields, "act": "save"})
        assert answer.status_code == 302, (step, answer.context["form"].errors)
    for kind in ("nib", "id_card", "passbook"):
        upload = {"kind": kind, f"{kind}-upload": factories.make_photo()}
        assert as_lokita.post(url("counter_step", session, "dokumen"), upload).status_code == 302
    page = as_lokita.get(url("counter_summary", session)).content.decode()
    assert NIK not in page
    assert "1234567890" in page, "whose money it is reads the account that was typed"
    assert act(as_lokita, session, "kode").url == url("counter_summary", session)
    code = staging.code_in(sms_box)
    page = as_lokita.get(url("counter_summary", session)).content.decode()
    assert code not in page
    answer = act(as_lokita, session, "sahkan", code=staging.wrong(code))
    assert answer.status_code == 422
    assert staging.wrong(code) in answer.content.decode()
    assert act(as_lokita, session, "sahkan", code=code).status_code == 302
    assert act(as_lokita, session, "ajukan").url == url("counter_session", session)
    vendor = Vendor.objects.get(counter_sessions=session)
    assert vendor.status == VendorStatus.SUBMITTED
    assert "1234567890" not in as_lokita.get(url("counter_session", session)).content.decode()
    slip = as_lokita.get(url("counter_handout", session)).content.decode()
    assert vendor.number in slip
    assert "paling lambat" in slip
    assert NIK not in slip
    assert staging.PHONE not in slip


def test_the_sheet_shows_all_with_the_account_and_no_nik(as_lokita, session, vendor, sms_box):
    assert as_lokita.get(url("counter_sheet", session)).status_code == 302
    assert act(as_lokita, session, "cetak").url == url("counter_sheet", session)
    sheet = as_lokita.get(url("counter_sheet", session)).content.decode()
    text = consent.TEXTS[consent.CURRENT][0][:40]
    for words in (staging.NAME, vendor.name, NIB, "A012", vendor.account_number, text):
        assert words in sheet
    assert NIK not in sheet
    answer = act(as_lokita, session, "berkas", upload=staging.signed())
    assert answer.status_code == 302
    session.refresh_from_db()
    assert (session.status, session.confirmation.how) == (SessionStatus.CONFIRMED, "paper")


def test_whoever_judges_reads_how_it_was_confirmed(as_lokita, session, vendor, tenant):
    act(as_lokita, session, "cetak")
    act(as_lokita, session, "berkas", upload=staging.signed())
    act(as_lokita, session, "ajukan")
    session.refresh_from_db()
    verifier = Client()
    verifier.force_login(factories.make_tenant_officer("Joko", Role.VENDOR_VERIFIER, tenant))
    page = verifier.get(reverse("vendor_review", args=[vendor.public_id])).content.decode()
    assert f"Disahkan oleh {session.confirmation.owner}" in page
    sheet = reverse("private_file", args=[session.confirmation.paper.public_id])
    assert sheet in page
    assert verifier.get(sheet).status_code == 200


def test_a_signature_that_is_no_picture_is_refused_beside_its_field(as_lokita, session, vendor):
    act(as_lokita, session, "cetak")
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415

    answer = act(as_lokita, session, "berkas", upload=SimpleUploadedFile("x.png", b"<script>"))
    assert answer.status_code == 422
    assert "upload" in answer.context["forms"]["berkas"].errors
    assert shops.owner_of(vendor) is None


def test_the_verifier_reads_who_typed_each_field(client, session, vendor, lokita, sms_box, joko):
    staging.confirmed_by_code(session, lokita, sms_box)
    services.submit(session_id=session.pk, actor=lokita)
    client.force_login(joko)
    page = client.get(reverse("vendor_review", args=[vendor.public_id]))
    typed = {row.name: row.typed for row in page.context["rows"]}
    assert all("Lokita" in words for words in typed.values()), typed
    assert "Lokita" in page.content.decode()


def test_own_typing_is_named_to_the_verifier_too(submitted, joko, client):
    client.force_login(joko)
    page = client.get(reverse("vendor_review", args=[submitted.public_id]))
    assert all("Lili Bau" in row.typed for row in page.context["rows"])


def test_lists_mask_the_phone_and_find_by_it(as_lokita, session, vendor, lokita):
    services.close_session(session_id=session.pk, actor=lokita)
    for words in ("", "0812 3456 7890", "A012", "Yosefa", "tenun mama", vendor.number):
        page = as_lokita.get(DESK, {"q": words})
        assert [row.vendor for row in page.context["found"]] == [vendor], words
        body = page.content.decode()
        assert "7890" in body
        assert staging.PHONE[3:] not in body.replace(words, "")
        assert NIK not in body
    assert as_lokita.get(DESK, {"q": "tidak ada"}).context["found"] == []


def test_going_on_keeps_what_was_chosen_and_asks_for_a_new_number(as_lokita, session, lokita, desk):
    vendor = staging.begun(session, lokita)
    services.close_session(session_id=session.pk, actor=lokita)
    page = as_lokita.get(DESK, {"lanjut": vendor.public_id})
    assert page.context["resumed"] == vendor
    typed = {"act": "buka", "queue_number": "", "resume": vendor.public_id}
    refused = as_lokita.post(DESK, typed)
    assert refused.status_code == 422
    assert refused.context["resumed"] == vendor
    as_lokita.post(DESK, {**typed, "queue_number": "B2"})
    assert CounterSession.objects.get(queue_number="B2").vendor == vendor


def test_a_session_of_another_market_does_not_exist(client, session, vendor):
    far = staging.make_officer(factories.make_tenant(), "Farida")
    client.force_login(far)
    for name in ("counter_session", "counter_summary", "counter_sheet", "counter_handout"):
        assert client.get(url(name, session)).status_code == 404
    assert client.get(url("counter_step", session, "nomor")).status_code == 404
    assert act(client, session, "kode").status_code == 404


def test_a_colleague_sees_where_it_stands_and_types_nothing(client, session, vendor, lukas):
    client.force_login(lukas)
    page = client.get(url("counter_session", session)).content.decode()
    assert "Lokita" in page
    assert NIK not in page
    assert client.get(url("counter_summary", session)).status_code == 403
    step = url("counter_step", session, "nomor")
    assert client.get(step).status_code == 403
    assert client.post(step, {"nib": NIB}).status_code == 403


def test_looking_back_at_another_day_is_written_down(as_lokita, session, lokita, tomorrow):
    as_lokita.get(url("counter_session", session))
    assert not AuditEvent.objects.filter(action="counter.viewed").exists()
    with tomorrow():
        as_lokita.get(url("counter_session", session))
    line = AuditEvent.objects.get(action="counter.viewed")
    assert (line.actor_id, line.subject_id) == (lokita.pk, session.pk)


def test_what_one_person_typed_never_comes_back_before_another_one(as_lokita, session, lokita):
    page = as_lokita.get(url("counter_step", session, "usaha")).content.decode()
    assert f'data-draf="{lokita.pk}-{session.public_id}-usaha"' in page


def test_two_counters_are_chosen_from_once_a_day(as_lokita, desk, tenant, tomorrow):
    other = staging.make_desk(tenant, "Loket 4")
    page = as_lokita.get(DESK)
    assert "Loket 3" in page.content.decode()
    assert as_lokita.post(DESK, {"act": "pilih", "desk": 10**9}).status_code == 422
    as_lokita.post(DESK, {"act": "pilih", "desk": other.pk})
    as_lokita.post(DESK, {"act": "buka", "queue_number": "1"})
    assert CounterSession.objects.get().desk == other
    with tomorrow():
        assert "desk" not in as_lokita.get(DESK).context


def test_an_officer_of_a_market_without_counters_is_told_whom_to_ask(client, lokita):
    client.force_login(lokita)
    assert client.get(DESK).status_code == 200
    assert client.post(DESK, {"act": "buka", "queue_number": "1"}).status_code == 200
    assert not CounterSession.objects.exists()


def test_the_open_session_is_the_officers_task(as_lokita, session):
    page = as_lokita.get(TASKS).content.decode()
    assert url("counter_session", session) in page
    assert DESK in page


@pytest.mark.parametrize("typed", [{}, {"act": "buka"}, {"act": "buka", "queue_number": "\0"}])
def test_bad_input_opens_nothing_and_is_no_error_of_ours(as_lokita, desk, typed):
    assert as_lokita.post(DESK, typed).status_code in {400, 422}
    assert not CounterSession.objects.exists()


@pytest.mark.parametrize("key", ["x", "3f0c8d5e-0000-4000-8000-000000000000", "' OR 1=1"])
def test_an_unknown_application_is_not_gone_on_with(as_lokita, desk, key):
    assert as_lokita.get(DESK, {"lanjut": key}).context["resumed"] is None
    as_lokita.post(DESK, {"act": "buka", "queue_number": "B2", "resume": key})
    assert not CounterSession.objects.exclude(vendor=None).exists()


def test_the_first_page_asks_no_more_of_many_sessions(as_lokita, desk, lokita, district):
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert as_lokita.get(DESK).status_code == 200
        return len(seen)

    def visit(number: int) -> None:
        session = staging.opened(desk, lokita, f"Q{number}")
        staging.begun(session, lokita)
        services.close_session(session_id=session.pk, actor=lokita)

    visit(1)
    as_lokita.get(DESK)
    few = cost()
    for number in range(2, 7):
        visit(number)
    assert cost() == few
    assert few <= 25


def test_the_hand_out_of_an_unfinished_application_says_what_is_missing(as_lokita, session, lokita):
    staging.begun(session, lokita)
    services.close_session(session_id=session.pk, actor=lokita)
    slip = as_lokita.get(url("counter_handout", session)).content.decode()
    assert "belum diajukan" in slip
    assert "NIB" in slip
    assert "Masuk ke akun" not in slip


def test_no_page_of_the_session_is_kept_by_a_cache_or_shows_the_code_in_its_address(
    as_lokita, session, vendor, sms_box
):
    services.send_code(session_id=session.pk, actor=session.officer)
    page = as_lokita.get(url("counter_summary", session)).content.decode()
    assert not re.search(rf"[?&=/]{staging.code_in(sms_box)}", page)
    assert 'hx-history="false"' in page


def step_of_contact(client, session, phone, **more):
    address = url("counter_step", session, "kontak")
    return client.post(address, {"phone": phone, "act": "save", **more})


def field_check(client, session, phone):
    typed = {"phone": phone, "act": "check", "field": "phone"}
    address = url("counter_step", session, "kontak")
    return client.post(address, typed, headers={"HX-Request": "true"}).content.decode()


@pytest.fixture
def begun(session, lokita):
    return staging.begun(session, lokita)


def test_a_number_that_cannot_own_the_application_is_refused_where_it_is_typed(
    as_lokita, session, begun, lukas
):
    lukas.phone = staging.PHONE
    lukas.save(update_fields=["phone", "phone_index"])
    answer = step_of_contact(as_lokita, session, staging.PHONE)
    assert answer.status_code == 422
    (words,) = answer.context["form"].errors["phone"]
    assert words in html.unescape(field_check(as_lokita, session, staging.PHONE))
    assert lukas.name not in answer.content.decode(), "whose number it is stays unsaid"
    begun.refresh_from_db()
    assert begun.phone == ""
    assert step_of_contact(as_lokita, session, "(0380) 123456").status_code == 422


def test_a_number_with_an_account_is_said_to_be_one_beside_its_field(as_lokita, session, begun):
    User.objects.create_by_phone(staging.PHONE, name="Yang Lain")
    said = field_check(as_lokita, session, staging.PHONE)
    assert "membuka akun" in said
    assert "Yang Lain" not in said
    answer = as_lokita.post(
        url("counter_step", session, "kontak"),
        {"phone": staging.PHONE, "act": "save"},
        follow=True,
    )
    assert "membuka akun" in answer.content.decode(), "it may be the person's own: it is saved"
    begun.refresh_from_db()
    assert begun.phone == staging.PHONE
    assert "membuka akun" not in field_check(as_lokita, session, "0812 9999 1111")


def test_no_officer_tries_out_who_has_an_account(as_lokita, session, begun, lokita):
    User.objects.create_by_phone(staging.PHONE, name="Yang Lain")
    for _turn in range(MOST_KNOWN):
        services.judge_contact(session_id=session.pk, phone=staging.PHONE, actor=lokita)
    assert step_of_contact(as_lokita, session, "0812 9999 1111").status_code == 429
    assert step_of_contact(as_lokita, session, staging.PHONE).status_code == 429


def test_a_confirmed_summary_leads_to_no_step_that_is_shut(
    as_lokita, session, vendor, lokita, sms_box
):
    steps = [url("counter_step", session, step) for step in ("usaha", "dokumen")]
    page = as_lokita.get(url("counter_summary", session)).content.decode()
    assert all(f'href="{step}"' in page for step in steps)
    staging.confirmed_by_code(session, lokita, sms_box)
    page = as_lokita.get(url("counter_summary", session)).content.decode()
    assert not any(step in page for step in steps)


def test_a_number_with_an_account_is_offered_no_signature(as_lokita, session, vendor):
    assert as_lokita.get(url("counter_summary", session)).context["can_sign"]
    User.objects.create_by_phone(staging.PHONE, name="Yosefa")
    assert not as_lokita.get(url("counter_summary", session)).context["can_sign"]


def test_the_officer_too_stops_with_what_holds(as_lokita, session, lokita):
    address = url("counter_step", session, "usaha")
    answer = as_lokita.post(address, {"name": "Tenun Mama", "act": "later"})
    assert answer.url == url("counter_session", session)
    session.refresh_from_db()
    assert session.vendor.name == "Tenun Mama"
    address = url("counter_step", session, "nomor")
    as_lokita.post(address, {"nib": NIB, "nik": "53", "act": "later"})
    session.vendor.refresh_from_db()
    assert (session.vendor.nib, session.vendor.nik) == (NIB, "")


def test_the_page_asks_before_a_number_is_called_again(as_lokita, desk, session, lokita):
    services.close_session(session_id=session.pk, actor=lokita)
    typed = {"act": "buka", "queue_number": "A012"}
    assert 'name="again"' not in as_lokita.get(DESK).content.decode()
    page = as_lokita.post(DESK, typed)
    assert page.status_code == 409
    assert 'name="again"' in page.content.decode()
    assert 'value="A012"' in page.content.decode()
    assert as_lokita.post(DESK, {**typed, "again": "on"}).status_code == 302


def test_the_phones_bar_leads_officers_to_their_counter(as_lokita, desk, client):
    page = as_lokita.get(TASKS).content.decode()
    bar = page[page.index('<nav class="bar') :]
    assert f'href="{DESK}"' in bar


def test_a_printed_page_has_its_button_and_words_for_who_has_no_script(as_lokita, session, begun):
    page = as_lokita.get(url("counter_handout", session)).content.decode()
    assert re.search(r"<button[^>]*data-cetak[^>]*hidden", page), "shown by the script that prints"
    assert "Cetak lewat menu peramban" in page[page.index("<noscript>") :]
