"""Vendors (penyedia): who they are, who acts for them and is invited to, and what was verified."""

from vendors.models.change import (
    PROVED_BY_PAPER,
    TWO_LOOKS,
    ChangeKind,
    ChangeRequest,
    ChangeStatus,
)
from vendors.models.entry import FieldEntry
from vendors.models.invitation import INVITED_AS, Invitation
from vendors.models.paper import DocumentKind, FieldReview, VendorDocument
from vendors.models.size import SizeDeclaration
from vendors.models.standing import VendorRating, VendorStanding
from vendors.models.vendor import (
    EAST,
    HOLDS_NIB,
    INDEXED,
    NORTH,
    SOUTH,
    VENDOR_TRANSITIONS,
    WEST,
    KbliEdition,
    LegalForm,
    SizeClass,
    Vendor,
    VendorMembership,
    VendorRole,
    VendorStatus,
    VendorStatusChange,
)

__all__ = [
    "EAST",
    "HOLDS_NIB",
    "INDEXED",
    "INVITED_AS",
    "NORTH",
    "PROVED_BY_PAPER",
    "SOUTH",
    "TWO_LOOKS",
    "VENDOR_TRANSITIONS",
    "WEST",
    "ChangeKind",
    "ChangeRequest",
    "ChangeStatus",
    "DocumentKind",
    "FieldEntry",
    "FieldReview",
    "Invitation",
    "KbliEdition",
    "LegalForm",
    "SizeClass",
    "SizeDeclaration",
    "Vendor",
    "VendorDocument",
    "VendorMembership",
    "VendorRating",
    "VendorRole",
    "VendorStanding",
    "VendorStatus",
    "VendorStatusChange",
]
