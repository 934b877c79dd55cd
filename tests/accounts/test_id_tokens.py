"""What an ID token must be, beside what the provider's process can be made to say over HTTP."""

import pytest

from marketplace.accounts.id_tokens import LEEWAY_SECONDS, Expected, TokenRefused, claims_of
from tests.oidc.provider import Keys

ISSUER, NOW = "https://idp.example.test", 1_000_000.0
EXPECTED = Expected(ISSUER, "pasar", "n")
CLAIMS = {"iss": ISSUER, "aud": "pasar", "nonce": "n", "sub": "p", "iat": NOW, "exp": NOW + 60}
OWN, OTHER, SHORT = Keys("satu"), Keys("dua"), Keys("satu", bits=1024)


def read(token, *keys):
    return claims_of(token, {"keys": [key.published for key in keys]}, EXPECTED, now=NOW)


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"aud": ["pasar"]},
        {"aud": ["pasar", "lain"], "azp": "pasar"},
        {"exp": NOW - LEEWAY_SECONDS + 1},
        {"iat": NOW + LEEWAY_SECONDS - 1},
        {"nbf": NOW - 5},
    ],
)
def test_a_true_token_is_read(claims):
    assert read(OWN.token(CLAIMS | claims), OTHER, OWN)["sub"] == "p"


def test_without_the_name_of_a_key_there_must_be_one_alone():
    token = OWN.token(CLAIMS, {"alg": "RS256"})
    assert read(token, OWN)["sub"] == "p"
    with pytest.raises(TokenRefused):
        read(token, OWN, OTHER)


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": NOW - LEEWAY_SECONDS},
        {"exp": True},
        {"iat": NOW + LEEWAY_SECONDS},
        {"nbf": NOW + LEEWAY_SECONDS},
        {"aud": ["pasar", "lain"]},
        {"aud": None},
        {"nonce": None},
        {"sub": "p" * 256},
    ],
)
def test_what_is_too_late_too_early_or_for_others_is_refused(claims):
    with pytest.raises(TokenRefused):
        read(OWN.token(CLAIMS | claims), OWN)


@pytest.mark.parametrize(
    ("keys", "token"),
    [
        ([OTHER], OWN.token(CLAIMS)),
        ([], OWN.token(CLAIMS)),
        ([OWN, OWN], OWN.token(CLAIMS)),
        ([SHORT], SHORT.token(CLAIMS)),
        ([OWN], OWN.token(CLAIMS)[:-3] + "AAA"),
        ([OWN], OWN.token(CLAIMS) + ".x"),
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
        claims_of(OWN.token(CLAIMS), keys, EXPECTED, now=NOW)
