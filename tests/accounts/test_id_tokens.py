"""What an ID token must be, beside what the provider's process can be made to say over HTTP."""

import time

import pytest

from marketplace.accounts.id_tokens import LEEWAY_SECONDS, Expected, TokenRefused, claims_of
from tests.oidc.provider import Keys

ISSUER = "https://idp.example.test"
EXPECTED = Expected(ISSUER, "pasar", "n")
CLAIMS = {
    "iss": ISSUER,
    "aud": "pasar",
    "nonce": "n",
    "sub": "p",
    "iat": 0,
    "exp": 60,
}  # seconds from now
TIMES = {"iat", "exp", "nbf"}
OWN, OTHER, SHORT = Keys("satu"), Keys("dua"), Keys("satu", bits=1024)


def signed(key, claims, header=None):
    """A token of this moment; times are given as seconds from now."""
    now = int(time.time())
    told = {
        name: value + now if name in TIMES and value is not True else value
        for name, value in (CLAIMS | claims).items()
    }
    return key.token(told, header)


def read(token, *keys):
    return claims_of(token, {"keys": [key.published for key in keys]}, EXPECTED)


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"aud": ["pasar"]},
        {"aud": ["pasar", "lain"], "azp": "pasar"},
        {"exp": -LEEWAY_SECONDS // 2},
        {"iat": LEEWAY_SECONDS // 2},
        {"nbf": -5},
    ],
)
def test_a_true_token_is_read(claims):
    assert read(signed(OWN, claims), OTHER, OWN)["sub"] == "p"


def test_without_the_name_of_a_key_there_must_be_one_alone():
    token = signed(OWN, {}, {"alg": "RS256"})
    assert read(token, OWN)["sub"] == "p"
    with pytest.raises(TokenRefused):
        read(token, OWN, OTHER)


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": -LEEWAY_SECONDS},
        {"exp": True},
        {"iat": LEEWAY_SECONDS + 60},
        {"nbf": LEEWAY_SECONDS + 60},
        {"aud": ["pasar", "lain"]},
        {"aud": None},
        {"nonce": None},
        {"sub": "p" * 256},
    ],
)
def test_what_is_too_late_too_early_or_for_others_is_refused(claims):
    with pytest.raises(TokenRefused):
        read(signed(OWN, claims), OWN)


@pytest.mark.parametrize(
    ("keys", "token"),
    [
        ([OTHER], signed(OWN, {})),
        ([], signed(OWN, {})),
        ([OWN, OWN], signed(OWN, {})),
        ([SHORT], signed(SHORT, {})),
        ([OWN], signed(OWN, {})[:-3] + "AAA"),
        ([OWN], signed(OWN, {}) + ".x"),
        ([OWN], "a.b.c"),
        ([OWN], "ä.ö.ü"),
        ([OWN], ".."),
    ],
)
def test_no_key_a_short_one_and_no_token_are_refused(keys, token):
    with pytest.raises(TokenRefused):
        read(token, *keys)


@pytest.mark.parametrize("keys", [{}, {"keys": 1}, {"keys": [1, None]}, {"keys": [{"kty": "RSA"}]}])
def test_keys_that_are_none_are_refused(keys):
    with pytest.raises(TokenRefused):
        claims_of(signed(OWN, {}), keys, EXPECTED)
