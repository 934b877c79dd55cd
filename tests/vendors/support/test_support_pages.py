"""The pages of help as people meet them: the shop, the officer, the auditor, a stranger."""

from datetime import timedelta

import pytest
from django.urls import reverse

from marketplace.accounts.models import Role
from marketplace.core import clock
from tests import factories
from tests.clients import signed_in
from tests.vendors.support.conftest import hand_in, next_week, question, shops
from vendors.support import services
from vendors.support.models import Case, CaseNote, CaseStatus, SeatState, Ticket, Training

LADDER, CASES, BOARD = (
    "/penyedia/izin/langkah/",
    "/penyedia/pendampingan/",
    "/verifikasi/pendampingan/",
)
DESK, TICKETS, NEW = "/verifikasi/bantuan/", "/bantuan/", "/bantuan/baru/"


def page(name, thing, *more):
    return reverse(name, args=[thing.public_id, *more])


def test_a_baker_sees_what_is_missing_and_asks_for_help(world, shop):
    browser = signed_in(world.citra)
    text = browser.get(LADDER).text
    for words in ("P-IRT", "Dinas Kesehatan", "SEHATI", "R-LADDER-PIRT"):
        assert words in text
    answer = browser.post(LADDER, {"topic": "pirt", "wish": "Kue kering"}, follow=True)
    case = Case.objects.get()
    assert answer.redirect_chain[-1][0] == page("case_page", case)
    assert "Kue kering" in answer.text
    assert case.number in browser.get(CASES).text
    again = browser.post(LADDER, {"topic": "pirt", "wish": "Kue kering"})
    assert again.status_code == 422
    assert "Kue kering" in again.text
    assert Case.objects.count() == 1


def test_the_officer_works_a_case_by_clicks_alone(world, case):
    joko = signed_in(world.joko)
    assert case.number in joko.get(BOARD).text
    where = page("case_page", case)
    assert "Kue kering" in joko.get(where).text

    def act(word, **data):
        return joko.post(page("case_act", case, word), data, follow=True)

    act("kerjakan")
    step = case.steps.first()
    act("langkah", row=step.pk)
    day = (clock.now() + timedelta(days=2)).date().isoformat()
    assert "Kantor" in act("janji", place="Kantor dinas", day=day, hour="09:00").text
    act("catatan", text="Hanya kita", is_internal="on")
    act("tunggu-penyedia", reason="Kirim daftar bahan")
    case.refresh_from_db()
    assert case.status == CaseStatus.WAITING_SHOP
    citra = signed_in(world.citra)
    text = citra.get(where).text
    assert "Kirim daftar bahan" in text
    assert "Kantor dinas" in text
    assert "Hanya kita" not in text
    citra.post(page("case_act", case, "catatan"), {"text": "Tepung, gula"})
    assert "Tepung, gula" in joko.get(where).text
    assert act("selesai").status_code == 422
    hand_in(case.vendor, world.citra)
    act("selesai")
    case.refresh_from_db()
    assert case.status == CaseStatus.DONE
    refused = act("hentikan", reason="Terlambat")
    assert refused.status_code == 409
    assert "Terlambat" not in case.status_reason


def test_what_was_typed_stays_when_it_is_refused(world, taken):
    joko = signed_in(world.joko)
    long = "x" * 1001
    answer = joko.post(page("case_act", taken, "catatan"), {"text": long})
    assert answer.status_code == 422
    assert long in answer.text
    yesterday = (clock.now() - timedelta(days=2)).date().isoformat()
    answer = joko.post(
        page("case_act", taken, "janji"), {"place": "Aula", "day": yesterday, "hour": "09:00"}
    )
    assert answer.status_code == 422
    assert "Aula" in answer.text
    assert not taken.appointments.exists()
    assert not CaseNote.objects.exists()


@pytest.mark.parametrize("act", ["kerjakan", "langkah", "selesai", "janji", "zzz"])
def test_the_shop_takes_no_step_of_the_officer(world, taken, act):
    answer = signed_in(world.citra).post(page("case_act", taken, act), {"row": 1})
    assert answer.status_code == 404
    taken.refresh_from_db()
    assert taken.status == CaseStatus.WORKING


def test_foreign_rows_cannot_be_named(world, taken, shop):
    other = services.open_case(vendor_id=shop.pk, topic="pirt", actor=world.citra)
    step = other.steps.first()
    answer = signed_in(world.joko).post(page("case_act", taken, "langkah"), {"row": step.pk})
    assert answer.status_code == 404
    step.refresh_from_db()
    assert step.done_at is None


def test_an_officer_elsewhere_finds_nothing(world, case, training, ticket):
    sari = factories.make_tenant_officer("Sari", Role.VENDOR_VERIFIER, factories.make_tenant())
    browser = signed_in(sari)
    for name, thing in (("case_page", case), ("training_page", training), ("ticket_page", ticket)):
        assert browser.get(page(name, thing)).status_code == 404
    for address in (BOARD, DESK, "/verifikasi/pelatihan/"):
        text = browser.get(address).text
        assert case.number not in text
        assert ticket.number not in text
        assert training.title not in text


def test_the_auditor_reads_and_takes_no_step(world, taken, ticket):
    browser = signed_in(world.indra)
    assert taken.number in browser.get(BOARD + "?status=working").text
    assert browser.get(page("case_page", taken)).status_code == 200
    assert browser.post(page("case_act", taken, "selesai")).status_code == 403
    assert browser.post(page("ticket_act", ticket, "tulis"), {"text": "x"}).status_code == 403
    assert browser.post("/verifikasi/pelatihan/", {}).status_code == 403
    taken.refresh_from_db()
    assert taken.status == CaseStatus.WORKING


