"""The bank's own page for registering a card. It never asks for a number: it offers two samples.

The browser returns with a short-lived code and nothing else, because addresses end up in logs. The
client exchanges the code, bound to its own session's state, for token, last four digits and issuer.
"""

import secrets
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from payments.simulator.answers import Answer, RefusalError
from payments.simulator.bank import CARD_ACCEPTED, CARD_DECLINED
from payments.simulator.config import SimulatorConfig
from payments.simulator.fields import read_body, text

CODE_LIFE: Final = timedelta(minutes=5)
ISSUER: Final = "Bank Daerah (contoh)"
CHOICES: Final = {
    "berhasil": ("Kartu contoh berhasil", "4242", CARD_ACCEPTED),
    "ditolak": ("Kartu contoh ditolak", "0002", CARD_DECLINED),
}
STYLE: Final = """
body{font:1rem/1.5 system-ui,sans-serif;margin:0;background:#f4f5f7;color:#1c2530}
main{max-width:28rem;margin:8vh auto;padding:2rem;background:#fff;border-radius:.75rem}
h1{font-size:1.25rem;margin:0 0 .5rem}label{display:block;padding:.75rem 0;font-weight:600}
button,a{display:inline-block;min-height:2.75rem;line-height:2.75rem;padding:0 1.25rem}
button{border:0;border-radius:.5rem;background:#12355b;color:#fff;font:inherit;cursor:pointer}
"""
PAGE: Final = """<!doctype html><html lang="id"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>Daftarkan kartu · Simulator bank</title><link rel="stylesheet" href="/_bank/card-page.css">
</head><body><main><h1>Daftarkan kartu pemerintah</h1>
<p>Ini halaman simulator bank. Nomor kartu tidak pernah diminta; pilih salah satu kartu contoh.</p>
<form method="post" action="/_bank/card-page">{hidden}<fieldset><legend>Kartu contoh</legend>
{choices}</fieldset><p><button type="submit">Daftarkan kartu ini</button>
<a href="{cancel}">Batal</a></p></form></main></body></html>"""
HEADERS: Final = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; frame-ancestors 'none'",
}


class BoundCard(NamedTuple):
    """A registered card, waiting for the session that asked for it."""

    card: dict[str, str]
    state: str
    until: datetime


class CardPage:
    """Shows the form on GET and sends the browser back on POST."""

    def __init__(self, config: SimulatorConfig) -> None:
        self._config = config
        self._codes: dict[str, BoundCard] = {}

    async def show(self, request: Request) -> Response:
        """Offer the sample cards, if the return address belongs to the client."""
        return_url = request.query_params.get("returnUrl", "")
        state = request.query_params.get("state", "")
        merchant = request.query_params.get("merchantId", "")
        if not state or merchant != self._config.merchant_id or not self._may_return(return_url):
            return HTMLResponse("Permintaan tidak dikenal.", status_code=400, headers=HEADERS)
        hidden = _hidden("returnUrl", return_url) + _hidden("state", state)
        choices = "".join(
            f'<label><input type="radio" name="card" value="{value}" required'
            f"{' checked' if value == 'berhasil' else ''}> {label} (•••• {last4})</label>"
            for value, (label, last4, _) in CHOICES.items()
        )
        cancel = _with_query(return_url, {"state": state, "error": "cancelled"})
        page = PAGE.format(hidden=hidden, choices=choices, cancel=escape(cancel))
        return HTMLResponse(page, headers=HEADERS)

    async def submit(self, request: Request) -> Response:
        """Register the chosen card and return to the client with a code for it."""
        form = await _read_form(request)
        return_url, state = form.get("returnUrl", ""), form.get("state", "")
        choice = form.get("card", "")
        if choice not in CHOICES or not state or not self._may_return(return_url):
            return HTMLResponse("Permintaan tidak dikenal.", status_code=400, headers=HEADERS)
        target = _with_query(return_url, {"state": state, "code": self._issue(choice, state)})
        return RedirectResponse(target, status_code=303, headers=HEADERS)

    def exchange(self, payload: dict[str, Any]) -> Answer:
        """Give the card behind a code to the client, if the session is the one that asked."""
        code, state = text(payload, "authCode", 64), text(payload, "state", 256)
        bound = self._codes.get(code)
        if bound is None or bound.state != state or bound.until < datetime.now(UTC):
            return Answer(404, "01", "Code Not Found")
        return Answer(200, "00", "Successful", bound.card)

    def _issue(self, choice: str, state: str) -> str:
        _, last4, prefix = CHOICES[choice]
        token = f"{prefix}{secrets.token_hex(12)}"
        card = {"cardToken": token, "last4": last4, "issuer": ISSUER}
        code = secrets.token_urlsafe(24)
        self._codes[code] = BoundCard(card, state, datetime.now(UTC) + CODE_LIFE)
        return code

    async def style(self, _request: Request) -> Response:
        """The page's own style sheet, because its policy allows no inline style."""
        return Response(STYLE, media_type="text/css")

    def _may_return(self, url: str) -> bool:
        return self._config.may_return_to(url)


async def _read_form(request: Request) -> dict[str, str]:
    try:
        return dict(parse_qsl((await read_body(request)).decode(), max_num_fields=10))
    except (RefusalError, ValueError):
        return {}  # an unreadable form chooses no card, and is refused as such


def _hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{name}" value="{escape(value)}">'


def _with_query(url: str, fields: dict[str, str]) -> str:
    parts = urlsplit(url)
    query = "&".join(filter(None, (parts.query, urlencode(fields))))
    return parts._replace(query=query, fragment="").geturl()
