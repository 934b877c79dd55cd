"""The pages of licences: hand in, read, compare, with what was typed kept."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.core import files
from tests import factories, licences
from vendors.licences.models import Licence, LicenceStatus
from vendors.licences.queries import sale_day

HALAL = "ID00410000123456789"


@pytest.fixture
def citra(client, world):
    client.force_login(world.citra)
    return client


@pytest.fixture
def joko(client, world):
    client.force_login(world.joko)
    return client


def typed(**changed) -> dict[str, object]:
    values = {"number": HALAL, "issuer": "BPJPH", "scope": "Kue kering", "issued_on": "2026-01-05"}
    return {**values, "upload": factories.make_photo("halal.png"), **changed}


def test_an_owner_hands_a_certificate_in_from_the_home_page(citra, world):
    home = citra.get(reverse("vendor_home")).content.decode()
    assert f'href="{reverse("licence_list")}"' in home
    assert reverse("licence_kinds") in citra.get(reverse("licence_list")).content.decode()
    kinds = citra.get(reverse("licence_kinds")).content.decode()
    address = reverse("licence_new", args=["halal"])
    assert address in kinds
    assert citra.post(address, typed()).url == reverse("licence_list")
    licence = Licence.objects.get()
    assert (licence.number, licence.status) == (HALAL, LicenceStatus.WAITING)
    shown = citra.get(reverse("licence_list")).content.decode()
    assert HALAL in shown
    assert reverse("licence_withdraw", args=[licence.public_id]) in shown


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"number": "KH00410000123456789"}, "KH"),
        ({"scope": ""}, "scope"),
        ({"issued_on": "besok"}, "issued_on"),
        ({"upload": SimpleUploadedFile("a.pdf", b"bukan pdf")}, "upload"),
    ],
)
def test_a_refusal_keeps_what_was_typed_and_changes_nothing(citra, changed, word):
    answer = citra.post(reverse("licence_new", args=["halal"]), typed(issuer="Kantor X", **changed))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Kantor X" in page
    assert word in page
    assert not Licence.objects.exists()


@pytest.mark.parametrize("kind", ["non_halal", "pirt", "bpom_md", "tkdn", "brand", "haccp"])
def test_each_kind_asks_for_what_it_has(citra, kind):
    page = citra.get(reverse("licence_new", args=[kind])).content.decode()
    assert ('name="upload"' in page) is (kind != "non_halal")
    assert ('name="declared"' in page) is (kind == "non_halal")
    assert ('name="tkdn_percent"' in page) is (kind == "tkdn")
    assert citra.get("/penyedia/izin/tambah/lainnya/").status_code == 404


def test_a_label_is_stated_by_a_declaration(citra):
    address = reverse("licence_new", args=["non_halal"])
    assert citra.post(address, {"scope": "Sate babi"}).status_code == 422
    assert citra.post(address, {"scope": "Sate babi", "declared": "on"}).status_code == 302
    assert Licence.objects.get().kind == "non_halal"


def test_an_ending_licence_is_renewed_with_its_words_offered_again(citra, world):
    old = licences.make_licence(world.vendor, "pirt", expires_on=sale_day())
    assert "P-IRT" in citra.get(reverse("vendor_home")).content.decode()
    address = reverse("licence_renew", args=[old.public_id])
    assert address in citra.get(reverse("licence_list")).content.decode()
    assert old.number in citra.get(address).content.decode()
    sent = typed(number="2069999000001-39", expires_on="2999-12-31", issued_on="")
    assert citra.post(address, sent).status_code == 302
    assert Licence.objects.get(replaces=old).scope == "Kue kering"


def test_a_verifier_is_led_from_the_queue_opens_the_paper_and_verifies(joko, world):
    licence = licences.make_licence(world.vendor, status="waiting")
    address = reverse("licence_review", args=[licence.public_id])
    assert address in joko.get(reverse("vendor_queue")).content.decode()
    assert address in joko.get(reverse("tasks")).content.decode()
    paper = reverse("private_file", args=[licence.file.public_id])
    assert paper in joko.get(address).content.decode()
    assert joko.post(address, {"act": "verify"}).status_code == 422  # not opened yet
    answer = joko.get(paper)
    assert answer.headers["Cache-Control"].find("no-store") >= 0
    assert joko.post(address, {"act": "verify"}).url == reverse("vendor_queue")
    licence.refresh_from_db()
    assert licence.status == LicenceStatus.VERIFIED
    assert 'value="revoke"' in joko.get(address).content.decode()


def test_returning_and_revoking_want_a_reason(joko, world):
    licence = licences.make_licence(world.vendor, status="waiting")
    address = reverse("licence_review", args=[licence.public_id])
    assert joko.post(address, {"act": "return", "reason": ""}).status_code == 422
    assert joko.post(address, {"act": "anything"}).status_code == 422
    assert joko.post(address, {"act": "revoke", "reason": "Dicabut."}).status_code == 409
    licence.refresh_from_db()
    assert licence.status == LicenceStatus.WAITING
    assert joko.post(address, {"act": "return", "reason": "Foto buram."}).status_code == 302


def test_the_auditor_reads_and_does_not_judge(client, world):
    licence = licences.make_licence(world.vendor, status="waiting")
    client.force_login(world.indra)
    address = reverse("licence_review", args=[licence.public_id])
    assert 'value="verify"' not in client.get(address).content.decode()
    files.open_for(world.indra, licence.file)
    assert client.post(address, {"act": "verify"}).status_code == 403


def test_the_list_asks_the_same_number_of_questions_however_long_it_is(citra, world):
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            citra.get(reverse("licence_list"))
        return len(asked)

    def hand_in(times: int) -> None:
        for kind in ("halal", "pirt", "sni", "haccp") * times:
            licences.make_licence(world.vendor, kind)

    hand_in(1)
    citra.get(reverse("licence_list"))
    before = questions()
    hand_in(3)
    assert questions() <= before


# ---- on the goods


def test_a_shop_names_its_licence_on_a_listing_and_buyers_see_its_badge(citra, world):
    licence = licences.make_licence(world.vendor)
    edit = reverse("product_edit", args=[world.product.public_id])
    assert licence.number in citra.get(edit).content.decode()
    named = reverse("product_licences", args=[world.product.public_id])
    assert citra.post(named, {"licences": [licence.pk]}).url == edit
    page = citra.get(reverse("product_page", args=[world.product.public_id])).content.decode()
    assert "Halal" in page
    assert "Halal" in citra.get(reverse("shop_page", args=[world.vendor.slug])).content.decode()


def test_hidden_goods_say_why_on_their_page_the_list_and_the_licences(citra, world):
    licence = licences.make_licence(world.vendor, "pirt", expires_on=sale_day())
    world.product.licence_links.create(licence=licence, vendor=world.vendor)
    fresh = citra.get(reverse("licence_list")).content.decode()
    assert world.product.name not in fresh
    from vendors.licences.services import revoke_licence  # noqa: PLC0415 - after the first page

    revoke_licence(licence_id=licence.pk, reason="Dicabut.", actor=world.joko)
    for address in (
        reverse("licence_list"),
        reverse("product_edit", args=[world.product.public_id]),
    ):
        page = citra.get(address).content.decode()
        assert world.product.name in page
        assert "dicabut pada" in page
    assert "Ada izin yang kurang" in citra.get(reverse("vendor_products")).content.decode()
    address = reverse("product_page", args=[world.product.public_id])
    citra.logout()
    assert citra.get(address).status_code == 404
