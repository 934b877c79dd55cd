"""An identity provider (OpenID Connect) as a process of its own: ``python -m tests.oidc.provider``.

Discovery, keys, authorization by code with PKCE, token and userinfo; whoever comes is signed in as
``person``. It misbehaves on request: ``POST /_sim/knobs`` with ``spoil``, how the ID token lies, or
``broken``, which address answers how. ``GET /_sim/record`` returns what it was asked for.
"""

import base64
import hashlib
import hmac
import json
import secrets
import time
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from tests.sms.gateway import serve

CLIENT, SECRET = "pasar bela:uji", "rahasia/uji+%"
LIFE_SECONDS = 300


def encoded(content: bytes) -> str:
    """base64url without its padding, as all of JOSE."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def part(words: dict[str, Any]) -> str:
    """A part of a token."""
    return encoded(json.dumps(words).encode())


class Keys:
    """A pair of keys, and how the public one is published."""

    def __init__(self, kid: str, bits: int = 2048) -> None:
        self.kid = kid
        self._private = rsa.generate_private_key(public_exponent=65537, key_size=bits)

    @property
    def published(self) -> dict[str, str]:
        """Return the public key as a JSON Web Key."""
        numbers = self._private.public_key().public_numbers()
        n = numbers.n.to_bytes((numbers.n.bit_length() + 7) // 8, "big")
        e = numbers.e.to_bytes(3, "big")
        kind = {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.kid}
        return {**kind, "n": encoded(n), "e": encoded(e)}

    def token(self, claims: dict[str, Any], header: dict[str, Any] | None = None) -> str:
        """Return claims signed by RS256, whatever the header says."""
        given = {"alg": "RS256", "typ": "JWT", "kid": self.kid} if header is None else header
        signed = f"{part(given)}.{part(claims)}"
        signature = self._private.sign(signed.encode(), padding.PKCS1v15(), SHA256())
        return f"{signed}.{encoded(signature)}"


class Provider:
    """What the provider knows: its keys and knobs, and the codes it gave out."""

    def __init__(self) -> None:
        self.own, self.forged = Keys("satu"), Keys("satu")
        self.codes: dict[str, dict[str, str]] = {}
        self.tokens: dict[str, dict[str, Any]] = {}
        self.reset()

    def reset(self) -> None:
        """Good manners and an empty memory."""
        self.person: dict[str, Any] = {"sub": "p-1", "name": "Ani Rahayu"}
        self.spoil, self.denies = "", False
        self.broken: dict[str, str] = {}
        self.asked: list[str] = []

    def id_token(self, asked: dict[str, str], issuer: str) -> str:
        """Return the word about the person, true or spoilt."""
        now = int(time.time())
        claims = {
            "iss": issuer,
            "aud": CLIENT,
            "nonce": asked["nonce"],
            "iat": now,
            "exp": now + LIFE_SECONDS,
            **self.person,
        }
        claims |= {
            "audience": {"aud": "somebody-else"},
            "audiences": {"aud": [CLIENT, "somebody-else"]},
            "party": {"azp": "somebody-else"},
            "nonce": {"nonce": "of-another-sign-in"},
            "expired": {"iat": now - 900, "exp": now - 600},
            "future": {"iat": now + 600},
            "issuer": {"iss": "https://elsewhere.test"},
            "nobody": {"sub": ""},
            "strange": {"sub": "p\u0000-1"},
            "number": {"sub": 1},
            "forever": {"exp": "besok"},
        }.get(self.spoil, {})
        if self.spoil == "signature":
            return self.forged.token(claims)
        if self.spoil == "unsigned":
            return f"{part({'alg': 'none'})}.{part(claims)}."
        if self.spoil == "symmetric":
            signed = f"{part({'alg': 'HS256', 'kid': 'satu'})}.{part(claims)}"
            public = json.dumps(self.own.published).encode()
            return f"{signed}.{encoded(hmac.digest(public, signed.encode(), 'sha256'))}"
        if self.spoil == "changed":
            header, _claims, signature = self.own.token(claims).split(".")
            return f"{header}.{part({**claims, 'sub': 'p-2'})}.{signature}"
        return {"words": "not a token", "list": f"{part({})}.W10.x"}.get(
            self.spoil, self.own.token(claims)
        )


PROVIDER = Provider()


class Answer(BaseHTTPRequestHandler):
    """The protocol and, under ``/_sim``, the side door of tests."""

    def do_GET(self) -> None:
        """Describe, publish keys, let a browser sign in, tell of a person."""
        parts = urlsplit(self.path)
        PROVIDER.asked.append(parts.path)
        if self._is_broken(parts.path.rpartition("/")[2]):
            return
        if parts.path == "/.well-known/openid-configuration":
            self._say(200, self._description())
        elif parts.path == "/jwks":
            self._say(200, {"keys": [{"kty": "EC", "kid": "dua"}, PROVIDER.own.published]})
        elif parts.path == "/authorize":
            self._authorize(dict(parse_qsl(parts.query)))
        elif parts.path == "/userinfo":
            bearer = self.headers.get("Authorization", "").removeprefix("Bearer ")
            person = PROVIDER.tokens.get(bearer)
            self._say(200 if person else 401, person or {"error": "invalid_token"})
        else:
            self._say(200, {"asked": PROVIDER.asked})

    def do_POST(self) -> None:
        """Give a token for a code, or take a knob."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/_sim/knobs":
            wanted = json.loads(body)
            if wanted.pop("reset", False):
                PROVIDER.reset()
            for name, value in wanted.items():
                setattr(PROVIDER, name, value)
            self._say(200, {})
            return
        PROVIDER.asked.append(self.path)
        if not self._is_broken("token"):
            self._token(dict(parse_qsl(body.decode())))

    @property
    def _issuer(self) -> str:
        return f"http://{self.headers['Host']}"

    def _description(self) -> dict[str, Any]:
        return {
            "issuer": self._issuer,
            "authorization_endpoint": f"{self._issuer}/authorize",
            "token_endpoint": f"{self._issuer}/token",
            "userinfo_endpoint": f"{self._issuer}/userinfo",
            "jwks_uri": f"{self._issuer}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        }

    def _authorize(self, asked: dict[str, str]) -> None:
        good = asked.get("response_type") == "code" and asked.get("client_id") == CLIENT
        proven = asked.get("code_challenge_method") == "S256" and asked.get("code_challenge")
        if not (good and proven and asked.get("nonce") and "openid" in asked.get("scope", "")):
            self._say(400, {"error": "invalid_request"})
            return
        code = secrets.token_urlsafe(12)
        PROVIDER.codes[code] = asked
        answer = {"error": "access_denied"} if PROVIDER.denies else {"code": code}
        answer |= {"state": asked["state"], "iss": self._issuer}
        self.send_response(302)
        self.send_header("Location", f"{asked['redirect_uri']}?{urlencode(answer)}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _token(self, sent: dict[str, str]) -> None:
        asked = PROVIDER.codes.pop(sent.get("code", ""), None)
        pair = urlencode({CLIENT: SECRET}).replace("=", ":").replace("+", "%20")
        if self.headers.get("Authorization") != f"Basic {base64.b64encode(pair.encode()).decode()}":
            self._say(401, {"error": "invalid_client"})
            return
        challenge = encoded(hashlib.sha256(sent.get("code_verifier", "").encode()).digest())
        if (
            asked is None
            or asked["code_challenge"] != challenge
            or asked["redirect_uri"] != sent.get("redirect_uri")
        ):
            self._say(400, {"error": "invalid_grant"})
            return
        access = secrets.token_urlsafe(12)
        PROVIDER.tokens[access] = PROVIDER.person
        told = {"access_token": access, "token_type": "Bearer", "expires_in": LIFE_SECONDS}
        self._say(200, {**told, "id_token": PROVIDER.id_token(asked, self._issuer)})

    def _is_broken(self, which: str) -> bool:
        how = PROVIDER.broken.get(which, "")
        bodies = {"rubbish": b"<html>\xff", "deep": b"[" * 50_000, "large": b" " * 100_000}
        bodies |= {"list": b"[]", "empty": b"{}"}
        endpoints = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        lies = {
            "inside": dict.fromkeys(endpoints, "http://10.0.0.1/x"),
            "another": {"issuer": "https://elsewhere.test"},
        }
        if how == "lost":
            self.close_connection = True
        elif how in bodies:
            self._send(200, bodies[how])
        elif how in lies:
            self._say(200, self._description() | lies[how])
        elif how:
            self._send(int(how), b"{}")
        return bool(how)

    def _say(self, status: int, words: dict[str, Any]) -> None:
        self._send(status, json.dumps(words).encode())

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Keep quiet."""


if __name__ == "__main__":
    serve(Answer)
