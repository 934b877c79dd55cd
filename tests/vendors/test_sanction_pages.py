"""Sanctions by page: the verifier's doors, the shop's answers, the list that everybody reads."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.accounts.models import Role
from marketplace.core import clock
from marketplace.web import panels
from tests import factories
from tests.clients import signed_in
from tests.vendors.sanctioning import answered, blacklisted, case, proposed
from vendors.models import VendorStatus
from vendors.sanctions import services
from vendors.sanctions.models import LiftRequest, Sanction, SanctionStatus

PUBLIC, LIST, MINE = "/sanksi/", "/verifikasi/sanksi/", "/penyedia/sanksi/"


@pytest.fixture
def sari(world):
    """A second verifier of the region."""
    return factories.make_tenant_officer("Sari", Role.VENDOR_VERIFIER, world.agency.tenant)


@pytest.fixture
def as_joko(world):
    return signed_in(world.joko)


@pytest.fixture
def as_citra(world):
    return signed_in(world.citra)


def door(world, word: str) -> str:
    return reverse("sanction_new", args=[world.vendor.public_id, word])


def typed(**fields) -> dict[str, object]:
    return {"ground": "not_delivered", "facts": "Tiga pesanan tidak dikirim.", **fields}


def page_of(sanction: Sanction) -> str:
    return reverse("sanction", args=[sanction.public_id])


def shop_page_of(sanction: Sanction) -> str:
    return reverse("shop_sanction", args=[sanction.public_id])


def tasks_of(person) -> list[panels.Task]:
    request = RequestFactory().get("/")
    request.user = person
    request.session = {}
    return panels.collect("tasks", request)


# ---- the verifier


def test_the_page_of_a_shop_shows_its_sanctions_and_leads_to_each_kind(world, as_joko):
    warning = services.give_warning(vendor_id=world.vendor.pk, case=case(), actor=world.joko)
    page = as_joko.get(reverse("vendor_review", args=[world.vendor.public_id])).text
    assert page_of(warning) in page
    assert "1 peringatan dalam rentang aturan R-SANCTION-WARNINGS" in page
    for word in ("peringatan", "sembunyikan", "tangguhkan", "daftar-hitam"):
        assert door(world, word) in page
    auditor = signed_in(world.indra).get(reverse("vendor_review", args=[world.vendor.public_id]))
    assert page_of(warning) in auditor.text
    assert door(world, "tangguhkan") not in auditor.text


@pytest.mark.parametrize("word", ["peringatan", "sembunyikan", "tangguhkan", "daftar-hitam"])
def test_joko_imposes_each_kind_on_its_page(world, as_joko, word):
    day = clock.today(world.vendor.time_zone) + timedelta(days=20)
    sent = typed(evidence=factories.make_photo("bukti.png"))
    if word in {"sembunyikan", "tangguhkan"}:
        sent["ends_on"] = day.isoformat()
    if word == "sembunyikan":
        sent["things"] = [f"catalog.product:{world.product.pk}"]
    assert as_joko.get(door(world, word)).status_code == 200
    answer = as_joko.post(door(world, word), sent)
    assert answer.url == reverse("vendor_review", args=[world.vendor.public_id])
    assert Sanction.objects.get().files.count() == 1


@pytest.mark.parametrize(
    ("word", "fields"),
    [
        ("peringatan", {"ground": ""}),
        ("peringatan", {"facts": "  "}),
        ("tangguhkan", {}),
        ("tangguhkan", {"ends_on": "besok"}),
        ("tangguhkan", {"ends_on": "2999-01-01"}),
        ("sembunyikan", {"ends_on": "2999-01-01", "things": ["catalog.product:0"]}),
        ("daftar-hitam", {}),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(world, as_joko, word, fields):
    answer = as_joko.post(door(world, word), typed(**fields))
    assert answer.status_code == 422
    assert 'class="galat"' in answer.text
    if "facts" not in fields:
        assert "Tiga pesanan tidak dikirim." in answer.text
    assert not Sanction.objects.exists()


def test_an_unknown_kind_is_no_page(world, as_joko):
    assert as_joko.get(door(world, "denda")).status_code == 404


def test_sari_decides_on_the_page_and_joko_reads_why_he_may_not(world, sari, as_joko):
    sanction = answered(world)
    assert "Pengusul tidak ikut memutuskan" in as_joko.get(page_of(sanction)).text
    browser = signed_in(sari)
    page = browser.get(page_of(sanction)).text
    assert "Truk kami rusak." in page
    refused = browser.post(page_of(sanction), {"act": "approve", "reason": "Terbukti"})
    assert refused.status_code == 422
    assert "Terbukti" in refused.text
    day = services.blacklist_span(sanction)[0].isoformat()
    sent = {"act": "approve", "reason": "Terbukti", "ends_on": day}
    assert as_joko.post(page_of(sanction), sent).status_code == 403
    assert browser.post(page_of(sanction), sent).status_code == 302
    assert browser.post(page_of(sanction), sent).status_code == 409
    world.vendor.refresh_from_db()
    assert world.vendor.status == VendorStatus.SUSPENDED


def test_two_people_lift_on_the_page(world, sari, as_joko):
    sanction = factories.suspend(world.vendor, by=world.joko)
    assert as_joko.post(page_of(sanction), {"act": "lift", "words": " "}).status_code == 422
    sent = {"act": "lift", "words": "Barang sudah dikirim."}
    assert as_joko.post(page_of(sanction), sent).status_code == 302
    request = LiftRequest.objects.get()
    verdict = {"act": "grant", "request": str(request.public_id), "reason": "Setuju"}
    assert 'value="grant"' not in as_joko.get(page_of(sanction)).text
    assert as_joko.post(page_of(sanction), verdict).status_code == 403
    browser = signed_in(sari)
    assert 'value="grant"' in browser.get(page_of(sanction)).text
    assert browser.post(page_of(sanction), {**verdict, "request": "x"}).status_code == 404
    assert browser.post(page_of(sanction), {**verdict, "reason": ""}).status_code == 422
    assert browser.post(page_of(sanction), verdict).status_code == 302
    world.vendor.refresh_from_db()
    assert world.vendor.status == VendorStatus.APPROVED
    assert browser.post(page_of(sanction), {"act": "bogus"}).status_code == 422


@pytest.mark.parametrize("status", SanctionStatus.values)
def test_the_list_has_a_tab_for_every_status(world, as_joko, status):
    factories.suspend(world.vendor, by=world.joko)
    page = as_joko.get(LIST, {"status": status})
    assert (world.vendor.name in page.text) == (status == "in_force")
    assert as_joko.get(LIST, {"status": "x"}).status_code == 404


# ---- the shop


def test_the_owner_confirms_answers_and_appeals_and_staff_only_read(world, sari, as_citra):
    factories.hire(world)
    lina = signed_in(world.lina)
    sanction = proposed(world)
    assert sanction.number in as_citra.get("/penyedia/").text
    assert shop_page_of(sanction) in lina.get(MINE).text
    assert 'value="answer"' not in lina.get(shop_page_of(sanction)).text
    said = {"act": "answer", "words": "Truk kami rusak."}
    assert lina.post(shop_page_of(sanction), said).status_code == 403
    assert as_citra.post(shop_page_of(sanction), {**said, "words": ""}).status_code == 422
    assert as_citra.post(shop_page_of(sanction), said).status_code == 302
    again = as_citra.post(shop_page_of(sanction), said)
    assert (again.status_code, "Truk kami rusak." in again.text) == (409, True)
    services.decide_proposal(
        sanction_id=sanction.pk,
        approve=True,
        reason="Terbukti",
        ends_on=services.blacklist_span(sanction)[0],
        actor=sari,
    )
    assert as_citra.post(shop_page_of(sanction), {"act": "read"}).status_code == 302
    appeal = {"act": "appeal", "words": "Kami keberatan.", "evidence": factories.make_photo()}
    assert as_citra.post(shop_page_of(sanction), appeal).status_code == 302
    assert "Kami keberatan." in as_citra.get(shop_page_of(sanction)).text
    sanction.refresh_from_db()
    assert sanction.read_by == world.citra
    assert as_citra.post(shop_page_of(sanction), {"act": "hapus"}).status_code == 422


def test_no_officer_is_named_on_the_pages_of_the_shop(world, sari, as_citra):
    sanction = blacklisted(world, sari)
    page = as_citra.get(shop_page_of(sanction)).text
    assert "Joko" not in page
    assert "Sari" not in page


# ---- what waits for whom


def test_everybody_finds_what_waits_for_them(world, sari):
    sanction = proposed(world)
    assert any("daftar hitam" in task.title for task in tasks_of(world.citra))
    assert not any(task.icon == "scale" for task in tasks_of(sari))
    services.answer_proposal(sanction_id=sanction.pk, words="Kami jawab", actor=world.citra)
    assert not any(task.icon == "scale" for task in tasks_of(world.citra))
    assert [task.url for task in tasks_of(sari) if task.icon == "scale"] == [page_of(sanction)]
    assert not any(task.icon == "scale" for task in tasks_of(world.joko))
    warned = services.give_warning(vendor_id=world.vendor.pk, case=case(), actor=world.joko)
    waiting = [task for task in tasks_of(world.citra) if task.icon == "scale"]
    assert [task.url for task in waiting] == [shop_page_of(warned)]
    suspension = factories.suspend(world.vendor, by=world.joko)
    services.ask_lift(sanction_id=suspension.pk, words="Selesai", actor=sari)
    found = {task.url for task in tasks_of(world.joko) if task.icon == "scale"}
    assert found == {page_of(suspension)}


# ---- everybody


def test_the_public_list_shows_what_stops_a_shop_and_nothing_else(world, sari):
    visitor = Client()
    services.give_warning(vendor_id=world.vendor.pk, case=case(), actor=world.joko)
    factories.hide(world.product, by=world.joko)
    proposed(world)
    assert world.vendor.name not in visitor.get(PUBLIC).text
    sanction = factories.suspend(world.vendor, days=3, by=world.joko)
    services.appeal(sanction_id=sanction.pk, words="Rahasia kami", actor=world.citra)
    page = visitor.get(PUBLIC).text
    for shown in (world.vendor.name, sanction.number, "Penangguhan", "Sedang berjalan"):
        assert shown in page
    for secret in ("Rahasia kami", "Dokumen tidak benar", "Joko", "Citra"):
        assert secret not in page
    with clock.moved_to(clock.now() + timedelta(days=4)):
        services.end_sanction(sanction.pk)
        assert sanction.number not in visitor.get(PUBLIC).text
    assert PUBLIC in visitor.get("/").text


def test_the_table_for_programs_holds_the_same_and_runs_no_formula(world):
    shop = factories.make_vendor(
        name="=HYPERLINK(1)", approved_by=world.joko, region=world.vendor.region
    )
    sanction = factories.suspend(shop, by=world.joko)
    answer = Client().get(reverse("public_sanctions_csv"))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(answer.content.decode())))
    assert rows[1] == [
        sanction.number,
        "suspension",
        "'=HYPERLINK(1)",
        shop.number,
        "false_papers",
        sanction.starts_on.isoformat(),
        sanction.ends_on.isoformat(),
        "no",
    ]
    assert len(rows) == 2


def more_shops(world, number: int) -> None:
    for _ in range(number):
        shop = factories.make_vendor(approved_by=world.joko, region=world.vendor.region)
        sanction = factories.suspend(shop, by=world.joko)
        services.ask_lift(sanction_id=sanction.pk, words="Selesai", actor=world.joko)


def queries_of(client: Client, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as counted:
        assert client.get(url).status_code == 200
    return len(counted)


@pytest.mark.parametrize(
    ("address", "most"), [(PUBLIC, 8), (f"{LIST}?status=in_force", 30), (MINE, 36)]
)
def test_a_list_takes_as_many_queries_for_many_as_for_few(world, sari, address, most):
    if address == MINE:
        person, more = world.citra, lambda: factories.suspend(world.vendor, by=world.joko)
    else:
        person, more = sari, lambda: more_shops(world, 3)
    browser = Client() if address == PUBLIC else signed_in(person)
    more()
    browser.get(address)
    few = queries_of(browser, address)
    more()
    more()
    assert queries_of(browser, address) == few <= most
