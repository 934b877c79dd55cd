"""What this room registers with the kernel."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import locks, periodic
from marketplace.web import panels
from vendors.pipeline import guards, handlers, held, policies, services
from vendors.pipeline.models import ShopInvitation, Target, TargetImport, TargetList

__all__ = ["guards", "handlers", "held"]

# Before the vendor (30): answering an invitation opens a shop.
locks.register({TargetList: 26, Target: 27, ShopInvitation: 28, TargetImport: 29})
periodic.register("run_imports", services.run_imports)
periodic.register("match_targets", services.match_targets)
periodic.register("send_shop_invitations", services.send_shop_invitations)
periodic.register("forget_import_rows", services.forget_rows)


@panels.provide("places")
def target_places(request: HttpRequest, _subject: object) -> list[panels.Place]:
    """Lead whoever keeps or reads target lists to them."""
    user = request.user
    if isinstance(user, User) and policies.can_read(user):
        return [panels.Place("target_lists", _("Target lists"), "list-checks", order=22)]
    return []
