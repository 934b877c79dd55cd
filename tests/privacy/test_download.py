"""Everything that is registered is in the download; nobody else is; it ends after seven days."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.urls import reverse

from marketplace.core import clock, deadlines, files, privacy
from marketplace.core.models import FileAccess
from marketplace.notices.models import Notice
from marketplace.privacy import archive, people, services
from marketplace.privacy.models import DataRequest, RequestKind
from tests import factories
from tests.clients import signed_in
from tests.privacy import lives
from tests.vendors.conftest import NIK, NPWP


@pytest.fixture
def lili(world):
    """Lili, as every room knows her."""
    return lives.live(world)


def unpacked(content: bytes) -> tuple[dict, list[str], str]:
    """What the ZIP says to programs, the names in it, and what it says to people."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive_of:
        page = archive_of.read("data.html").decode()
        return json.loads(archive_of.read("data.json")), archive_of.namelist(), page


def ready(lili) -> DataRequest:
    """Lili asks on her page, and the worker has packed."""
    browser = signed_in(lili.user)
    answer = browser.post(reverse("my_download"), {"password": factories.PASSWORD})
    assert answer.status_code == 302
    lives.relay()
    return DataRequest.objects.get(account=lili.user)


def test_everything_that_is_registered_is_in_it(lili):
    person = privacy.whole(privacy.Person(account_id=lili.user.pk))
    data, names, page = unpacked(archive.pack(person, language="id"))
    titles = [section["title"] for section in data["sections"]]
    expected = [one for one in privacy.holdings() if one.shown and one.whose(person).exists()]
    assert len(titles) == len(expected) > 15
    text = json.dumps(data, ensure_ascii=False)
    for word in (NIK, NPWP, lives.ADDRESS, lives.PHONE, lives.ACCOUNT, "LILI BAU"):
        assert word in text
        assert word in page
    assert len([name for name in names if name.startswith("files/")]) >= 4


def test_nobody_else_is_named_in_it(world, lili):
    person = privacy.whole(privacy.Person(account_id=lili.user.pk))
    data, _names, page = unpacked(archive.pack(person, language="en"))
    for other in ("Joko", "Citra", "Olga", "Maria Contoh 2", world.citra.email):
        assert other not in page
        assert other not in json.dumps(data, ensure_ascii=False)


def test_lili_downloads_it_and_her_reading_is_logged(lili):
    request = ready(lili)
    assert Notice.objects.filter(kind="data_request.ready", recipient=lili.user).exists()
    browser = signed_in(lili.user)
    page = browser.get(reverse("my_data")).content.decode()
    address = reverse("private_file", args=[request.file.public_id])
    assert address in page
    answer = browser.get(address)
    assert "no-store" in answer["Cache-Control"]
    assert unpacked(answer.content)[0]["sections"]
    assert FileAccess.objects.filter(file=request.file, reader=lili.user).exists()
    for stranger in (lili.operator, factories.make_user("Sari")):
        assert not files.can_read(stranger, request.file)


def test_after_seven_days_it_is_gone(lili):
    request = ready(lili)
    with clock.moved_to(request.expires_at + timedelta(minutes=1)):
        assert not files.can_read(lili.user, request.file)
        while deadlines.fire_due():
            pass
    assert not default_storage.exists(request.file.path)


def test_a_wrong_password_asks_for_nothing(lili):
    answer = signed_in(lili.user).post(reverse("my_download"), {"password": "salah"})
    assert answer.status_code == 422
    assert not DataRequest.objects.exists()


def test_she_asks_to_be_erased_and_takes_it_back(lili):
    browser = signed_in(lili.user)
    typed = {"password": factories.PASSWORD, "reason": "Usaha tutup"}
    assert browser.post(reverse("my_erasure"), typed).status_code == 302
    row = DataRequest.objects.get()
    assert (row.kind, row.reason, row.outcome) == ("erase", "Usaha tutup", "")
    assert row.due_at - row.asked_at == timedelta(hours=72)
    again = browser.post(reverse("my_erasure"), typed)
    assert again.status_code == 422
    assert "Usaha tutup" in again.content.decode()
    assert browser.post(reverse("my_request_withdraw", args=[row.pk])).status_code == 302
    row.refresh_from_db()
    assert row.outcome == "withdrawn"


def test_the_page_of_a_shop_owner_says_what_stands_against_it(world):
    page = signed_in(world.citra).get(reverse("my_data")).content.decode()
    assert reverse("my_erasure") not in page
    assert world.vendor.name in page


def test_an_operator_exports_for_somebody_at_the_desk(lili, tmp_path):
    out = io.StringIO()
    target = tmp_path / "lili.zip"
    call_command(
        "export_person",
        *("--email", lives.ADDRESS, "--as", lili.operator.email),
        *("--reason", "Surat 12", "--proof", "KTP dilihat", "--out", str(target)),
        stdout=out,
    )
    assert out.getvalue().splitlines()[-1].startswith("exported: request ")
    assert unpacked(target.read_bytes())[0]["sections"]


def test_somebody_without_an_account_gets_what_lists_say(lili):
    one = people.known(email="tak.dikenal@example.test")
    asked = services.ask(
        RequestKind.EXPORT, one, actor=lili.operator, reason="Surat", proof="KTP dilihat"
    )
    row = services.prepare(request_id=asked.pk)
    assert unpacked(files.read_bytes(row.file))[0]["sections"] == []


def test_codes_stand_with_their_words(lili):
    person = privacy.whole(privacy.Person(account_id=lili.user.pk))
    data, _names, _page = unpacked(archive.pack(person, language="id"))
    said = {value for part in data["sections"] for row in part["rows"] for _words, value in row}
    assert any(value.startswith("submitted (") for value in said), "a step of the application"
    assert any(value.startswith("002 (") for value in said), "the bank"
    assert any(value.startswith("vendor.") and " (" in value for value in said), "a notice"
