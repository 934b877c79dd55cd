"""People are told once per channel, in their own language."""

import pytest
from django.db import transaction
from django.urls import reverse

from marketplace.accounts.models import User
from marketplace.core import outbox
from marketplace.core.errors import RuleViolation
from marketplace.core.models import OutboxEvent
from marketplace.notices import kinds, queries, services
from marketplace.notices.models import Channel, Message, Notice
from tests import factories
from tests.clients import signed_in

KIND = "test.bought"


@pytest.fixture(autouse=True)
def words(monkeypatch):
    """One kind of notice of our own; the registry is put back afterwards."""
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    kinds.register(KIND, title="%(name)s bought", body="for %(total_rupiah)s on %(day_on)s")


def emit(subject):
    with transaction.atomic():
        return outbox.emit("test.bought", subject=subject)


def tell(event, *people, **extra):
    params = {"name": "Ani", "total_rupiah": 1_250_000, "day_on": "2026-11-21"}
    return services.notify(event=event, recipients=people, kind=KIND, params=params, **extra)


def test_one_inbox_row_and_one_mail_per_person(ani, budi):
    event = emit(ani)
    assert tell(event, ani, budi, ani) == 2
    told = Notice.objects.values_list("recipient_id", "channel")
    assert sorted(told) == sorted(
        (person.pk, channel) for person in (ani, budi) for channel in (Channel.INBOX, Channel.EMAIL)
    )


def test_telling_again_adds_nothing(ani):
    event = emit(ani)
    tell(event, ani)
    tell(event, ani)
    assert Notice.objects.count() == 2


def test_a_closed_account_is_not_told(ani):
    ani.is_active = False
    ani.save()
    assert tell(emit(ani), ani) == 0
    assert not Notice.objects.exists()


def test_a_day_in_words_is_refused_before_it_stops_an_inbox(ani):
    event = emit(ani)
    with pytest.raises(ValueError, match="isoformat"):
        services.notify(
            event=event, recipients=[ani], kind=KIND, params={"due_on": "Selasa, 17 November"}
        )
    assert not Notice.objects.exists()


def test_an_unknown_kind_and_a_foreign_address_are_refused(ani):
    event = emit(ani)
    with pytest.raises(KeyError):
        services.notify(event=event, recipients=[ani], kind="test.nobody", params={})
    for address in ("https://evil.example/", "//evil.example/"):
        with pytest.raises(ValueError, match="not a path"):
            tell(event, ani, url=address)
    assert not Notice.objects.exists()


def test_words_are_filled_with_money_and_dates(ani):
    tell(emit(ani), ani)
    shown = kinds.render(Notice.objects.first(), "id")
    assert shown.title == "Ani bought"
    assert shown.body == "for Rp 1.250.000 on 21 November 2026"


def test_a_reason_that_ends_in_a_stop_does_not_double_ours(ani, monkeypatch):
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    kinds.register("test.bought", title="%(who)s.", body="Alasan: %(who)s. Perbaiki.")
    notice = Notice(kind="test.bought", params={"who": "Barang rusak."})
    shown = kinds.render(notice, "id")
    assert shown.body == "Alasan: Barang rusak. Perbaiki."
    assert shown.title == "Barang rusak."


def test_inbox_is_ones_own_and_newest_first(ani, budi):
    for _ in range(2):
        tell(emit(ani), ani)
    tell(emit(ani), budi)
    mine = list(queries.inbox(ani))
    assert [row.recipient_id for row in mine] == [ani.pk] * 2
    assert mine[0].pk > mine[1].pk
    assert queries.unread_count(ani) == 2


def test_reading_is_noted_once(ani):
    tell(emit(ani), ani)
    notice = queries.inbox(ani).get()
    first = services.mark_read(notice_id=notice.pk, actor=ani).read_at
    assert services.mark_read(notice_id=notice.pk, actor=ani).read_at == first
    assert queries.unread_count(ani) == 0


def test_a_conversation_keeps_who_said_what_and_announces_it(ani):
    agency = factories.make_agency()
    services.post_message(subject=agency, author=ani, author_line="Ani, PP", text="  Halo  ")
    assert [line.text for line in services.messages_of(agency)] == ["Halo"]
    assert OutboxEvent.objects.filter(name="message.posted").count() == 1


@pytest.mark.parametrize("text", ["", "   ", "\x00", "a" * 1001])
def test_an_empty_or_endless_message_is_refused(ani, text):
    with pytest.raises(RuleViolation):
        services.post_message(subject=ani, author=ani, author_line="Ani", text=text)
    assert not Message.objects.exists()


def test_the_inbox_says_by_which_way_a_person_is_told(ani, db):
    by_phone = User.objects.create_by_phone("+6281234567890", name="Yosefa")
    for who, way in ((ani, "lewat surel"), (by_phone, "lewat SMS")):
        page = signed_in(who).get(reverse("inbox")).content.decode()
        assert f"Anda diberi tahu di sini dan {way}" in page
