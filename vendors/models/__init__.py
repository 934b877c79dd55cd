"""Vendors (penyedia): who they are, who acts for them and is invited to, and what was verified."""

from vendors.models.invitation import INVITED_AS, Invitation
from vendors.models.size import SizeDeclaration
from vendors.models.vendor import (
    HOLDS_NIB,
    PROVED_BY_PAPER,
    TWO_LOOKS,
    VENDOR_TRANSITIONS,
    ChangeKind,
    ChangeRequest,
    ChangeStatus,
    DocumentKind,
    FieldReview,
    LegalForm,
    SizeClass,
    Vendor,
    VendorDocument,
    VendorMembership,
    VendorRole,
    VendorStatus,
    VendorStatusChange,
)

__all__ = [
    "HOLDS_NIB",
    "INVITED_AS",
    "PROVED_BY_PAPER",
    "TWO_LOOKS",
    "VENDOR_TRANSITIONS",
    "ChangeKind",
    "ChangeRequest",
    "ChangeStatus",
    "DocumentKind",
    "FieldReview",
    "Invitation",
    "LegalForm",
    "SizeClass",
    "SizeDeclaration",
    "Vendor",
    "VendorDocument",
    "VendorMembership",
    "VendorRole",
    "VendorStatus",
    "VendorStatusChange",
]
