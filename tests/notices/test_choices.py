"""How people choose to be told, what they cannot leave, and the address in every mail."""

import pytest
from django.core import mail, signing
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from marketplace.accounts.models import User
from marketplace.core import clock, outbox
from marketplace.core.errors import RuleViolation
from marketplace.core.models import OutboxEvent
from marketplace.notices import choices, kinds, services, unsubscribing
from marketplace.notices.models import Channel, Choice, Group, Notice, Pace, Way
from tests.accounts.phones import NUMBER
from tests.clients import signed_in

ALWAYS = ""
PREFIXES = {
    "appointment": ALWAYS,
    "complaint": ALWAYS,
    "competition": ALWAYS,
    "counter": ALWAYS,
    "courier": ALWAYS,
    "data_request": ALWAYS,
    "digest": ALWAYS,
    "freight": ALWAYS,
    "instruction": ALWAYS,
    "licence": ALWAYS,
    "listing": ALWAYS,
    "negotiation": ALWAYS,
    "order": ALWAYS,
    "payment": ALWAYS,
    "payout": ALWAYS,
    "role": ALWAYS,
    "sanction": ALWAYS,
    "second_approval": ALWAYS,
    "stand_in": ALWAYS,
    "vendor": ALWAYS,
    "question": "talk",
    "product": "goods",
    "showcase": "goods",
    "saved_search": "lists",
    "cart": "lists",
    "rating": "ratings",
    "case": "help",
    "training": "help",
    "ticket": "help",
}
# Decisions about words or goods, clocks, and the one talk of a room that is otherwise law.
APART = {
    "order.message": "talk",
    "question.removed": ALWAYS,
    "question.removed_shop": ALWAYS,
    "question.answer_removed": ALWAYS,
    "question.answer_removed_shop": ALWAYS,
    "product.unpublished": ALWAYS,
    "rating.hidden": ALWAYS,
    "case.late": ALWAYS,
    "case.late_shop": ALWAYS,
    "ticket.late": ALWAYS,
}


def tell(person, kind="order.message", **extra):
    with transaction.atomic():
        outbox.emit("choice.tested", subject=person)
    event = OutboxEvent.objects.filter(name="choice.tested").latest("pk")
    words = {"number": "PB-1", "title": "Kain", "vendor": "Tenun", "agency": "Dinas"}
    words |= {"amount": "Rp 1", "reason": "", "search": "kain", "name": "Kain"}
    services.notify(event=event, recipients=[person], kind=kind, params=words, url="/", **extra)
    return sorted(Notice.objects.filter(event=event).values_list("channel", "for_digest"), key=str)


def choose(person, group=Group.TALK, way=Way.EMAIL, pace=Pace.NONE, **reach):
    return choices.choose(actor=person, paces={(group, way): pace}, **reach)


def test_every_kind_says_whether_it_may_be_left():
    """A new kind needs a row here: who may leave it, or that it always comes."""
    for kind in sorted(kinds.known()):
        if kind.startswith("test."):
            continue
        prefix = kind.split(".")[0]
        assert kind in APART or prefix in PREFIXES, f"say in this table whether {kind} may be left"
        wanted = APART.get(kind, PREFIXES.get(prefix))
        assert (kinds.group_of(kind) or ALWAYS) == wanted, kind
    assert all(kinds.is_known(kind) for kind in APART)


@pytest.mark.parametrize(
    ("pace", "mails"), [(Pace.AT_ONCE, [False]), (Pace.DIGEST, [True]), (Pace.NONE, [])]
)
def test_a_group_comes_as_it_was_chosen_and_what_is_law_at_once(ani, pace, mails):
    choose(ani, pace=pace)
    told = tell(ani)
    assert [digest for channel, digest in told if channel == "email"] == mails
    assert ("inbox", False) in told
    assert tell(ani, "order.issued") == [("email", False), ("inbox", False)]


