"""After a repair the verifier sees what changed, and what stood there before; usual reasons."""

import re

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from marketplace.core import clock
from tests.clients import signed_in
from tests.factories import make_photo
from tests.vendors.conftest import read_papers
from vendors import services
from vendors.application import REVIEWED, Account, reviewed_fields
from vendors.models import FieldReview, Vendor, VendorStatus
from vendors.return_reasons import reason_in_words, usual_reasons

OTHER = Account("008", "9876543210", "LILI BAU")


@pytest.fixture
def again(submitted, joko, lili) -> Vendor:
    """Lili's application, returned for its account, repaired and handed in anew."""
    services.return_application(
        vendor_id=submitted.pk, returned={"bank": "Nama pemilik lain."}, actor=joko
    )
    services.save_bank(vendor_id=submitted.pk, account=OTHER, actor=lili)
    return services.submit_application(vendor_id=submitted.pk, actor=lili)


def page_of(vendor, user):
    return signed_in(user).get(reverse("vendor_review", args=[vendor.public_id])).text


def test_only_the_repaired_field_is_open_and_says_what_stood_there(again, joko):
    page = page_of(again, joko)
    folded = page[page.index("<details") : page.index("</details>")]
    assert 'name="bank"' in page
    assert 'name="bank"' not in folded
    assert len(re.findall(r'<input[^>]*value="ok"[^>]*checked', folded)) == folded.count(
        'value="ok"'
    )
    assert folded.count('value="ok"') == again.field_reviews.filter(ok=True).count()
    assert "7890" in page  # of the account before, masked
    assert "1234567890" not in page


def test_what_was_found_correct_is_correct_still_without_a_second_press(again, joko):
    read_papers(again, joko)
    fields = again.field_reviews.values_list("field", flat=True)
    typed = dict.fromkeys(fields, "ok") | {"act": "approve"}
    browser = signed_in(joko)
    browser.post(reverse("vendor_review", args=[again.public_id]), typed)
    again.refresh_from_db()
    assert again.status == VendorStatus.APPROVED


def test_a_paper_that_was_exchanged_stands_beside_the_one_before(submitted, joko, lili):
    services.return_application(
        vendor_id=submitted.pk, returned={"npwp": "Foto tidak terbaca."}, actor=joko
    )
    first = submitted.documents.get(kind="npwp", replaced_at=None)
    services.attach_document(
        vendor_id=submitted.pk,
        kind="npwp",
        upload=make_photo("npwp.png"),
        actor=lili,
    )
    services.submit_application(vendor_id=submitted.pk, actor=lili)
    page = page_of(submitted, joko)
    assert reverse("private_file", args=[first.file.public_id]) in page


def test_a_verdict_of_before_without_its_value_is_judged_again(again, joko):
    for row in again.field_reviews.filter(ok=True):
        FieldReview.objects.create(
            vendor=again, field=row.field, ok=True, reviewed_by=joko, reviewed_at=clock.now()
        )
    assert not re.search(r'<input[^>]*value="ok"[^>]*checked', page_of(again, joko))


@pytest.mark.parametrize("words", [{"ok": True, "reason": ""}, {"reason": "Lain"}, {"value": ""}])
def test_a_verdict_stays_as_it_was_given(again, words):
    rows = FieldReview.objects.filter(vendor=again, ok=False)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(**words)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()


def test_a_first_round_folds_nothing(submitted, joko):
    assert not re.search(r'<input[^>]*value="ok"[^>]*checked', page_of(submitted, joko))


def test_what_was_judged_is_unreadable_in_a_dump(again):
    rows = FieldReview.objects.filter(field="bank").extra(select={"raw": "value"})
    assert "1234567890" not in rows.values_list("raw").get()[0]


# ---- usual reasons


def test_a_usual_reason_is_read_in_the_owners_language(submitted, joko, lili):
    typed = {"act": "return", "seen_at": submitted.submitted_at.isoformat()}
    for field in reviewed_fields(submitted):
        typed[field] = "ok"
    typed |= {"npwp": "return", "npwp-usual": "0", "npwp-reason": "Lihat angka ke-9."}
    lili.language = "id"
    lili.save(update_fields=["language"])
    verifier = signed_in(joko)
    answer = verifier.post(reverse("vendor_review", args=[submitted.public_id]), typed)
    assert answer.status_code == 302
    said = FieldReview.objects.get(vendor=submitted, field="npwp").reason
    assert said.startswith("Nomor")
    assert said.endswith("Lihat angka ke-9.")


@pytest.mark.parametrize("chosen", ["", "99", "-1", "x", "²", "0" * 9, "1.0"])
def test_no_choice_leaves_the_own_words_alone(chosen):
    assert reason_in_words("npwp", chosen, "Sendiri", language="id") == "Sendiri"


def test_every_field_has_its_reasons_and_each_fits():
    for field in REVIEWED:
        assert usual_reasons(field)
    assert usual_reasons("warna") == ()


def test_a_paper_stays_as_it_was_handed_in(submitted):
    rows = submitted.documents.all()
    for words in ({"number": "2"}, {"kind": "deed"}, {"expires_on": "2030-01-01"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**words)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()
