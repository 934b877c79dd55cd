"""The working day's pages."""

import pytest
from django.db import transaction
from django.urls import reverse

from marketplace.core import clock, outbox
from marketplace.notices import kinds, services
from marketplace.notices.models import Channel, Notice
from marketplace.web import panels

KIND = "test.shown"


@pytest.fixture
def notice(ani, monkeypatch) -> Notice:
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    kinds.register(KIND, title="<b>Baru</b>", body="Isi")
    with transaction.atomic():
        event = outbox.emit("test.shown", subject=ani)
    services.notify(event=event, recipients=[ani], kind=KIND, params={}, url="/akun/")
    return Notice.objects.get(channel=Channel.INBOX)


def test_the_inbox_shows_and_marks_read(client, ani, notice):
    client.force_login(ani)
    page = client.get(reverse("inbox"))
    assert "&lt;b&gt;Baru&lt;/b&gt;" in page.content.decode()
    answer = client.post(reverse("notice_open", args=[notice.pk]))
    assert answer.url == "/akun/"
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_looking_at_the_inbox_marks_nothing(client, ani, notice):
    client.force_login(ani)
    client.get(reverse("inbox"))
    assert client.get(reverse("notice_open", args=[notice.pk])).status_code == 405
    notice.refresh_from_db()
    assert notice.read_at is None


def test_another_persons_notice_does_not_exist(client, budi, notice):
    client.force_login(budi)
    assert client.post(reverse("notice_open", args=[notice.pk])).status_code == 404
    client.post(reverse("notices_read_all"))
    notice.refresh_from_db()
    assert notice.read_at is None


def test_tasks_are_sorted_by_deadline(client, ani, monkeypatch):
    soon, later = clock.now() + services.MAIL_LEASE, clock.now() + 90 * services.MAIL_LEASE
    rows = [
        panels.Task("Tanpa batas", "", "/c/", "Buka", "/c/"),
        panels.Task("Nanti", "", "/b/", "Buka", "/b/", due_at=later, amount_rupiah=5_000),
        panels.Task("Segera", "", "/a/", "Buka", "/a/", due_at=soon),
    ]
    monkeypatch.setitem(panels._providers, "tasks", [lambda request, subject: rows])
    client.force_login(ani)
    page = client.get(reverse("tasks")).content.decode()
    assert page.index("Segera") < page.index("Nanti") < page.index("Tanpa batas")
    assert "Rp\xa05.000" in page


@pytest.mark.parametrize("name", ["tasks", "documents", "inbox", "account"])
def test_empty_pages_say_what_comes_next(client, ani, name, monkeypatch):
    slots = ("tasks", "documents", "tasks.panels", "places", "account.roles")
    monkeypatch.setattr(panels, "_providers", {slot: [] for slot in slots})
    client.force_login(ani)
    page = client.get(reverse(name))
    assert page.status_code == 200
    assert page["Cache-Control"] == "private, no-store" or "no-store" in page["Cache-Control"]
