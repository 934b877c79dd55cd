"""Operators find requests among their tasks, enter them for somebody, decide by buttons."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.privacy import people, services
from marketplace.privacy.models import DataRequest, RequestKind
from tests import factories
from tests.clients import signed_in

LIST = "admin:privacy_datarequest_changelist"


def page_of(row: DataRequest) -> str:
    return reverse("admin:privacy_datarequest_change", args=[row.pk])


@pytest.fixture
def rina(committed_db):
    """A visitor with an account."""
    return factories.make_user("Rina Contoh")


@pytest.fixture
def olga(rina):
    """An operator."""
    return factories.make_operator("Olga")


def asked(rina) -> DataRequest:
    return services.ask(RequestKind.ERASE, people.known(account_id=rina.pk), actor=rina)


def test_a_request_is_a_task_with_its_deadline_and_is_carried_out_by_a_button(rina, olga):
    row = asked(rina)
    browser = signed_in(olga)
    assert "permintaan penghapusan data pribadi" in browser.get("/tugas/").content.decode()
    page = browser.get(page_of(row)).content.decode()
    assert 'value="carry_out"' in page
    pressed = {"action": "carry_out", "_selected_action": row.pk, "index": "0"}
    browser.post(reverse(LIST), pressed)
    row.refresh_from_db()
    assert row.outcome == "", "nobody is erased from the list"
    assert "hilang untuk selamanya" in page
    pressed["read"] = "1"
    assert browser.post(reverse(LIST), pressed).status_code == 302
    row.refresh_from_db()
    rina.refresh_from_db()
    assert (row.outcome, row.decided_by, rina.is_active) == ("done", olga, False)
    assert 'value="carry_out"' not in browser.get(page_of(row)).content.decode()


def test_whoever_entered_it_has_no_button(rina, olga):
    one = people.known(account_id=rina.pk)
    row = services.ask(RequestKind.ERASE, one, actor=olga, reason="Surat", proof="KTP dilihat")
    page = signed_in(olga).get(page_of(row)).content.decode()
    assert 'value="carry_out"' not in page
    assert 'value="refuse"' in page


def test_what_came_up_meanwhile_is_shown_instead_of_the_button(rina, olga):
    row = asked(rina)
    factories.make_vendor(rina)
    page = signed_in(olga).get(page_of(row)).content.decode()
    assert 'value="carry_out"' not in page
    assert "tidak punya pemilik lain" in page


def test_a_refusal_needs_words(rina, olga):
    row = asked(rina)
    browser = signed_in(olga)
    pressed = {"action": "refuse", "_selected_action": row.pk, "index": "0", "read": "1"}
    browser.post(reverse(LIST), pressed)
    row.refresh_from_db()
    assert row.outcome == ""
    browser.post(reverse(LIST), {**pressed, "answer": "Datang dengan KTP ke loket."})
    row.refresh_from_db()
    assert (row.outcome, row.answer) == ("refused", "Datang dengan KTP ke loket.")
    assert "Datang dengan KTP" in signed_in(rina).get(reverse("my_data")).content.decode()


def test_an_operator_enters_what_somebody_asks_at_the_desk(rina, olga):
    browser = signed_in(olga)
    typed = {
        "kind": "erase",
        "account": rina.pk,
        "email": "",
        "phone": "",
        "nik": "123",
        "reason": "Datang ke loket",
        "proof": "KTP dilihat",
    }
    address = reverse("admin:privacy_datarequest_add")
    answer = browser.post(address, typed)
    assert answer.status_code == 200
    assert "16" in answer.content.decode()
    assert browser.post(address, {**typed, "nik": ""}).status_code == 302
    row = DataRequest.objects.get()
    assert (row.account, row.asked_by, row.proof) == (rina, olga, "KTP dilihat")


def test_the_list_asks_as_often_for_many_as_for_one(olga):

    browser = signed_in(olga)
    counts = []
    for _ in range(2):
        for _ in range(3):
            asked(factories.make_user("Rina"))
        with CaptureQueriesContext(connection) as queries:
            browser.get(reverse(LIST))
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("number", ["²", "٣", "9" * 40, "x"])
def test_what_is_no_request_is_led_back_to_the_list(olga, number):
    address = reverse("admin:privacy_datarequest_change", args=[number])
    assert signed_in(olga).get(address).status_code == 302
