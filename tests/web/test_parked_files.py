"""Files that come in parts: on a weak line a paper arrives whole, for its sender alone."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.core import clock, guards
from marketplace.core.errors import Conflict, DomainError
from marketplace.core.models import PrivateFile
from marketplace.web import parked
from marketplace.web.models import ParkedFile, ParkedPart
from tests import factories
from tests.trust.files import sheets
from vendors import services
from vendors.application import Identity
from vendors.models import DocumentKind, LegalForm

PAPER = sheets.pdf()
SIZE = len(PAPER)


@pytest.fixture
def dewi(db):
    """An owner in the middle of her application."""
    owner = factories.make_user("Dewi")
    services.begin_application(identity=Identity("Kue Dewi", LegalForm.INDIVIDUAL), actor=owner)
    return owner


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def as_dewi(dewi):
    return signed_in(dewi)


def begin(client, size=SIZE, name="YnVrdS5wZGY="):
    return client.post(
        reverse("parked_begin"),
        HTTP_UPLOAD_LENGTH=str(size),
        HTTP_UPLOAD_METADATA=f"filename {name}",
    )


def patch(client, address, content, start=0, kind="application/offset+octet-stream"):
    return client.patch(address, content, kind, HTTP_UPLOAD_OFFSET=str(start))


def sent_whole(client, content=PAPER):
    """Send a file in two parts; returns its key."""
    address = begin(client, len(content))["Location"]
    half = len(content) // 2
    assert patch(client, address, content[:half])["Upload-Offset"] == str(half)
    assert patch(client, address, content[half:], half).status_code == 204
    return address.rstrip("/").rsplit("/", 1)[-1]


def hand_in(client, key, **more):
    step = reverse("vendor_step", args=["dokumen"])
    return client.post(
        step, {"kind": DocumentKind.PASSBOOK, "kiriman-passbook-upload": key, **more}
    )


def test_a_paper_arrives_in_parts_and_is_the_form_s_own(as_dewi):
    assert hand_in(as_dewi, sent_whole(as_dewi)).status_code == 302
    [kept] = PrivateFile.objects.all()
    assert kept.name == "buku.pdf"
    assert not ParkedFile.objects.exists()
    assert not ParkedPart.objects.exists()


def test_who_comes_back_goes_on_where_the_line_broke(as_dewi):
    address = begin(as_dewi)["Location"]
    patch(as_dewi, address, PAPER[:100])
    answer = as_dewi.head(address)
    assert (answer["Upload-Offset"], answer["Upload-Length"]) == ("100", str(len(PAPER)))
    assert "no-store" in answer["Cache-Control"]


def test_a_part_that_came_twice_is_kept_once(as_dewi):
    address = begin(as_dewi)["Location"]
    patch(as_dewi, address, PAPER[:100])
    again = patch(as_dewi, address, PAPER[:100])
    assert (again.status_code, again["Upload-Offset"]) == (409, "100")
    assert ParkedPart.objects.count() == 1


def test_a_refused_form_finds_its_file_again(as_firm):
    key = sent_whole(as_firm)
    step = reverse("vendor_step", args=["dokumen"])
    refused = as_firm.post(step, {"kind": "deed", "kiriman-deed-upload": key})
    assert refused.status_code == 422
    assert f'value="{key}"' in refused.content.decode()
    assert hand_in(as_firm, key).status_code == 302


def test_what_is_sent_is_judged_as_any_other_file(as_dewi):
    answer = hand_in(as_dewi, sent_whole(as_dewi, b"<html>" * 20))
    assert answer.status_code == 422
    assert not PrivateFile.objects.exists()


def test_a_form_that_names_one_file_often_holds_it_once(as_dewi):
    key = sent_whole(as_dewi)
    often = {f"kiriman-{number}": [key] * 3 for number in range(20)}
    answer = hand_in(as_dewi, key, **often)
    assert answer.status_code == 302
    assert len(answer.wsgi_request.FILES) == 1


def test_a_form_without_a_file_reads_none_and_takes_none_away(as_dewi):
    key = sent_whole(as_dewi)
    with CaptureQueriesContext(connection) as queries:
        as_dewi.post(reverse("notices_read_all"), {"kiriman-upload": key})
    assert not [one for one in queries if '"web_parkedpart"."content"' in one["sql"]]
    assert hand_in(as_dewi, key).status_code == 302


def test_a_form_names_no_more_files_than_an_account_has(as_dewi):
    keys = [sent_whole(as_dewi) for _ in range(2)]
    lost = [str(uuid4()) for _ in range(parked.MOST_PARKED)]
    answer = hand_in(as_dewi, keys[0], **{"kiriman-lain": [*lost, keys[1]]})
    assert list(answer.wsgi_request.FILES) == ["passbook-upload"]


@pytest.mark.parametrize("key", ["", "bukan-kunci", "3f0c8d5e-0000-4000-8000-000000000000"])
def test_a_key_of_nothing_is_a_form_without_its_file(as_dewi, key):
    assert hand_in(as_dewi, key).status_code == 422


def test_half_a_file_is_no_file(as_dewi):
    address = begin(as_dewi)["Location"]
    patch(as_dewi, address, PAPER[:100])
    assert hand_in(as_dewi, address.split("/")[-2]).status_code == 422
    assert ParkedFile.objects.get().received == 100


def test_nobody_else_sees_or_takes_it(as_dewi):
    address = begin(as_dewi)["Location"]
    eve = factories.make_user("Eve")
    services.begin_application(identity=Identity("Kue Eve", LegalForm.INDIVIDUAL), actor=eve)
    as_eve = signed_in(eve)
    assert as_eve.head(address).status_code == 404
    assert patch(as_eve, address, PAPER).status_code == 404
    assert as_eve.delete(address).status_code == 404
    patch(as_dewi, address, PAPER)
    assert hand_in(as_eve, address.split("/")[-2]).status_code == 422
    assert ParkedFile.objects.get().received == len(PAPER)


def test_a_visitor_is_asked_to_sign_in(client):
    assert begin(client).status_code == 401
    assert client.head(reverse("parked_file", args=[uuid4()])).status_code == 401


@pytest.mark.parametrize(
    ("size", "status"),
    [("0", 422), ("-1", 400), ("x", 400), ("", 400), ("31457281", 422), ("9" * 40, 400)],
)
def test_a_size_that_cannot_be_is_refused_before_a_byte_is_sent(as_dewi, size, status):
    assert begin(as_dewi, size).status_code == status
    assert not ParkedFile.objects.exists()


@pytest.mark.parametrize(
    ("content", "start", "kind", "status"),
    [
        (b"x" * 200, "-1", "application/offset+octet-stream", 400),
        (b"x" * 200, "x", "application/offset+octet-stream", 400),
        (b"x" * 200, "7", "application/offset+octet-stream", 409),
        (b"", "0", "application/offset+octet-stream", 415),
        (b"x" * 101, "0", "application/offset+octet-stream", 422),
        (b"x" * 1_048_577, "0", "application/offset+octet-stream", 413),
        (b"x" * 50, "0", "text/plain", 415),
    ],
)
def test_a_part_that_cannot_be_changes_nothing(as_dewi, content, start, kind, status):
    address = begin(as_dewi, 100)["Location"]
    assert patch(as_dewi, address, content, start, kind).status_code == status
    assert ParkedFile.objects.get().received == 0
    assert not ParkedPart.objects.exists()


@pytest.mark.parametrize("name", ["!!!", "////", "Li4vLi4vZXRjL3Bhc3N3ZA==", ""])
def test_a_hostile_name_is_made_harmless(as_dewi, name):
    assert begin(as_dewi, name=name).status_code == 201
    kept = ParkedFile.objects.get().name
    assert kept
    assert "/" not in kept


def test_one_account_parks_a_few_files_at_most(as_dewi):
    first = begin(as_dewi)["Location"]
    for _more in range(parked.MOST_PARKED):
        assert begin(as_dewi).status_code == 201
    assert ParkedFile.objects.count() == parked.MOST_PARKED
    assert as_dewi.head(first).status_code == 404


def test_one_account_parks_so_many_bytes_at_most(as_dewi, settings):
    settings.PARKED_MAX_BYTES_OF_ONE = 250
    first, second = (begin(as_dewi, 100)["Location"] for _ in range(2))
    assert begin(as_dewi, 100).status_code == 201
    assert as_dewi.head(first).status_code == 404
    assert as_dewi.head(second).status_code == 200


def test_all_accounts_together_park_so_many_bytes_at_most(as_dewi, settings):
    settings.PARKED_MAX_BYTES = 250
    address = begin(as_dewi, 200)["Location"]
    assert patch(as_dewi, address, PAPER[:200]).status_code == 204
    as_eve = signed_in(factories.make_user("Eve"))
    assert begin(as_eve, 100).status_code == 507
    other = begin(as_eve, 50)["Location"]
    settings.PARKED_MAX_BYTES = 249
    assert patch(as_eve, other, PAPER[:50]).status_code == 507
    assert ParkedPart.objects.count() == 1
    as_dewi.delete(address)
    assert patch(as_eve, other, PAPER[:50]).status_code == 204


def test_what_is_only_announced_takes_nobody_s_place(as_dewi, settings):
    settings.PARKED_MAX_BYTES = 250
    begin(as_dewi, 200)
    assert begin(signed_in(factories.make_user("Eve")), 200).status_code == 201


def test_what_nobody_comes_back_for_is_dropped_after_a_day(as_dewi):
    sent_whole(as_dewi)
    with clock.moved_to(clock.now() + timedelta(hours=23)):
        assert parked.sweep() == 0
    with clock.moved_to(clock.now() + timedelta(hours=25)):
        assert parked.sweep() == 1
    assert not ParkedPart.objects.exists()


def test_who_gives_up_can_take_it_back(as_dewi):
    address = begin(as_dewi)["Location"]
    assert as_dewi.delete(address).status_code == 204
    assert not ParkedFile.objects.exists()


def test_two_lines_that_send_the_same_part_keep_it_once(committed_db):
    dewi = factories.make_user("Dewi")
    file = parked.begin(name="a.pdf", size=len(PAPER), owner=dewi)
    start, outcomes = threading.Barrier(4), []

    def send() -> None:
        try:
            start.wait(10)
            parked.append(public_id=file.public_id, start=0, content=PAPER[:100], owner=dewi)
            outcomes.append("kept")
        except DomainError as refused:
            outcomes.append(refused.code)
        finally:
            connection.close()

    lines = [threading.Thread(target=send) for _line in range(4)]
    for line in lines:
        line.start()
    for line in lines:
        line.join(30)
    assert sorted(outcomes) == ["kept", "wrong_place", "wrong_place", "wrong_place"]
    file.refresh_from_db()
    assert file.received == 100


def test_the_database_holds_the_sizes_too(dewi):
    file = parked.begin(name="a.pdf", size=10, owner=dewi)
    for wrong in ({"received": 11}, {"size": 0}):
        change = guards.use_case(ParkedFile.objects.filter(pk=file.pk).update)
        with pytest.raises(Conflict) as refused:
            change(**wrong)
        assert "sekali lagi" in refused.value.message


def test_a_file_in_a_form_without_script_is_sent_as_ever(as_dewi):
    upload = SimpleUploadedFile("buku.pdf", PAPER)
    step = reverse("vendor_step", args=["dokumen"])
    answer = as_dewi.post(step, {"kind": DocumentKind.PASSBOOK, "passbook-upload": upload})
    assert answer.status_code == 302


def refused_with(client, content=PAPER, **more):
    """Hand in a passbook under a form that is refused for another reason; return the page."""
    sign = {"deed-number": "", "deed-upload": SimpleUploadedFile("akta.pdf", content)}
    return client.post(reverse("vendor_step", args=["dokumen"]), {"kind": "deed", **sign, **more})


@pytest.fixture
def as_firm(dewi):
    """An owner of a firm, whose deed is asked for with its number."""
    vendor = dewi.vendor_memberships.get().vendor
    identity = Identity("CV Dewi", LegalForm.CV)
    services.save_identity(vendor_id=vendor.pk, identity=identity, actor=dewi)
    return signed_in(dewi)


def test_a_file_of_a_form_refused_for_another_reason_is_sent_once(as_firm):
    page = refused_with(as_firm)
    assert page.status_code == 422
    [kept] = ParkedFile.objects.all()
    assert b"".join(kept.parts.order_by("start").values_list("content", flat=True)) == PAPER
    body = page.content.decode()
    assert f'value="{kept.public_id}"' in body
    assert "akta.pdf" in body
    typed = {"kind": "deed", "deed-number": "1", "deed-issuer": "N", "deed-issued_on": "2020-01-01"}
    done = as_firm.post(
        reverse("vendor_step", args=["dokumen"]),
        {**typed, "terkirim-deed-upload": str(kept.public_id)},
    )
    assert done.status_code == 302
    assert PrivateFile.objects.get().name == "akta.pdf"
    assert not ParkedFile.objects.exists()


def test_another_file_replaces_the_one_sent_before(as_firm):
    refused_with(as_firm)
    key = str(ParkedFile.objects.get().public_id)
    typed = {"deed-number": "1", "deed-issuer": "N", "deed-issued_on": "2020-01-01"}
    other = SimpleUploadedFile("baru.pdf", PAPER)
    done = refused_with(as_firm, **typed, **{"terkirim-deed-upload": key, "deed-upload": other})
    assert done.status_code == 302
    assert PrivateFile.objects.get().name == "baru.pdf"


def test_a_refused_file_and_that_of_a_stranger_are_not_kept(as_firm):
    assert refused_with(as_firm, b"").status_code == 422
    assert not ParkedFile.objects.exists()
    page = Client().post(reverse("vendor_step", args=["dokumen"]), {"deed-upload": "x"})
    assert page.status_code == 302
    assert not ParkedFile.objects.exists()


def test_a_form_refused_again_and_again_keeps_one_file(as_firm):
    refused_with(as_firm)
    key = str(ParkedFile.objects.get().public_id)
    step = reverse("vendor_step", args=["dokumen"])
    for _turn in range(2):
        page = as_firm.post(step, {"kind": "deed", "terkirim-deed-upload": key})
        assert page.status_code == 422
        assert f'value="{key}"' in page.content.decode()
    assert ParkedFile.objects.count() == 1
