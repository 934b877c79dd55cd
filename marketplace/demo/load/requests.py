"""Requests about personal data in the demo: one to be erased waits, one download lies ready."""

from marketplace.accounts.models import User
from marketplace.privacy import services
from marketplace.privacy.models import RequestKind
from marketplace.privacy.people import Known
from vendors.models import Vendor, VendorStatus
from vendors.queries import owner_of


def ask_about_data() -> None:
    """Let the owner of a rejected application ask to be erased, and another for a download."""
    for status, kind, reason in (
        (VendorStatus.REJECTED, RequestKind.ERASE, "Usahanya tidak jadi dibuka."),
        (VendorStatus.APPROVED, RequestKind.EXPORT, ""),
    ):
        owner = _owner(status)
        if owner is not None:
            services.ask(kind, Known(account_id=owner.pk), actor=owner, reason=reason)


def _owner(status: VendorStatus) -> User | None:
    """Return whose first shop in this state it is; none in a demo without one."""
    vendor = Vendor.objects.filter(status=status).order_by("pk").first()
    return owner_of(vendor) if vendor else None
