"""A session that ended while a page was open: the way back is a page, never a form's address."""

import pytest

from tests import stories

ORIGIN = "http://testserver"


@pytest.mark.parametrize("address", ["pesan/", "ubah/", "sanggupi/"])
def test_a_form_sent_too_late_leads_back_to_its_page(client, world, address):
    page = f"/pesanan/{stories.issued(world).public_id}/"
    answer = client.post(page + address, {"text": "Halo"}, headers={"referer": ORIGIN + page})
    assert answer.status_code == 302
    assert answer.url == f"/masuk/?next={page}"


def test_a_fragment_asked_too_late_takes_the_whole_page_to_sign_in(client, db):
    headers = {"HX-Request": "true", "referer": f"{ORIGIN}/keranjang/?a=1"}
    answer = client.post("/keranjang/1/jumlah/", {"quantity": "2"}, headers=headers)
    assert answer["HX-Redirect"] == "/masuk/?next=/keranjang/%3Fa%3D1"
    assert answer.content == b""


@pytest.mark.parametrize("referer", ["", "https://evil.example/pesanan/"])
def test_without_a_page_of_ours_the_way_back_is_the_start(client, db, referer):
    answer = client.post("/keranjang/1/jumlah/", headers={"referer": referer})
    assert answer.url == "/masuk/?next=/"


def test_a_page_is_come_back_to_as_it_was_asked_for(client, db):
    assert client.get("/pesanan/?group=mine").url == "/masuk/?next=/pesanan/%3Fgroup%3Dmine"
