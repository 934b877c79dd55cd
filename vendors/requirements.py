"""What is asked of whom: one table decides, per legal form, the numbers and the papers.

Forms, summary, submission, review and the demo read it here; nobody asks for anything else.
Sources: PP 7/2021 and PP 28/2025 (NIB of every business), PMK 112/2022 (the NPWP of a person is
their NIK, so that a sole trader need not give one), PP 11/2021 (BUMDes by village regulation).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from vendors.models import DocumentKind, LegalForm, Vendor


@dataclass(frozen=True, slots=True)
class Demand:
    """The numbers a legal form must give, those it may give, and the papers behind the firm."""

    numbers: tuple[str, ...]
    papers: tuple[DocumentKind, ...]
    optional: tuple[str, ...] = ()

    @property
    def all_numbers(self) -> tuple[str, ...]:
        """Every number that is asked, needed or not."""
        return (*self.numbers, *self.optional)


_COMPANY = Demand(("nib", "npwp"), (DocumentKind.NIB, DocumentKind.NPWP, DocumentKind.DEED))
DEMANDS: Final[Mapping[str, Demand]] = {
    LegalForm.INDIVIDUAL: Demand(
        ("nib", "nik"), (DocumentKind.NIB, DocumentKind.ID_CARD), optional=("npwp",)
    ),
    LegalForm.CV: _COMPANY,
    LegalForm.PT: _COMPANY,
    LegalForm.COOPERATIVE: Demand(
        ("nib", "cooperative_number", "npwp"),
        (DocumentKind.NIB, DocumentKind.COOPERATIVE_CERTIFICATE, DocumentKind.NPWP),
    ),
    LegalForm.VILLAGE_ENTERPRISE: Demand(
        ("nib", "npwp"), (DocumentKind.NIB, DocumentKind.NPWP, DocumentKind.VILLAGE_REGULATION)
    ),
}
NUMBERS: Final = ("nib", "nik", "cooperative_number", "npwp")
# What is printed on a paper and typed with it; other columns of the paper stay empty.
_LETTER = ("number", "issuer", "issued_on")
DETAILS: Final[Mapping[str, tuple[str, ...]]] = {
    DocumentKind.NIB: ("issued_on",),
    DocumentKind.ID_CARD: ("expires_on",),
    DocumentKind.DEED: _LETTER,
    DocumentKind.COOPERATIVE_CERTIFICATE: _LETTER,
    DocumentKind.VILLAGE_REGULATION: _LETTER,
    DocumentKind.PKP_CERTIFICATE: _LETTER,
}
# A card for life has no last day, and the day of a NIB helps without being needed.
OPTIONAL_DETAILS: Final = frozenset(
    {(DocumentKind.NIB, "issued_on"), (DocumentKind.ID_CARD, "expires_on")}
)


def demand_of(legal_form: str) -> Demand:
    """Return what a legal form is asked for; until one is chosen, what all forms have in common."""
    return DEMANDS.get(legal_form, Demand(("nib",), (DocumentKind.NIB,)))


def numbers_asked(legal_form: str) -> tuple[str, ...]:
    """Return the numbers on the page of a legal form, needed or not, in the order of the page."""
    asked = demand_of(legal_form).all_numbers
    return tuple(number for number in NUMBERS if number in asked)


def papers_asked(vendor: Vendor) -> tuple[DocumentKind, ...]:
    """Return the papers without which this application is not complete, in the order asked.

    The passbook always; a certificate of VAT registration from who is registered; the NPWP card
    from whoever gives an NPWP.
    """
    papers = set(demand_of(vendor.legal_form).papers) | {DocumentKind.PASSBOOK}
    if vendor.is_pkp:
        papers.add(DocumentKind.PKP_CERTIFICATE)
    if vendor.npwp:
        papers.add(DocumentKind.NPWP)
    return tuple(kind for kind in DocumentKind if kind in papers)
