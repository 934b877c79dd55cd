"""Codes to a phone: the right one opens, and nothing else does, whoever asks and however often."""

import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import SESSION_KEY
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.accounts import phone_codes
from marketplace.accounts.models import Membership, PhoneCode, Role, User
from marketplace.core import clock
from tests import factories
from tests.accounts.phones import NUMBER, OTHER, ask, code_in, enter, opened, sms_box
from tests.sms.process import sms_gateway, sms_process

__all__ = ["sms_box", "sms_gateway", "sms_process"]


@pytest.fixture
def mama(db):
    """Mama Yosefa, whose account was opened at a counter."""
    officer = factories.make_user("Lokita")
    tenant = factories.make_tenant()
    Membership.objects.create(user=officer, role=Role.COUNTER_OFFICER, tenant=tenant)
    return opened(officer)


def wrong_for(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def type_code(client, code, **extra):
    return client.post(reverse("phone_code"), {"code": code}, **extra)


def is_in(client) -> bool:
    return SESSION_KEY in client.session


# ---- the way in


def test_number_and_code_lead_to_the_page_that_was_wanted(client, mama, sms_box):
    door = client.get(reverse("account_login"), {"next": reverse("inbox")}).content.decode()
    way = re.search(r'href="(/masuk/telepon/[^"]*)"', door)[1]
    client.post(way, {"phone": "0812 3456 7890"})
    answer = type_code(client, code_in(sms_box))
    assert (answer.status_code, answer["Location"]) == (302, reverse("inbox"))
    assert client.session[SESSION_KEY] == str(mama.pk)


@pytest.mark.parametrize(
    "wanted", ["null", "(((", "https://elsewhere.example.test/", "//x", "tasks"]
)
def test_what_is_no_page_of_ours_leads_to_the_tasks(client, mama, sms_box, wanted):
    client.post(f"{reverse('phone_sign_in')}?next={wanted}", {"phone": NUMBER})
    assert type_code(client, code_in(sms_box))["Location"] == reverse("tasks")
    again = client.get(reverse("phone_sign_in"), {"next": wanted})
    assert (again.status_code, again["Location"]) == (302, reverse("tasks"))


def test_the_message_holds_the_code_and_nobody_s_name(client, mama, sms_box):
    ask(client)
    [text] = sms_box.to(NUMBER)
    assert "Yosefa" not in text
    assert len(text) <= 160


def test_spaces_in_a_code_are_no_mistake(client, mama, sms_box):
    ask(client)
    code = code_in(sms_box)
    assert type_code(client, f" {code[:3]} {code[3:]}").status_code == 302


def test_a_code_opens_once(client, mama, sms_box):
    ask(client)
    code = code_in(sms_box)
    key = PhoneCode.objects.get().pk
    assert type_code(client, code).status_code == 302
    with pytest.raises(phone_codes.CodeRefused):
        phone_codes.check(code_id=key, typed=code)


def test_a_code_opens_in_the_browser_that_asked_alone(client, mama, sms_box):
    ask(client)
    stranger = Client()
    assert type_code(stranger, code_in(sms_box))["Location"] == reverse("phone_sign_in")
    assert not is_in(stranger)


# ---- wrong, old, too often


def test_a_wrong_code_opens_nothing_and_says_what_is_left(client, mama, sms_box):
    ask(client)
    answer = type_code(client, wrong_for(code_in(sms_box)))
    assert answer.status_code == 422
    assert "2 kali lagi" in answer.content.decode()
    assert not is_in(client)
    assert type_code(client, code_in(sms_box)).status_code == 302


@pytest.mark.parametrize("tries", [3, 4])
def test_after_three_wrong_codes_the_right_one_comes_too_late(client, mama, sms_box, tries):
    ask(client)
    code = code_in(sms_box)
    for _ in range(tries):
        assert type_code(client, wrong_for(code)).status_code == 422
    assert type_code(client, code).status_code == 422
    assert not is_in(client)


def test_a_code_of_five_minutes_ago_is_too_old(client, mama, sms_box):
    ask(client)
    with clock.moved_to(clock.now() + phone_codes.LIFE):
        answer = type_code(client, code_in(sms_box))
    assert answer.status_code == 422
    assert "5 menit" in answer.content.decode()
    assert not is_in(client)


def test_another_code_is_sent_and_ends_the_first(client, mama, sms_box):
    ask(client)
    first = code_in(sms_box)
    client.post(reverse("phone_code"), {"again": "1"})
    second = code_in(sms_box)
    if first != second:
        assert type_code(client, first).status_code == 422
    assert type_code(client, second).status_code == 302


def test_the_fourth_code_within_a_quarter_of_an_hour_waits(client, mama, sms_box):
    for _ in range(3):
        assert ask(client).status_code == 302
    answer = ask(client)
    assert answer.status_code == 429
    assert "15 menit" in answer.content.decode()
    assert len(sms_box.to(NUMBER)) == 3
    with clock.moved_to(clock.now() + phone_codes.WINDOW + timedelta(seconds=1)):
        assert ask(client).status_code == 302


def test_six_codes_a_day_to_one_address_and_no_more(client, mama, sms_box):
    start = clock.now()
    for number in range(phone_codes.PER_NUMBER_AND_ADDRESS_A_DAY):
        with clock.moved_to(start + number * timedelta(minutes=20)):
            assert ask(client).status_code == 302
    with clock.moved_to(start + timedelta(hours=5)):
        assert ask(client).status_code == 429
    with clock.moved_to(start + timedelta(hours=25)):
        assert ask(client).status_code == 302


def elsewhere(place: int) -> str:
    return f"198.51.100.{place}"


def test_a_stranger_uses_up_the_codes_of_their_own_address_alone(mama, sms_box):
    """The owner on a new telephone has no browser that is known."""
    start = clock.now()
    for number in range(phone_codes.PER_NUMBER_AND_ADDRESS_A_DAY + 1):
        with clock.moved_to(start + number * timedelta(minutes=20)):
            last = ask(Client(), REMOTE_ADDR=elsewhere(1))
    assert last.status_code == 429
    with clock.moved_to(start + timedelta(hours=3)):
        assert enter(Client(), sms_box, REMOTE_ADDR=elsewhere(2)).status_code == 302


def test_a_number_is_not_flooded_from_many_addresses(mama, sms_box):
    answers = [ask(Client(), REMOTE_ADDR=elsewhere(place)).status_code for place in range(1, 12)]
    assert answers == [302] * phone_codes.PER_NUMBER + [429, 429]
    start = clock.now()
    for number in range(40):
        with clock.moved_to(start + number * timedelta(minutes=16)):
            ask(Client(), REMOTE_ADDR=elsewhere(100 + number))
    assert len(sms_box.to(NUMBER)) == phone_codes.PER_NUMBER_A_DAY


def test_the_owner_s_own_phone_has_a_bound_of_its_own(mama, sms_box):
    own = Client()
    enter(own, sms_box)
    own.post(reverse("account_logout"))
    answers = [ask(own, REMOTE_ADDR=elsewhere(place)).status_code for place in range(1, 5)]
    assert answers == [302] * phone_codes.PER_KNOWN_DEVICE + [429]


def test_a_stranger_cannot_use_up_the_codes_of_the_owner_s_own_phone(mama, sms_box):
    own = Client()
    assert enter(own, sms_box).status_code == 302
    own.post(reverse("account_logout"))
    stranger = Client()
    while ask(stranger).status_code == 302:
        pass
    assert enter(own, sms_box).status_code == 302


def test_one_address_does_not_ask_for_number_after_number(client, db, sms_box):
    for number in range(phone_codes.PER_ADDRESS):
        assert ask(client, f"+628123456{number:04}").status_code == 302
    assert ask(client).status_code == 429
    assert ask(Client(), REMOTE_ADDR="198.51.100.7").status_code == 302


def test_a_line_with_many_addresses_is_one(client, db, sms_box):
    for number in range(phone_codes.PER_ADDRESS):
        here = f"2001:db8:1:2::{number:x}"
        assert ask(client, f"+628123456{number:04}", REMOTE_ADDR=here).status_code == 302
    assert ask(client, REMOTE_ADDR="2001:db8:1:2:ffff::1").status_code == 429
    assert ask(client, REMOTE_ADDR="2001:db8:1:3::1").status_code == 302


def test_wrong_codes_close_the_door_as_wrong_passwords_do(client, mama, sms_box):
    statuses = []
    for _ in range(3):
        ask(client)
        code = code_in(sms_box)
        statuses += [type_code(client, wrong_for(code)).status_code for _ in range(3)]
    assert statuses[:7] == [422] * 7
    assert 429 in statuses[7:]
    assert ask(client).status_code == 429
    assert type_code(client, code_in(sms_box)).status_code == 429
    assert not is_in(client)
    assert not AccessAttempt.objects.filter(username__contains=NUMBER[3:]).exists()


# ---- nobody learns whose number it is


def test_an_unknown_number_is_answered_as_a_known_one(client, mama, sms_box):
    stranger = Client()
    known, unknown = ask(client), ask(stranger, OTHER)
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    pages = [
        re.sub(
            r'value="[^"]{20,}"|\+62 [\d-]+|nonce="\w+"',
            "",
            one.get(reverse("phone_code")).content.decode(),
        )
        for one in (client, stranger)
    ]
    assert pages[0] == pages[1]
    refused = [type_code(one, "000000") for one in (client, stranger)]
    assert [one.status_code for one in refused] == [422, 422]
    assert reverse("phone_sign_up") in sms_box.to(OTHER)[-1]


def test_the_work_behind_both_answers_is_the_same(client, mama, sms_gateway):
    """Whoever measures the time of an answer measures one message to the gateway, either way."""
    with CaptureQueriesContext(connection) as known:
        ask(client)
    with CaptureQueriesContext(connection) as unknown:
        ask(Client(), OTHER)
    assert 0 <= len(known) - len(unknown) <= 1  # which roles an account holds
    assert [one["to"] for one in sms_gateway.asked] == [NUMBER, OTHER]
    assert PhoneCode.objects.count() == 2
    assert set(PhoneCode.objects.values_list("decoy", flat=True)) == {True, False}


def test_an_unknown_number_is_let_in_by_no_code(client, db, sms_box):
    ask(client)
    key = PhoneCode.objects.get().pk
    for digits in ("000000", "123456"):
        with pytest.raises(phone_codes.CodeRefused):
            phone_codes.check(code_id=key, typed=digits)
    assert not User.objects.exists()


def test_a_closed_account_gets_no_code(client, mama, sms_box):
    User.objects.filter(pk=mama.pk).update(is_active=False)
    ask(client)
    assert not re.search(r"\d{6}", sms_box.to(NUMBER)[-1])


# ---- accounts that need more than a code


def test_work_that_needs_a_second_step_is_not_entered_by_a_code(client, mama, sms_box):
    mama.email = "yosefa@example.test"
    mama.save()
    factories.give_role(mama, Role.COMMITMENT_OFFICER, factories.make_agency())
    ask(client)
    [text] = sms_box.to(NUMBER)
    assert reverse("account_login") in text
    assert not re.search(r"\d{6}", text)


def test_a_role_given_meanwhile_closes_the_door(client, mama, sms_box):
    ask(client)
    User.objects.filter(pk=mama.pk).update(is_staff=True)
    assert type_code(client, code_in(sms_box))["Location"] == reverse("account_login")
    assert not is_in(client)


def test_a_second_step_that_somebody_chose_is_asked_for(client, mama, sms_box):
    factories.add_second_step(mama)
    answer = enter(client, sms_box)
    assert answer["Location"] == reverse("mfa_authenticate")
    assert not is_in(client)
    client.post(reverse("mfa_authenticate"), {"code": factories.recovery_code(mama)})
    assert client.session[SESSION_KEY] == str(mama.pk)


def test_an_account_of_an_address_is_entered_by_no_number(client, db, sms_box):
    nona = factories.make_user("Nona")
    client.post(reverse("phone_sign_in"), {"phone": nona.email})
    assert sms_box.all() == []
    answer = client.post(reverse("account_login"), {"login": NUMBER, "password": "x" * 12})
    assert answer.status_code == 200
    assert not is_in(client)


# ---- when something is away


def test_a_gateway_that_is_away_is_said_and_costs_no_code(client, mama, sms_gateway):
    sms_gateway.knobs(status=503)
    for _ in range(5):
        answer = ask(client)
        assert answer.status_code == 503
        assert "0812" in answer.content.decode() or NUMBER in answer.content.decode()
    assert not PhoneCode.objects.exists()
    sms_gateway.knobs(status=202)
    assert ask(client).status_code == 302


def test_a_code_whose_answer_was_lost_counts_for_it_may_have_come(client, mama, sms_gateway):
    sms_gateway.knobs(loses_answer=True)
    statuses = [ask(client).status_code for _ in range(5)]
    assert statuses == [503, 503, 503, 429, 429]
    assert len(sms_gateway.delivered) == 3


def test_the_limits_hold_when_redis_is_down(client, mama, sms_box, settings):
    cache = {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:9/1"}}
    settings.CACHES = cache
    assert [ask(client).status_code for _ in range(4)] == [302, 302, 302, 429]
    code = code_in(sms_box)
    assert type_code(client, wrong_for(code)).status_code == 422
    assert type_code(client, code).status_code == 302


# ---- what is kept


def test_neither_number_nor_code_can_be_read_from_the_table(client, mama, sms_box):
    ask(client)
    row = PhoneCode.objects.raw("SELECT id, phone AS kept FROM accounts_phonecode")[0]
    assert NUMBER[3:] not in row.kept
    assert code_in(sms_box) not in str({**row.__dict__, "_state": None, "kept": ""})


def test_codes_are_forgotten_after_two_days(client, mama, sms_box):
    ask(client)
    assert phone_codes.forget_old() == 0
    with clock.moved_to(clock.now() + phone_codes.KEPT + timedelta(minutes=1)):
        assert phone_codes.forget_old() == 1


@pytest.mark.parametrize(
    ("change", "guard"),
    [
        ({"digest": "123456"}, "phone_code_never_changes"),
        ({"tries": 4}, "phone_code_bears_few_tries"),
        ({"decoy": True}, "phone_code_never_changes"),
        ({"expires_at": clock.now() + timedelta(days=1)}, "phone_code_never_changes"),
    ],
)
def test_a_shell_cannot_make_a_code_easier(client, mama, sms_box, change, guard):
    ask(client)
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        PhoneCode.objects.update(**change)
    assert refused.value.__cause__.diag.constraint_name == guard