def test_a_shop_signs_up_gives_back_and_is_seen(world, shop, training):
    citra, joko = signed_in(world.citra), signed_in(world.joko)
    assert training.title in citra.get("/penyedia/pelatihan/").text
    citra.post(page("training_act", training, "daftar"))
    assert shop.name in joko.get(page("training_page", training)).text
    assert citra.post(page("training_act", training, "daftar")).status_code == 409
    citra.post(page("training_act", training, "batal"))
    assert training.seats.get().state == SeatState.WITHDRAWN
    citra.post(page("training_act", training, "daftar"))
    seat = training.seats.get(state=SeatState.SEATED)
    with clock.moved_to(training.starts_at + timedelta(hours=1)):
        joko.post(page("training_act", training, "kehadiran"), {"hadir": [seat.pk, "x"]})
    seat.refresh_from_db()
    assert seat.attended is True


def test_an_officer_announces_by_page(world):
    joko = signed_in(world.joko)
    day = (clock.now() + timedelta(days=9)).date().isoformat()
    form = {
        "tenant": world.agency.tenant.pk,
        "title": "Foto produk",
        "topic": "joining",
        "day": day,
        "from_hour": "09:00",
        "to_hour": "08:00",
        "place": "Aula",
        "capacity": "20",
    }
    answer = joko.post("/verifikasi/pelatihan/", form)
    assert answer.status_code == 422
    assert "Foto produk" in answer.text
    joko.post("/verifikasi/pelatihan/", {**form, "to_hour": "11:00"})
    assert Training.objects.get().title == "Foto produk"


def test_a_question_names_the_blocked_step_and_is_answered(world, shop):
    citra = signed_in(world.citra)
    asked = citra.get(NEW + "?langkah=application&pada=usaha").text
    assert 'value="application"' in asked
    form = {
        "kind": "registration",
        "tenant": world.agency.tenant.pk,
        "title": "NIB ditolak",
        "text": "Tiga belas angka, mengapa?",
        "step_kind": "application",
        "step_ref": "usaha",
    }
    citra.post(NEW, form)
    ticket = Ticket.objects.get()
    assert (ticket.step_kind, ticket.vendor) == ("application", shop)
    joko = signed_in(world.joko)
    assert ticket.number in joko.get(DESK).text
    where = page("ticket_page", ticket)
    joko.post(page("ticket_act", ticket, "tulis"), {"text": "Coba lagi besok."})
    assert "Coba lagi besok." in citra.get(where).text
    citra.post(page("ticket_act", ticket, "selesai"))
    citra.post(page("ticket_act", ticket, "buka"), {"text": "Masih ditolak"})
    ticket.refresh_from_db()
    assert ticket.status == "open"
    joko.post(page("ticket_act", ticket, "petugas"), {"officer": world.joko.pk})
    ticket.refresh_from_db()
    assert ticket.officer == world.joko


def test_who_has_no_shop_chooses_the_helpdesk(world):
    nona = factories.make_user("Nona")
    browser = signed_in(nona)
    assert browser.get(NEW).status_code == 200
    answer = browser.post(NEW, {"kind": "other", "title": "Apa ini?", "text": "Saya baru."})
    assert answer.status_code == 422
    assert "Saya baru." in answer.text
    browser.post(
        NEW,
        {
            "kind": "other",
            "title": "Apa ini?",
            "text": "Saya baru.",
            "tenant": world.agency.tenant.pk,
        },
    )
    assert Ticket.objects.get().vendor is None
    assert "Apa ini?" in browser.get(TICKETS).text


def test_a_buyers_officer_asks_their_own_helpdesk(world):
    browser = signed_in(world.ani)
    browser.post(
        NEW,
        {
            "kind": "order",
            "title": "Tombol hilang",
            "text": "Tidak bisa pesan.",
            "tenant": world.agency.tenant.pk,
            "step_kind": "order",
            "step_ref": "<script>",
        },
    )
    ticket = Ticket.objects.get()
    assert (ticket.step_kind, ticket.step_ref) == ("", "")
    assert browser.get(page("ticket_page", ticket)).status_code == 200
    assert signed_in(world.dedi).get(page("ticket_page", ticket)).status_code == 404


@pytest.mark.parametrize(
    ("address", "person"),
    [
        (LADDER, "citra"),
        (CASES, "citra"),
        ("/penyedia/pelatihan/", "citra"),
        (TICKETS, "citra"),
        (BOARD, "joko"),
        (DESK, "joko"),
        ("/verifikasi/pelatihan/", "joko"),
        ("/pantau/layanan/", "joko"),
    ],
)
def test_a_list_takes_as_many_queries_for_many_rows_as_for_few(
    world, shop, tenant, django_assert_max_num_queries, address, person
):
    def more(topics, number):
        for topic in topics:
            services.open_case(vendor_id=shop.pk, topic=topic, actor=world.citra)
        for one in shops(world, number):
            services.open_case(vendor_id=one.pk, topic="brand", actor=one.memberships.get().user)
            services.open_ticket(question=question(tenant), actor=world.citra)
            services.announce_training(tenant_id=tenant.pk, new=next_week(), actor=world.joko)

    browser = signed_in(getattr(world, person))
    more(["halal"], 1)
    browser.get(address)
    with django_assert_max_num_queries(40) as few:
        assert browser.get(address).status_code == 200
    more(["pirt", "brand", "nutrition"], 4)
    with django_assert_max_num_queries(len(few)):
        assert browser.get(address).status_code == 200
