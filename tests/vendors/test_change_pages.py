"""Changes of a verified shop on their pages: asked, looked at, decided, and told."""

import json

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from marketplace.accounts.models import RegionLevel
from marketplace.core import outbox
from marketplace.notices.models import Notice
from marketplace.web import panels
from tests import changes, factories
from tests.clients import signed_in
from tests.factories import make_photo
from tests.vendors.changing import ask, of
from vendors import queries, services
from vendors.application import Account
from vendors.models import ChangeKind, ChangeRequest, VendorStatus


def test_the_owner_asks_and_the_verifier_applies_by_page(world, rf):
    owner, verifier = signed_in(world.citra), signed_in(world.joko)
    home = owner.get(reverse("vendor_home"))
    assert reverse("vendor_changes") in home.text
    page = reverse("vendor_change", args=["rekening"])
    assert page in owner.get(reverse("vendor_changes")).text
    typed = {"bank_code": "008", "account_number": "abc", "account_holder": "Citra Contoh"}
    refused = owner.post(page, {**typed, "upload": make_photo("buku.png")})
    assert refused.status_code == 422
    assert "Citra Contoh" in refused.text
    sent = owner.post(
        page, {**typed, "account_number": "1234567890", "upload": make_photo("buku.png")}
    )
    assert sent.status_code == 302, sent.text
    row = ChangeRequest.objects.get()
    address = reverse("change_review", args=[row.public_id])
    request = rf.get("/")
    request.user = world.joko
    assert address in [task.url for task in panels.collect("tasks", request)]
    assert address in verifier.get(reverse("vendor_review", args=[world.vendor.public_id])).text
    shown = verifier.get(address)
    assert "1234567890" not in shown.text
    paper = reverse("private_file", args=[row.file.public_id])
    assert paper in shown.text
    assert verifier.get(paper).status_code == 200
    assert "1234567890" in verifier.post(address, {"act": "reveal"}).text
    assert verifier.post(address, {"act": "refuse", "reason": ""}).status_code == 422
    early = verifier.post(address, {"act": "apply", "compared": "1"})
    assert early.status_code == 422
    passed_on = verifier.post(address, {"act": "pass_on", "compared": "1"})
    assert passed_on.status_code == 302
    operator = factories.make_operator()
    second, request.user = signed_in(operator), operator
    assert address in [task.url for task in panels.collect("tasks", request)]
    unread = second.post(address, {"act": "apply", "compared": "1"})
    assert unread.status_code == 422
    assert second.get(paper).status_code == 200
    applied = second.post(address, {"act": "apply", "compared": "1"})
    assert applied.status_code == 302
    assert of(world.vendor, ("account_number",)) == {"account_number": "1234567890"}


def test_the_auditor_finds_a_change_while_it_waits_and_afterwards(world):
    row = ask(world, ChangeKind.PHONE, upload=None)
    address = reverse("change_review", args=[row.public_id])
    queue, shop = reverse("vendor_queue"), reverse("vendor_review", args=[world.vendor.public_id])
    auditor = signed_in(world.indra)
    assert address in auditor.get(queue).text
    assert 'name="act"' not in auditor.get(address).text
    services.apply_change(request_id=row.pk, actor=world.joko)
    assert address not in auditor.get(queue).text
    assert address in auditor.get(shop).text


@pytest.mark.parametrize("word", ["rekening", "telepon", "alamat", "npwp", "pkp"])
def test_every_kind_has_its_page(world, word):
    page = signed_in(world.citra).get(reverse("vendor_change", args=[word]))
    assert page.status_code == 200
    empty = signed_in(world.citra).post(reverse("vendor_change", args=[word]), {"act": "send"})
    assert empty.status_code == 422


def test_an_address_is_asked_by_page(world):
    district = factories.make_region("Oebobo", RegionLevel.DISTRICT, parent=world.vendor.region)
    typed = {
        "province": world.vendor.region.parent_id,
        "regency": world.vendor.region_id,
        "district": district.pk,
        "address": "Jalan Baru 9",
    }
    browser = signed_in(world.citra)
    page = reverse("vendor_change", args=["alamat"])
    assert "Jalan Baru 9" in browser.post(page, {**typed, "act": "choose"}).text
    assert browser.post(page, typed).status_code == 302
    assert json.loads(ChangeRequest.objects.get().values)["region_id"] == district.pk


