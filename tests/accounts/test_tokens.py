"""Tokens of programs: made by their owner, shown once, kept as a hash, ended in many ways."""

import hashlib
import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from marketplace.accounts import token_scopes, tokens
from marketplace.accounts.models import ApiToken, Role, TokenEnd
from marketplace.core import clock
from marketplace.core.errors import NotFoundError, RuleViolation
from marketplace.core.models import AuditEvent
from tests import factories
from tests.orders import stories as order_stories

ORDERS = "/api/v1/orders/"


def with_token(secret):
    return Client(headers={"Authorization": f"Token {secret}"}, raise_request_exception=False)


def made(person, *scopes, name="aplikasi kantor", days=30):
    token, secret = tokens.make(
        actor=person, name=name, scopes=scopes or [token_scopes.READ], days=days
    )
    return token, secret


def opens(secret, path=ORDERS):
    return with_token(secret).get(path).status_code


# ---- the page


def wanted(**changes):
    given = {"name": "aplikasi kantor", "scopes": ["read"], "days": "90"}
    return {**given, "password": factories.PASSWORD, **changes}


def test_a_token_is_made_on_the_page_shown_once_and_revoked_there(client, ani):
    client.force_login(ani)
    door = client.get(reverse("account")).content.decode()
    assert reverse("api_tokens") in door
    page = client.post(reverse("api_tokens"), wanted(scopes=["read", "order"]))
    assert page.status_code == 201
    assert "no-store" in page["Cache-Control"]
    [secret] = re.findall(r"pb_[\w-]{43}", page.content.decode())
    assert opens(secret) == 200
    later = client.get(reverse("api_tokens")).content.decode()
    assert secret not in later
    assert secret[:8] in later
    [revoke] = re.findall(r'action="([^"]+/cabut/)"', later)
    assert client.post(revoke).status_code == 302
    assert opens(secret) == 401
    assert AuditEvent.objects.filter(action__startswith="api_token.", actor=ani).count() == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": "x" * 61},
        {"scopes": []},
        {"scopes": ["pay"]},
        {"scopes": ["everything"]},
        {"days": "36500"},
        {"days": "x"},
        {"password": ""},
        {"password": "salah-sekali-sandinya"},
        {"password": "\x00"},
    ],
)
def test_what_is_wrong_makes_no_token_and_loses_no_text(client, ani, changes):
    client.force_login(ani)
    typed = wanted(**changes)
    page = client.post(reverse("api_tokens"), typed)
    assert page.status_code == 422
    assert not ApiToken.objects.exists()
    assert typed["name"] in page.content.decode()
    assert factories.PASSWORD not in page.content.decode()


def test_wrong_passwords_on_the_page_are_counted_as_at_sign_in(client, ani):
    client.force_login(ani)
    answers = [
        client.post(reverse("api_tokens"), wanted(password="salah-sekali-sandinya")).status_code
        for _ in range(8)
    ]
    assert answers[-1] == 429
    assert AccessAttempt.objects.get().username == ani.email


def test_the_page_offers_what_fits_ones_roles(client, world):
    offered = {
        name: {scope.key for scope in token_scopes.fitting(getattr(world, name))}
        for name in ("ani", "budi", "citra", "eka", "fajar", "indra")
    }
    assert offered == {
        "ani": {"read", "order", "people"},
        "budi": {"read", "order", "people"},
        "citra": {"read", "sell"},
        "eka": {"read", "receive", "people"},
        "indra": {"read", "decide"},
        "fajar": {"read", "pay"},
    }


# ---- at rest


def test_nothing_in_the_database_opens_the_door(ani):
    token, secret = made(ani)
    assert token.digest == hashlib.sha256(secret.encode()).hexdigest()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT 1 FROM "{table}" t WHERE t::text LIKE %s', [f"%{secret}%"])  # noqa: S608
            assert cursor.fetchone() is None, table
    assert opens(token.digest) == 401