def test_what_is_law_cannot_be_chosen_away_even_by_sql(ani):
    for group, way, pace in (("orders", "email", "none"), ("talk", "phone", "digest")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Choice.objects.create(person=ani, group=group, way=way, pace=pace)
    with pytest.raises(RuleViolation):
        choose(ani, way=Way.PHONE, pace=Pace.DIGEST)
    assert not Choice.objects.exists()


def test_whatsapp_needs_a_proven_number(ani):
    with pytest.raises(RuleViolation, match="WhatsApp"):
        choose(ani, by_whatsapp=True)
    assert not Choice.objects.exists()


@pytest.mark.parametrize("by_whatsapp", [False, True])
def test_mama_is_told_on_her_phone_as_she_chose(db, by_whatsapp):
    mama = User.objects.create_by_phone(NUMBER, name="Yosefa Tefa")
    choices.choose(actor=mama, paces={}, by_whatsapp=by_whatsapp)
    way = "whatsapp" if by_whatsapp else "sms"
    assert tell(mama, "order.issued") == [("inbox", False), (way, False)]
    # An SMS costs: only what a shop must not miss.
    assert len(tell(mama)) == (2 if by_whatsapp else 1)
    choose(mama, way=Way.PHONE, by_whatsapp=by_whatsapp)
    assert tell(mama) == [("inbox", False)]
    assert tell(mama, "order.issued") == [("inbox", False), (way, False)]


def test_the_page_keeps_what_was_chosen_and_says_what_always_comes(ani):
    client = signed_in(ani)
    page = client.get(reverse("notice_choices")).content.decode()
    assert "Surat Pesanan" in page
    assert "by_whatsapp" not in page  # she has no number
    said = {f"{group}-email": "at_once" for group in Group}
    said |= {"talk-email": "digest", "quiet_from": "22", "quiet_until": "5", "quiet_mail": "on"}
    assert client.post(reverse("notice_choices"), said).status_code == 302
    assert choices.paces_of(ani)[Group.TALK, Way.EMAIL] == Pace.DIGEST
    ani.refresh_from_db()
    assert (ani.reach.quiet_from, ani.reach.quiet_until, ani.reach.quiet_mail) == (22, 5, True)
    wrong = client.post(
        reverse("notice_choices"), {**said, "talk-email": "never", "quiet_from": "24"}
    )
    assert wrong.status_code == 422
    assert choices.paces_of(ani)[Group.TALK, Way.EMAIL] == Pace.DIGEST


def token_in(message):
    return message.extra_headers["List-Unsubscribe"].strip("<>").split("/")[-2]


def test_every_mail_leads_to_the_choices_and_can_be_ended_by_one_press(ani):
    tell(ani, "order.issued")
    assert services.send_mail() == 1
    [sent] = mail.outbox
    assert reverse("notice_choices") in sent.body
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = reverse("unsubscribe", args=[token_in(sent)])
    stranger = Client(enforce_csrf_checks=True)  # a mail program: no session, no cookie
    assert stranger.get(address).status_code == 200
    assert not Choice.objects.exists()  # reading only asks
    answer = stranger.post(address, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not answer.cookies
    assert ani.name not in answer.content.decode()
    assert tell(ani) == [("inbox", False)]
    assert tell(ani, "order.issued") == [("email", False), ("inbox", False)]


def test_leaving_takes_along_what_waits_for_the_mail_of_the_day(ani):
    choose(ani, pace=Pace.DIGEST)
    tell(ani)
    choices.leave_optional(person_id=ani.pk)
    assert not Notice.objects.filter(channel=Channel.EMAIL).exists()
    assert Notice.objects.filter(channel=Channel.INBOX).count() == 1


@pytest.mark.parametrize("made", ["tidak-ada", "", "other_salt", "cut"])
def test_a_forged_address_ends_nothing(ani, made):
    good = signing.dumps(ani.pk, salt="notices.unsubscribe")
    forged = {"other_salt": signing.dumps(ani.pk, salt="x"), "cut": good[:-1]}.get(
        made, made or "x"
    )
    answer = Client().post(reverse("unsubscribe", args=[forged]))
    assert answer.status_code == 404
    assert not Choice.objects.exists()


def test_an_address_of_an_old_mail_ends_nothing_and_says_what_to_do(ani, monkeypatch):
    token = signing.dumps(ani.pk, salt="notices.unsubscribe")
    monkeypatch.setattr(unsubscribing, "LIFE", clock.now() - clock.now())
    answer = Client().post(reverse("unsubscribe", args=[token]))
    assert answer.status_code == 410
    assert not Choice.objects.exists()
