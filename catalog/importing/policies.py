"""Who sends sheets of goods, and whose sheets a person sees."""

from django.db.models import QuerySet

from catalog.importing.models import GoodsImport
from catalog.policies import can_list
from marketplace.accounts.models import User
from vendors.policies import VendorAct, vendors_of

can_send = can_list


def visible_to(user: User) -> QuerySet[GoodsImport]:
    """Return the sheets of the shops whose goods this person offers."""
    rows = GoodsImport.objects.filter(vendor__in=vendors_of(user, to=VendorAct.SELL))
    return rows.select_related("vendor")
