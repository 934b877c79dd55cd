"""What the pages of this room show: masked, and in words."""

from typing import Final, NamedTuple

from marketplace.core import phones
from vendors.models import Vendor

# A wrong account pays somebody else, and nobody but its holder can tell: its number is read whole.
CONFIRMED_IN_FULL: Final = frozenset({"bank"})


class Continued(NamedTuple):
    """One application that may be continued, as a list shows it: no NIK, the phone masked."""

    vendor: Vendor
    phone: str


def continued(vendor: Vendor) -> Continued:
    """Return a line of the list of what may be continued."""
    return Continued(vendor, phones.masked(vendor.phone))
