"""Events, the trail, subjects of mails and addresses say numbers of rows, never who somebody is."""

import json

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse

from marketplace.accounts.models import User
from marketplace.core.logs import said_by, without_values
from marketplace.core.models import AuditEvent, OutboxEvent
from marketplace.notices.models import Notice
from tests import stories
from tests.changes import change_verified
from tests.clients import signed_in
from tests.privacy import lives
from tests.vendors.conftest import NIK
from vendors import services as vendors
from vendors.models import VendorRole

CITRA = {"CITRA CONTOH", "+6281200000077", "0812 0000 0077"}
# People are known by name on the site; a number or an address is nobody's to pass on.
PASSED_ON = (lives.PERSONAL | CITRA) - {lives.NAME, "Tenun Lili", "tenun-lili"}


@pytest.fixture
def played(world):
    """Lili applies, asks and is invited; Citra sells, changes her phone, invites, hands over."""
    lili = lives.live(world)
    order = stories.shipped(world)
    change_verified(world.vendor, "phone", "0812 0000 0077")
    vendors.add_member(
        vendor_id=world.vendor.pk, user=world.lina, role=VendorRole.STAFF, actor=world.citra
    )
    vendors.reveal_field(vendor_id=lili.vendor.pk, field="nik", actor=world.joko)
    lives.relay()
    return world, lili, order


def told(texts: dict[str, str]) -> dict[str, set[str]]:
    """Which of these texts say something personal."""
    hits = {
        name: {word for word in PASSED_ON if word.lower() in text.lower()}
        for name, text in texts.items()
    }
    return {name: words for name, words in hits.items() if words}


def test_no_event_and_no_line_of_the_trail_says_who_somebody_is(played):
    events = {
        f"{one.name} {one.pk}": json.dumps(one.payload, ensure_ascii=False)
        for one in OutboxEvent.objects.all()
    }
    lines = {
        f"{one.action} {one.pk}": json.dumps(one.data, ensure_ascii=False) + one.reason
        for one in AuditEvent.objects.all()
    }
    assert len(events) > 10
    assert len(lines) > 20
    assert told(events) == {}
    assert told(lines) == {}
    names = {name: text for name, text in {**events, **lines}.items() if lives.NAME in text}
    assert names == {}


def test_no_subject_of_a_mail_and_no_address_says_who_somebody_is(played):
    from marketplace.notices.services import send_mail  # noqa: PLC0415 - needs ready apps

    while send_mail():
        pass
    subjects = {f"{n} {one.to}": one.subject for n, one in enumerate(mail.outbox)}
    assert len(subjects) > 10
    assert told(subjects) == {}
    assert told({str(one.pk): one.url for one in Notice.objects.all()}) == {}


def test_no_log_says_what_was_looked_for(played, caplog):
    world, lili, _order = played
    browser = signed_in(world.joko)
    for words in (lives.NAME, lives.ADDRESS):
        browser.get(reverse("vendor_queue"), {"q": words})
        browser.get("/tidak-ada/", {"q": words})
    signed_in(lili.user).post("/masuk/", {"login": lives.ADDRESS, "password": "salah"})
    assert told({str(n): one.getMessage() for n, one in enumerate(caplog.records)}) == {}
    assert lives.NAME not in caplog.text


def test_what_postgres_quotes_of_a_row_is_not_written_down(world):
    """A refused statement names the row after DETAIL; logs and parked work keep only its words."""
    with pytest.raises(IntegrityError) as failure, transaction.atomic():
        User.objects.create(email=world.citra.email)
    assert world.citra.email in str(failure.value)
    said = said_by(failure.value)
    assert world.citra.email not in said
    assert "unique constraint" in said
    text = f"Traceback\n  x\nIntegrityError: no\nDETAIL:  Row (1, {NIK}, a\n b) fails.\n\nnext"
    assert without_values(text).endswith("no\nDETAIL: …\n\nnext")
