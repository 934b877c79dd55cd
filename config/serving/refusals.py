"""What the entrance itself answers, in both languages: Django has not seen these requests."""

from __future__ import annotations

import html
import json
from dataclasses import dataclass
from typing import Self

from config.serving.limits import MIB

RETRY_SECONDS = 5
_PAGE = (
    '<!doctype html><html lang="id"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    "<title>{title} · Pasar Bela</title></head>"
    "<body><main><h1>{title}</h1><p>{words}</p>"
    '<p lang="en">{english}</p></main></body></html>'
)


@dataclass(eq=False)
class Refusal(Exception):
    """A request that is turned away before Django: status, stable code and what to do next."""

    status: int
    code: str
    title: str
    words: str
    english: str
    retry_seconds: int | None = None

    @classmethod
    def busy(cls) -> Self:
        """More people want something at this moment than can be served."""
        return cls(
            503,
            "busy",
            "Pasar sedang ramai",
            "Permintaan Anda belum diproses. Tunggu beberapa detik, lalu muat ulang halaman.",
            "Your request was not processed. Wait a few seconds, then reload the page.",
            RETRY_SECONDS,
        )

    @classmethod
    def too_large(cls, most_bytes: int) -> Self:
        """A body beyond the limit."""
        most = most_bytes // MIB
        return cls(
            413,
            "body_too_large",
            "Kiriman terlalu besar",
            f"Satu kiriman paling besar {most} MB. Kembali, lalu pilih berkas yang lebih kecil.",
            f"One request may hold {most} MB at most. Go back and choose a smaller file.",
        )

    @classmethod
    def too_slow(cls) -> Self:
        """A body that does not arrive."""
        return cls(
            408,
            "body_too_slow",
            "Kiriman tidak sampai",
            "Sambungan terlalu lambat atau terputus. Kembali, lalu kirim sekali lagi.",
            "The connection is too slow or was lost. Go back and send it again.",
        )

    @classmethod
    def unreadable(cls) -> Self:
        """A request line or header that is none."""
        return cls(
            400,
            "unreadable_request",
            "Permintaan tidak terbaca",
            "Alamat atau kepala permintaan memuat tanda yang tidak sah. Periksa alamatnya.",
            "The address or a header holds signs that are not allowed. Check the address.",
        )

    def body(self, *, for_program: bool) -> tuple[bytes, bytes]:
        """Return content type and body: a page, or problem+json for a program."""
        if for_program:
            problem = {
                "type": "about:blank",
                "title": self.title,
                "status": self.status,
                "code": self.code,
                "detail": self.english,
            }
            return b"application/problem+json", json.dumps(problem).encode()
        texts = {key: html.escape(getattr(self, key)) for key in ("title", "words", "english")}
        return b"text/html; charset=utf-8", _PAGE.format(**texts).encode()