@pytest.mark.parametrize(
    "change",
    [
        "digest = repeat('0', 64)",
        "scopes = '{read,pay}'",
        "expires_at = expires_at + interval '1 year'",
        "user_id = user_id + 1",
        "name = 'x'",
        "created_at = now()",
    ],
)
def test_the_word_of_a_token_stands(ani, change):
    made(ani)
    with (
        pytest.raises(IntegrityError, match="never changes"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE accounts_apitoken SET {change}")  # noqa: S608 - the lines above


def test_an_ended_token_is_not_revived_and_none_is_deleted(ani):
    token, secret = made(ani)
    tokens.revoke(actor=ani, token_id=token.pk)
    for statement in (
        "UPDATE accounts_apitoken SET ended_at = NULL, ended_why = ''",
        "DELETE FROM accounts_apitoken",
    ):
        with (
            pytest.raises(Exception, match=r"never changes|append-only|permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    assert opens(secret) == 401


# ---- its ends


def changed_password(person):
    person.set_password("Gelas7Jendela!Rumput")
    person.save()


def changed_in_a_shell(person):
    type(person).objects.filter(pk=person.pk).update(password="!")


def closed(person):
    type(person).objects.filter(pk=person.pk).update(is_active=False)


@pytest.mark.parametrize(
    ("end", "why"),
    [
        (changed_password, TokenEnd.PASSWORD),
        (changed_in_a_shell, TokenEnd.PASSWORD),
        (closed, TokenEnd.CLOSED),
    ],
)
def test_a_new_password_or_a_closed_account_ends_all_tokens(ani, budi, end, why):
    ours, theirs = made(ani), made(budi)
    _by_sign_in, secret = tokens.make_by_sign_in(actor=ani, scopes=None)
    end(ani)
    assert {opens(ours[1]), opens(secret)} == {401}
    assert opens(theirs[1]) == 200
    ends = ApiToken.objects.filter(user=ani).values_list("ended_why", flat=True)
    assert set(ends) == {why}
    type(ani).objects.filter(pk=ani.pk).update(is_active=True)
    assert opens(secret) == 401  # what has ended stays so


def test_a_password_changed_on_the_page_ends_them_too(client, ani):
    _token, secret = made(ani)
    client.force_login(ani)
    new = "Gelas7Jendela!Rumput"
    form = {"oldpassword": factories.PASSWORD, "password1": new, "password2": new}
    assert client.post(reverse("account_change_password"), form).status_code == 302
    assert opens(secret) == 401


def test_a_token_expires(ani):
    _token, secret = made(ani, days=30)
    with clock.moved_to(clock.now() + timedelta(days=29)):
        assert opens(secret) == 200
    with clock.moved_to(clock.now() + timedelta(days=31)):
        assert opens(secret) == 401
        assert not tokens.of(ani).exists()
        made(ani)  # the name is free again


def test_nobody_revokes_another_ones(client, ani, budi):
    token, secret = made(ani)
    with pytest.raises(NotFoundError):
        tokens.revoke(actor=budi, token_id=token.pk)
    client.force_login(budi)
    assert client.post(reverse("api_token_revoke", args=[token.pk])).status_code == 404
    assert client.post(reverse("api_token_revoke", args=[2**63])).status_code == 404
    assert opens(secret) == 200


def test_there_are_so_many_and_no_more(ani):
    for number in range(tokens.MOST_LIVE):
        made(ani, name=f"program {number}")
    with pytest.raises(RuleViolation, match="20"):
        made(ani, name="one more")
    with pytest.raises(RuleViolation):
        tokens.make_by_sign_in(actor=ani, scopes=None)
    tokens.revoke(actor=ani, token_id=tokens.of(ani).last().pk)
    _first, first = tokens.make_by_sign_in(actor=ani, scopes=None)
    _second, second = tokens.make_by_sign_in(actor=ani, scopes=None)
    assert (opens(first), opens(second)) == (401, 200)


def test_its_use_is_noted_but_not_each_time(ani):
    token, secret = made(ani)
    opens(secret)
    token.refresh_from_db()
    first = token.last_used_at
    assert first is not None
    opens(secret)
    token.refresh_from_db()
    assert token.last_used_at == first


# ---- scopes


def approve(secret, order):
    headers = {"Idempotency-Key": "k-1"}
    path = f"{ORDERS}{order.public_id}/approve/"
    return with_token(secret).post(path, {}, content_type="application/json", headers=headers)


@pytest.mark.parametrize(
    ("scopes", "reads", "approves"),
    [
        (["read"], 200, 403),
        (["order"], 403, 200),
        (["read", "order"], 200, 200),
    ],
)
def test_a_token_does_what_its_scopes_say_and_nothing_else(world, scopes, reads, approves):
    order = order_stories.submitted(world)
    _token, secret = made(world.budi, *scopes)
    assert opens(secret) == reads
    assert approve(secret, order).status_code == approves


def test_a_scope_gives_nothing_that_the_role_does_not(world):
    order = order_stories.submitted(world)
    _token, secret = made(world.budi, "read", "order")
    world.budi.memberships.filter(role=Role.COMMITMENT_OFFICER).update(active=False)
    assert approve(secret, order).status_code in {403, 404}
    order.refresh_from_db()
    assert order.status == "submitted"


def test_signing_in_by_program_takes_the_scopes_that_were_asked_for(client, ani):
    asked = {"email": ani.email, "password": factories.PASSWORD}

    def answer(**more):
        return client.post(reverse("api_token"), asked | more, content_type="application/json")

    assert answer().json()["scopes"] == ["read", "people", "order"]
    assert answer(scopes=["read"]).json()["scopes"] == ["read"]
    assert answer(scopes=["pay"]).status_code == 422
    for wrong in ([], "read", [["read"]], [1], ["read"] * 17, None):
        assert answer(scopes=wrong).status_code in {400, 422}, wrong
    assert ApiToken.objects.count() == 2
