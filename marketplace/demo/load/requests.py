"""Requests about personal data in the demo: one to be erased waits, one download lies ready."""

from marketplace.accounts.models import User
from marketplace.core import privacy
from marketplace.core.privacy import Person
from marketplace.privacy import services
from marketplace.privacy.models import RequestKind
from marketplace.privacy.people import Known
from vendors.models import Vendor, VendorStatus
from vendors.queries import owner_of


def ask_about_data() -> None:
    """Let the owner of a rejected application ask to be erased, and another for a download."""
    leaving = next(filter(_can_leave, _owners(VendorStatus.REJECTED)), None)
    if leaving is not None:
        _ask(RequestKind.ERASE, leaving, "Usahanya tidak jadi dibuka.")
    for owner in _owners(VendorStatus.APPROVED)[:1]:
        _ask(RequestKind.EXPORT, owner)


def _ask(kind: RequestKind, owner: User, reason: str = "") -> None:
    services.ask(kind, Known(account_id=owner.pk), actor=owner, reason=reason)


def _owners(status: VendorStatus) -> list[User]:
    """Return who owns a shop in this state, the first shop first."""
    owners = map(owner_of, Vendor.objects.filter(status=status).order_by("pk"))
    return [owner for owner in owners if owner is not None and owner.is_active]


def _can_leave(owner: User) -> bool:
    return not privacy.obstacles(privacy.whole(Person(account_id=owner.pk)))
