"""What an application is made of: its steps, the fields a verifier judges, what is still missing.

A reviewed field is what a person recognises ("bank account"), not a column: returning it opens
all its columns and its papers for repair, and nothing else.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vendors.models import DocumentKind, Vendor
from vendors.requirements import NUMBERS, demand_of, papers_asked


@dataclass(frozen=True, slots=True)
class Identity:
    """Step one: how the firm is called and what it is by law."""

    name: str
    legal_form: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """Step two: its numbers; which of them count follows from the legal form. Plain digits.

    nitku: the 22 digits of the place of business, 16 of the NPWP and 6 of the place.
    """

    nib: str = ""
    npwp: str = ""
    nik: str = ""
    cooperative_number: str = ""
    nitku: str = ""


@dataclass(frozen=True, slots=True)
class Fields:
    """Step three: one to three business fields, each a KBLI code with its edition."""

    codes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """The one figure the size class depends on, in whole rupiah."""

    has_full_book_year: bool
    capital_rupiah: int | None = None
    annual_sales_rupiah: int | None = None

    @property
    def measured_rupiah(self) -> int | None:
        """Yearly sales once a full book year is closed, capital before that (R-SIZE-1)."""
        return self.annual_sales_rupiah if self.has_full_book_year else self.capital_rupiah


@dataclass(frozen=True, slots=True)
class Place:
    """Street address, the smallest region we know there, and if one likes its point in degrees."""

    address: str
    region_id: int
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """Where the money goes."""

    bank_code: str
    account_number: str
    account_holder: str


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One thing a verifier judges: the columns and the papers behind it, and its step.

    optional: columns that may stay empty.
    """

    label: Promise
    step: str
    columns: tuple[str, ...]
    documents: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()


PAPERS: Final = "dokumen"
STEPS: Final[Mapping[str, Promise]] = {
    "usaha": _("Business"),
    "nomor": _("Numbers"),
    "bidang": _("Business fields"),
    "ukuran": _("Size"),
    "alamat": _("Address"),
    "kontak": _("Contact"),
    "rekening": _("Bank account"),
    "pajak": _("Tax"),
    PAPERS: _("Documents"),
}
# How long a step takes somebody who does it for the first time, in minutes.
MINUTES: Final[Mapping[str, int]] = {**dict.fromkeys(STEPS, 1), PAPERS: 2}
REVIEWED: Final[Mapping[str, Reviewed]] = {
    "name": Reviewed(
        _("Business name and legal form"),
        "usaha",
        ("name", "legal_form"),
        (DocumentKind.DEED, DocumentKind.VILLAGE_REGULATION),
    ),
    "nib": Reviewed(_("NIB"), "nomor", ("nib",), (DocumentKind.NIB,)),
    "nik": Reviewed(_("Owner's NIK"), "nomor", ("nik",), (DocumentKind.ID_CARD,)),
    "cooperative_number": Reviewed(
        _("NIK of the cooperative"),
        "nomor",
        ("cooperative_number",),
        (DocumentKind.COOPERATIVE_CERTIFICATE,),
    ),
    "npwp": Reviewed(
        _("NPWP"), "nomor", ("npwp", "nitku"), (DocumentKind.NPWP,), optional=("nitku",)
    ),
    "kbli": Reviewed(_("Business fields (KBLI)"), "bidang", ("kbli_codes",)),
    "size": Reviewed(
        _("Size class, computed"),
        "ukuran",
        ("has_full_book_year", "capital_rupiah", "annual_sales_rupiah"),
    ),
    "address": Reviewed(
        _("Business address"),
        "alamat",
        ("address", "region_id", "latitude", "longitude"),
        optional=("latitude", "longitude"),
    ),
    "contact": Reviewed(_("Phone"), "kontak", ("phone",)),
    "bank": Reviewed(
        _("Bank account"),
        "rekening",
        ("bank_code", "account_number", "account_holder"),
        (DocumentKind.PASSBOOK,),
    ),
    "tax": Reviewed(_("PKP status"), "pajak", ("is_pkp",), (DocumentKind.PKP_CERTIFICATE,)),
}
FIELD_OF_COLUMN: Final[Mapping[str, str]] = {
    column: field for field, reviewed in REVIEWED.items() for column in reviewed.columns
}
FIELD_OF_DOCUMENT: Final[Mapping[str, str]] = {
    kind: field for field, reviewed in REVIEWED.items() for kind in reviewed.documents
}
MASKED: Final = frozenset({"npwp", "nik", "cooperative_number", "bank"})


def reviewed_fields(vendor: Vendor) -> tuple[str, ...]:
    """Return the fields that are judged for this vendor: of its numbers those its form asks for."""
    demand = demand_of(vendor.legal_form)
    judged = {*demand.numbers, *(number for number in demand.optional if getattr(vendor, number))}
    return tuple(field for field in REVIEWED if field not in NUMBERS or field in judged)


def missing_keys(vendor: Vendor, documents: Collection[str]) -> tuple[list[str], list[str]]:
    """Return what is still empty by key: fields, and kinds of papers that are not handed in."""
    fields = [field for field in reviewed_fields(vendor) if not is_filled(vendor, field)]
    return fields, [str(kind) for kind in papers_asked(vendor) if kind not in documents]


def missing_fields(vendor: Vendor, documents: Collection[str]) -> dict[str, list[str]]:
    """Return, per step, the labels of what is still empty; an empty dict means "ready"."""
    missing: dict[str, list[str]] = {}
    fields, papers = missing_keys(vendor, documents)
    for field in fields:
        missing.setdefault(REVIEWED[field].step, []).append(str(REVIEWED[field].label))
    for kind in papers:
        missing.setdefault(PAPERS, []).append(str(DocumentKind(kind).label))
    order = list(STEPS)
    return dict(sorted(missing.items(), key=lambda step: order.index(step[0])))


def is_filled(vendor: Vendor, field: str) -> bool:
    """Say whether a reviewed field has all it needs."""
    if field == "size":
        return vendor.size_class != ""
    needed = (c for c in REVIEWED[field].columns if c not in REVIEWED[field].optional)
    return all(getattr(vendor, column) not in (None, "", []) for column in needed)


def masked(value: str) -> str:
    """Return a number with all but its last four digits hidden, in groups of four."""
    hidden = "•" * max(len(value) - 4, 0) + value[-4:]
    return " ".join(hidden[start : start + 4] for start in range(0, len(hidden), 4))
