"""Who makes keys of a shop."""

from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core.policy import ALLOW, Verdict, deny
from vendors.models import Vendor
from vendors.policies import VendorAct, acts_for


def can_keep_keys(user: User, vendor: Vendor) -> Verdict:
    """The owner decides which programs act for the shop."""
    if acts_for(user, vendor, to=VendorAct.MANAGE_PEOPLE):
        return ALLOW
    return deny(_("Only the owner of the shop makes and revokes its keys."))