@pytest.mark.parametrize("word", ["alamat", "telepon"])
def test_a_choice_swaps_the_regions_of_an_address_alone(world, word):
    page = reverse("vendor_change", args=[word])
    answer = signed_in(world.citra).post(page, {"act": "choose"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert ("<html" not in answer.text) == (word == "alamat")
    assert ('id="wilayah"' in answer.text) == (word == "alamat")


def test_a_rejected_applicant_applies_anew(world):
    maria = factories.make_user("Maria")
    factories.make_vendor(
        maria, status=VendorStatus.REJECTED, nib="1234000567891", name="Batik Maria"
    )
    browser = signed_in(maria)
    home = browser.get(reverse("vendor_home"))
    assert reverse("vendor_apply") in home.text
    step = browser.get(reverse("vendor_apply"), follow=True)
    assert "Batik Maria" in step.text
    typed = {"name": "Batik Maria", "legal_form": "individual"}
    answer = browser.post(reverse("vendor_step", args=["usaha"]), typed)
    assert answer.status_code == 302, answer.text
    assert list(queries.shops_of(maria).values_list("status", flat=True)) == ["rejected", "draft"]
    numbers = browser.get(reverse("vendor_step", args=["nomor"]))
    assert "1234000567891" in numbers.text  # what was typed before need not be typed again
    again = signed_in(maria)  # a later session, in which the rejected shop is the first one
    for page in (reverse("vendor_step", args=["ukuran"]), reverse("vendor_summary")):
        assert again.get(page).status_code == 200, page


def test_what_was_exchanged_stays_on_record_with_who_and_when(world):
    before = world.vendor.account_number[-4:]
    row = ask(world, ChangeKind.ACCOUNT)
    changes.apply_change(row, world.joko)
    auditor, address = signed_in(world.indra), reverse("change_review", args=[row.public_id])
    file = auditor.get(reverse("vendor_review", args=[world.vendor.public_id])).text
    assert file.count(address) == 2  # beside the field it changed, and among the changes
    page = auditor.get(address).text
    assert before in page
    assert "7890" in page
    assert "Citra" in page
    assert "Joko" in page


def test_what_stood_there_is_unreadable_in_a_dump_and_cannot_be_rewritten(world):
    row = ask(world, ChangeKind.ACCOUNT)
    assert row.former_columns["account_number"] == world.vendor.account_number
    stored = ChangeRequest.objects.extra(select={"raw": "before"}).values_list("raw").get()[0]
    assert world.vendor.account_number not in stored
    with pytest.raises(DatabaseError), transaction.atomic():
        ChangeRequest.objects.filter(pk=row.pk).update(before="")


def test_a_holder_of_another_name_is_applied_only_by_who_says_they_compared(world):
    row = ask(world, ChangeKind.ACCOUNT, Account("008", "1234567890", "Orang Lain"))
    browser, address = signed_in(world.joko), reverse("change_review", args=[row.public_id])
    assert 'name="compared"' in browser.get(address).text
    browser.get(reverse("private_file", args=[row.file.public_id]))
    assert browser.post(address, {"act": "pass_on"}).status_code == 422
    assert browser.post(address, {"act": "pass_on", "compared": "1"}).status_code == 302
    second = signed_in(factories.make_operator())
    second.get(reverse("private_file", args=[row.file.public_id]))
    assert second.post(address, {"act": "apply"}).status_code == 422
    assert of(world.vendor, ("account_number",)) != {"account_number": "1234567890"}
    assert second.post(address, {"act": "apply", "compared": "1"}).status_code == 302
    assert of(world.vendor, ("account_number",)) == {"account_number": "1234567890"}


def test_a_reason_typed_too_late_is_kept_and_a_press_without_a_choice_is_answered(world):
    row = ask(world, ChangeKind.PHONE, upload=None)
    browser, address = signed_in(world.joko), reverse("change_review", args=[row.public_id])
    nothing = browser.post(address, {"act": "zzz"})
    assert nothing.status_code == 422
    services.withdraw_change(request_id=row.pk, actor=world.citra)
    late = browser.post(address, {"act": "refuse", "reason": "Nomor ini milik orang lain"})
    assert late.status_code == 409
    assert "Nomor ini milik orang lain" in late.text


def test_the_owner_hears_at_once_of_a_change_in_their_own_language(world):
    world.citra.language = "en"
    world.citra.save()
    ask(world, ChangeKind.PHONE, upload=None)
    while outbox.relay():
        pass
    told = Notice.objects.filter(recipient=world.citra, kind="vendor.change_begun")
    assert {notice.params["what"] for notice in told} == {"Phone"}
    to_verifier = Notice.objects.filter(recipient=world.joko, kind="vendor.change_asked")
    assert {notice.params["what"] for notice in to_verifier} == {"Telepon"}
