"""What an application is made of: its steps, the fields a verifier judges, what is still missing.

A reviewed field is what a person recognises ("bank account"), not a column: returning it opens
all its columns and its paper for repair, and nothing else.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vendors.models import DocumentKind, LegalForm, Vendor


@dataclass(frozen=True, slots=True)
class Business:
    """Step one: who the firm is. Numbers are kept as plain digits."""

    name: str
    legal_form: str
    nib: str
    npwp: str
    kbli_codes: tuple[str, ...]
    nik: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Step two: the one figure the size class depends on, in whole rupiah."""

    has_full_book_year: bool
    capital_rupiah: int | None = None
    annual_sales_rupiah: int | None = None

    @property
    def measured_rupiah(self) -> int | None:
        """Yearly sales once a full book year is closed, capital before that (R-SIZE-1)."""
        return self.annual_sales_rupiah if self.has_full_book_year else self.capital_rupiah


@dataclass(frozen=True, slots=True)
class Place:
    """Step three: street address and the smallest region we know there."""

    address: str
    region_id: int


@dataclass(frozen=True, slots=True)
class Account:
    """Step four: where the money goes, and how to reach the owner."""

    bank_code: str
    account_number: str
    account_holder: str
    phone: str
    is_pkp: bool = False


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One thing a verifier judges: the columns and the paper behind it, and its step."""

    label: Promise
    step: str
    columns: tuple[str, ...]
    document: str = ""


STEPS: Final[Mapping[str, Promise]] = {
    "usaha": _("Business"),
    "ukuran": _("Size"),
    "alamat": _("Address"),
    "rekening": _("Bank account"),
    "dokumen": _("Documents"),
}
REVIEWED: Final[Mapping[str, Reviewed]] = {
    "name": Reviewed(_("Business name and legal form"), "usaha", ("name", "legal_form")),
    "nib": Reviewed(_("NIB"), "usaha", ("nib",), DocumentKind.NIB),
    "npwp": Reviewed(_("NPWP"), "usaha", ("npwp",), DocumentKind.NPWP),
    "nik": Reviewed(_("Owner's NIK"), "usaha", ("nik",)),
    "kbli": Reviewed(_("Business fields (KBLI)"), "usaha", ("kbli_codes",)),
    "size": Reviewed(
        _("Size class, computed"),
        "ukuran",
        ("has_full_book_year", "capital_rupiah", "annual_sales_rupiah"),
    ),
    "address": Reviewed(_("Business address"), "alamat", ("address", "region_id")),
    "bank": Reviewed(
        _("Bank account"), "rekening", ("bank_code", "account_number", "account_holder")
    ),
    "contact": Reviewed(_("Phone and PKP status"), "rekening", ("phone", "is_pkp")),
}
FIELD_OF_COLUMN: Final[Mapping[str, str]] = {
    column: field for field, reviewed in REVIEWED.items() for column in reviewed.columns
}
FIELD_OF_DOCUMENT: Final[Mapping[str, str]] = {
    reviewed.document: field for field, reviewed in REVIEWED.items() if reviewed.document
}
MASKED: Final = frozenset({"npwp", "nik", "bank"})


def reviewed_fields(vendor: Vendor) -> tuple[str, ...]:
    """Return the fields that are judged for this vendor; only a sole trader has a NIK."""
    return tuple(
        field for field in REVIEWED if field != "nik" or vendor.legal_form == LegalForm.INDIVIDUAL
    )


def missing_fields(vendor: Vendor, documents: Collection[str]) -> dict[str, list[str]]:
    """Return, per step, the labels of what is still empty; an empty dict means "ready"."""
    missing: dict[str, list[str]] = {}
    for field in reviewed_fields(vendor):
        if not _is_filled(vendor, field):
            missing.setdefault(REVIEWED[field].step, []).append(str(REVIEWED[field].label))
    for kind in DocumentKind:
        if kind not in documents:
            missing.setdefault("dokumen", []).append(str(kind.label))
    return missing


def _is_filled(vendor: Vendor, field: str) -> bool:
    if field == "size":
        return vendor.size_class != ""
    if field == "kbli":
        return bool(vendor.kbli_codes)
    columns = (column for column in REVIEWED[field].columns if column != "is_pkp")
    return all(getattr(vendor, column) not in {None, ""} for column in columns)


def masked(value: str) -> str:
    """Return a number with all but its last four digits hidden, in groups of four."""
    hidden = "•" * max(len(value) - 4, 0) + value[-4:]
    return " ".join(hidden[start : start + 4] for start in range(0, len(hidden), 4))
