"""Who reads something wrong about themselves asks for its correction, and is answered in time."""

from datetime import timedelta

import pytest
from django.urls import reverse

from marketplace.core.errors import Conflict, NotAllowed, RuleViolation
from marketplace.notices.models import Notice
from marketplace.privacy import people, services
from marketplace.privacy.models import DataRequest, RequestKind
from tests import factories
from tests.clients import signed_in
from tests.privacy.lives import relay
from tests.raw_sql import refused

LIST = "admin:privacy_datarequest_changelist"
WRONG = "Nama saya Rina Contoh, bukan Rima."


@pytest.fixture
def rina(committed_db):
    """A visitor with an account."""
    return factories.make_user("Rima Contoh")


@pytest.fixture
def olga(rina):
    """An operator."""
    return factories.make_operator("Olga")


def asked(rina, reason=WRONG) -> DataRequest:
    one = people.known(account_id=rina.pk)
    return services.ask(RequestKind.CORRECT, one, actor=rina, reason=reason)


def test_by_page_asked_answered_and_read(rina, olga):
    own = signed_in(rina)
    typed = {"reason": WRONG, "password": factories.PASSWORD}
    assert own.post(reverse("my_correction"), typed).status_code == 302
    row = DataRequest.objects.get()
    assert (row.kind, row.due_at - row.asked_at) == (RequestKind.CORRECT, timedelta(hours=72))
    relay()
    assert Notice.objects.filter(kind="data_request.correction", recipient=olga).exists()
    browser = signed_in(olga)
    assert "pembetulan data pribadi" in browser.get(reverse("tasks")).content.decode()
    page = browser.get(reverse("admin:privacy_datarequest_change", args=[row.pk]))
    assert WRONG in page.content.decode()
    pressed = {"action": "correct", "_selected_action": row.pk, "index": "0", "read": "1"}
    browser.post(reverse(LIST), pressed)
    row.refresh_from_db()
    assert row.outcome == "", "an answer needs words"
    browser.post(reverse(LIST), pressed | {"answer": "Nama akun dibetulkan."})
    relay()
    assert Notice.objects.filter(kind="data_request.corrected", recipient=rina).exists()
    assert "Nama akun dibetulkan." in own.get(reverse("my_data")).content.decode()


@pytest.mark.parametrize(
    "typed",
    [{"reason": "", "password": factories.PASSWORD}, {"reason": WRONG, "password": "tebakan"}],
    ids=["no words", "a stranger"],
)
def test_what_was_typed_stays_beside_a_refusal(rina, typed):
    answer = signed_in(rina).post(reverse("my_correction"), typed)
    assert answer.status_code == 422
    assert typed["reason"] in answer.content.decode()
    assert not DataRequest.objects.exists()


def test_one_waits_and_can_be_taken_back(rina):
    row = asked(rina)
    with pytest.raises(Conflict):
        asked(rina, "Nomor saya salah.")
    services.withdraw(request_id=row.pk, actor=rina)
    assert asked(rina, "Nomor saya salah.").pk != row.pk


def test_it_is_answered_with_words_by_an_operator_it_is_not_about(rina, olga):
    row = asked(rina)
    with pytest.raises(NotAllowed):
        services.answer_correction(request_id=row.pk, actor=rina, answer="Sudah.")
    with pytest.raises(RuleViolation):
        services.answer_correction(request_id=row.pk, actor=olga, answer=" ")
    with pytest.raises(Conflict):
        services.carry_out(request_id=row.pk, actor=olga)
    own = asked(olga)
    with pytest.raises(NotAllowed):
        services.answer_correction(request_id=own.pk, actor=olga, answer="Sudah.")
    services.answer_correction(request_id=row.pk, actor=olga, answer="Sudah.")
    with pytest.raises(Conflict):
        services.refuse(request_id=row.pk, actor=olga, answer="Tidak.")


def test_the_database_wants_the_words_too(rina):
    row = asked(rina)
    done = "UPDATE privacy_datarequest SET outcome = 'done', decided_at = now(), answer = %s, "
    who = "decided_by_id = %s WHERE id = %s"
    assert refused(done + who, "", rina.pk, row.pk) == "correction_says_what"
    assert refused(done + who, "Sudah.", rina.pk, row.pk) == "correction_says_what"
