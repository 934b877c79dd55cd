"""Licences of the cast's shops, made the way the triggers want it."""

import itertools
from datetime import date

from marketplace.core import clock
from marketplace.core.models import FileAccess
from tests.factories import keep_upload, make_photo
from vendors.licences.kinds import ALWAYS_ENDS, LicenceKind
from vendors.licences.models import Licence, LicenceStatus
from vendors.licences.queries import PAPER
from vendors.models import Vendor
from vendors.queries import owner_of

serials = itertools.count(1)
# Numbers of the right shape that nobody was given.
LICENCE_NUMBERS = {
    "halal": "ID{0:017d}",
    "pirt": "2069999{0:06d}-30",
    "bpom_md": "MD {0:012d}",
    "bpom_ml": "ML {0:012d}",
    "sni": "SNI {0:04d}:2018",
}


def make_licence(vendor: Vendor, kind: str = "halal", **fields) -> Licence:
    """A licence of a shop that its verifier compared with its paper; ``status="waiting"``: not yet.

    Triggers want the way it goes: handed in, its paper opened, decided by somebody from outside.
    """
    serial, status = next(serials), fields.pop("status", LicenceStatus.VERIFIED)
    owner, reader = owner_of(vendor), fields.pop("decided_by", vendor.approved_by)
    has_paper = kind != LicenceKind.NON_HALAL
    values = {
        "kind": kind,
        "number": LICENCE_NUMBERS.get(kind, "CONTOH-{0}").format(serial) if has_paper else "",
        "issuer": "Kantor penerbit (contoh)",
        "scope": "Kue kering",
        "issued_on": date(2026, 1, 5),
        "expires_on": date(2030, 12, 31) if kind in ALWAYS_ENDS else None,
        "tkdn_percent": 62 if kind == LicenceKind.TKDN else None,
        "file": keep_upload(make_photo("izin.png"), kind=PAPER, owner=owner) if has_paper else None,
        "asked_by": owner,
        "asked_at": clock.now(),
    }
    licence = Licence.objects.create(vendor=vendor, **{**values, **fields})
    if status == LicenceStatus.WAITING:
        return licence
    if licence.file:
        FileAccess.objects.create(file=licence.file, reader_id=reader.pk, read_at=clock.now())
    licence.status, licence.decided_by, licence.decided_at = status, reader, clock.now()
    licence.reason = "Nomor tidak terbaca." if status == LicenceStatus.RETURNED else ""
    licence.save()
    return licence
