"""A code of six digits: once, in ten minutes, in five tries, and kept by nobody."""

from datetime import timedelta

import pytest

from marketplace.accounts.models import User
from marketplace.core import clock, sms
from marketplace.core.errors import InvalidTransition
from marketplace.core.models import AuditEvent
from tests.vendors.counter import staging
from vendors import queries as shops
from vendors import services as vendors
from vendors.counter import rules, services
from vendors.counter.models import ConfirmationCode, CounterSession, SessionStatus


@pytest.fixture
def sent(session, vendor, lokita, sms_box):
    """The code that is on the phone of Mama Yosefa."""
    services.send_code(session_id=session.pk, actor=lokita)
    return staging.code_in(sms_box)


def try_out(session, code, lokita):
    return services.confirm_by_code(session_id=session.pk, code=code, actor=lokita)


def unconfirmed(session, vendor):
    fresh = CounterSession.objects.get(pk=session.pk)
    return (
        fresh.status == SessionStatus.OPEN
        and shops.owner_of(vendor) is None
        and not User.objects.with_phone(staging.PHONE).exists()
    )


def test_only_its_keyed_hash_is_kept(sent, session):
    made = ConfirmationCode.objects.get()
    assert len(made.code_hash) == 64
    assert sent not in str(made.__dict__)
    lines = AuditEvent.objects.filter(action__startswith="counter.")
    assert not [line for line in lines if sent in str(line.data)]


def test_the_message_is_one_that_every_phone_reads(sent, sms_box, session):
    [text] = sms_box.to(staging.PHONE)
    assert sms.parts_of(text) <= sms.MAX_PARTS
    assert staging.NAME not in text


def test_five_wrong_tries_end_it(sent, session, vendor, lokita):
    for _ in range(rules.MOST_TRIES):
        with pytest.raises(services.WrongCode):
            try_out(session, staging.wrong(sent), lokita)
    with pytest.raises(services.WrongCode):
        try_out(session, sent, lokita)
    assert ConfirmationCode.objects.get().tries == rules.MOST_TRIES
    assert unconfirmed(session, vendor)


def test_what_is_no_code_costs_no_try(sent, session, lokita):
    for typed in ("", "12345", "1234567", "abcdef", "١٢٣٤٥٦"):
        with pytest.raises(services.InvalidEntry):
            try_out(session, typed, lokita)
    assert ConfirmationCode.objects.get().tries == 0


def test_it_may_be_typed_in_groups(sent, session, lokita):
    assert try_out(session, f" {sent[:3]} {sent[3:]} ", lokita).status == SessionStatus.CONFIRMED


def test_after_ten_minutes_it_counts_no_more(sent, session, vendor, lokita):
    with (
        clock.moved_to(clock.now() + timedelta(minutes=rules.CODE_MINUTES)),
        pytest.raises(services.WrongCode),
    ):
        try_out(session, sent, lokita)
    assert unconfirmed(session, vendor)


def test_a_new_one_ends_the_older(sent, session, vendor, lokita, sms_box):
    with clock.moved_to(clock.now() + timedelta(seconds=rules.PAUSE_SECONDS)):
        services.send_code(session_id=session.pk, actor=lokita)
        newer = staging.code_in(sms_box)
        if newer != sent:  # one in a million
            with pytest.raises(services.WrongCode):
                try_out(session, sent, lokita)
        try_out(session, newer, lokita)
    assert shops.owner_of(vendor) is not None


def test_it_is_used_once(sent, session, lokita):
    try_out(session, sent, lokita)
    with pytest.raises(InvalidTransition):
        try_out(session, sent, lokita)
    services.reopen(session_id=session.pk, actor=lokita)
    with pytest.raises(services.WrongCode):
        try_out(session, sent, lokita)


def test_a_code_of_one_session_opens_no_other(
    sent, session, vendor, desk, lokita, lukas, district, sms_box
):
    other = staging.opened(desk, lukas, "A013")
    draft = staging.begun(other, lukas)
    with pytest.raises(services.WrongCode):
        try_out(other, sent, lukas)
    assert shops.owner_of(draft) is None
    assert unconfirmed(session, vendor)


def test_no_phone_is_flooded(sent, session, lokita):
    with pytest.raises(services.TooManyMessages):
        services.send_code(session_id=session.pk, actor=lokita)
    for turn in range(1, rules.MOST_CODES):
        with clock.moved_to(clock.now() + timedelta(minutes=turn)):
            services.send_code(session_id=session.pk, actor=lokita)
    with (
        clock.moved_to(clock.now() + timedelta(minutes=rules.MOST_CODES)),
        pytest.raises(services.TooManyMessages),
    ):
        services.send_code(session_id=session.pk, actor=lokita)
    assert ConfirmationCode.objects.count() == rules.MOST_CODES


def test_a_message_that_did_not_leave_is_told_and_its_code_is_over(
    session, vendor, lokita, settings
):
    settings.SMS_URL = "http://127.0.0.1:1/messages"
    with pytest.raises(sms.SmsNotSent):
        services.send_code(session_id=session.pk, actor=lokita)
    made = ConfirmationCode.objects.get()
    assert (made.sent_at, made.ended_at is not None) == (None, True)
    assert unconfirmed(session, vendor)


def test_the_message_is_in_the_language_of_the_person(desk, lokita, district, sms_box):
    session = services.open_session(desk_id=desk.pk, queue_number="E1", actor=lokita)
    services.agree(
        session_id=session.pk,
        person_name="John",
        language="en",
        version="2026-11",
        actor=lokita,
    )
    staging.typed(session, lokita, district)
    services.send_code(session_id=session.pk, actor=lokita)
    assert "is your code" in sms_box.to(staging.PHONE)[-1]


def test_typing_the_same_again_leaves_the_code_good(sent, session, vendor, lokita):
    vendors.save_contact(vendor_id=vendor.pk, phone=staging.PHONE, actor=lokita)
    assert try_out(session, sent, lokita).status == SessionStatus.CONFIRMED
