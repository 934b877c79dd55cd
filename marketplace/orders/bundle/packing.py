"""Pack a bundle: a ZIP whose bytes are the same for the same contents, one file at a time.

Nothing is compressed: pictures and PDF are already, and what a library packs differently one day
would change the hash of a bundle that did not change.
"""

import hashlib
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, Any, Final

from marketplace.documents.models import IssuedDocument
from marketplace.orders.bundle.contents import Entry, as_json, made
from marketplace.orders.models import EvidenceBundle

MANIFEST, SUMS, README = "manifest.json", "SHA256SUMS", "BACA-DULU.txt"
COVER_PATH: Final = "00-sampul.pdf"
_MODE: Final = 0o644 << 16
_UNIX: Final = 3
_GUIDE: Final = """Bundel bukti {number} dari pesanan {order}

Memeriksa isi:     sha256sum -c SHA256SUMS
Memeriksa bundel:  sha256sum {number}.zip
                   lalu cocokkan dengan {verify}

{cover}        riwayat pesanan, pemeriksaan, aturan, uang, dan daftar isi
dokumen/             surat pesanan, berita acara, kuitansi, persis seperti diterbitkan
berkas/              foto dan surat yang dikirim para pihak
data/                baris-baris pesanan, aturan, pengiriman, pembayaran, dan percakapan (JSON)
jejak-audit/         jejak audit pesanan dan semua yang ada di bawahnya (JSON dan CSV)
manifest.json        daftar isi dengan SHA-256, untuk program

Jejak audit: hash sebuah baris adalah SHA-256 dari larik JSON
[previous_hash, id, position, occurred_at, recorded_at, actor_id, action, subject_type, subject_id,
reason, data], kunci diurutkan, tanpa spasi, UTF-8. position dan hash kosong selama baris itu belum
masuk rantai. Baris sebelum dan sesudahnya milik urusan lain; nomor position menunjukkan tempatnya.
Dalam CSV, sel yang tampak seperti rumus diawali tanda petik satu.
"""


@dataclass(frozen=True)
class Packed:
    """A bundle packed in a temporary file, at its beginning; whoever asked for it closes it."""

    file: IO[bytes]
    name: str
    sha256: str
    size: int


def pack(bundle: EvidenceBundle, cover: IssuedDocument, pdf: bytes, entries: list[Entry]) -> Packed:
    """Return a bundle packed. Raises: AlteredPaper, DamagedFile, GoneFile, StoreAway."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever asked for it sends and closes it
    try:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            for one in _all(bundle, cover, pdf, entries):
                archive.writestr(_head(one.path, bundle.made_at), one.read() if one.read else b"")
        size = file.tell()
        file.seek(0)
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return Packed(file, f"{bundle.number}.zip", sha256, size)


def _all(
    bundle: EvidenceBundle, cover: IssuedDocument, pdf: bytes, entries: list[Entry]
) -> Iterator[Entry]:
    guide = _GUIDE.format(
        number=bundle.number,
        order=bundle.order.number,
        verify=cover.data["verify_url"],
        cover=COVER_PATH,
    )
    first = [made(COVER_PATH, pdf, "Sampul"), made(README, guide.encode(), "Petunjuk")]
    there = [*first, *entries]
    listed = made(MANIFEST, as_json(_manifest(bundle, cover, there)), "Daftar isi")
    kept = [one for one in [*there, listed] if not one.is_erased]
    sums = "".join(f"{one.sha256} *{one.path}\n" for one in kept)
    yield from kept
    yield made(SUMS, sums.encode(), "SHA-256")


def _manifest(
    bundle: EvidenceBundle, cover: IssuedDocument, entries: Iterable[Entry]
) -> dict[str, Any]:
    return {
        "bundle": bundle.number,
        "order": bundle.order.number,
        "made_at": bundle.made_at.astimezone(UTC).isoformat(),
        "made_by": str(bundle.made_by),
        "verify": cover.data["verify_url"],
        "check": "sha256sum -c SHA256SUMS",
        "algorithm": "SHA-256",
        "content_sha256": bundle.content_sha256,
        "files": [
            {
                "path": one.path,
                "what": one.what,
                "size": one.size,
                "sha256": one.sha256,
                "erased": one.is_erased,
            }
            for one in entries
        ],
    }


def _head(path: str, at: datetime) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(path, at.astimezone(UTC).timetuple()[:6])
    info.external_attr, info.create_system = _MODE, _UNIX
    return info
