"""What this room registers with the kernel."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.importing import guards, held, queries, services
from catalog.importing.models import GoodsImport, GoodsRow
from catalog.importing.rules import ImportState
from marketplace.core import locks, periodic
from marketplace.web import panels
from vendors.policies import VendorAct, vendors_of

__all__ = ["guards", "held"]

# Before the vendor (30): a worker holds the sheet while it changes the goods of a row.
locks.register({GoodsImport: 29, GoodsRow: 29})
periodic.register("judge_goods", services.judge_sheets)
periodic.register("take_in_goods", services.take_in_sheets)
periodic.register("forget_goods_rows", services.forget_rows)


@panels.provide("tasks")
def tasks(request: HttpRequest, _subject: Any) -> list[panels.Task]:
    """A sheet of goods that is looked through, and waits for whoever sells for the shop."""
    user = request.user
    if not user.is_authenticated:
        return []
    shops = vendors_of(user, to=VendorAct.SELL)
    sheets = GoodsImport.objects.filter(vendor__in=shops, cancelled_at=None, started_at=None)
    looked_at = sheets.exclude(judged_at=None).select_related("vendor").order_by("judged_at")
    return [
        panels.Task(
            title=_("Take in the goods of %(file)s") % {"file": sheet.file_name},
            detail=sheet.vendor.name,
            url=reverse("goods_import", args=[sheet.public_id]),
            action=_("Look at it"),
            does=reverse("goods_import_start", args=[sheet.public_id]),
            icon="file-text",
            since=sheet.judged_at or sheet.sent_at,
        )
        for sheet in looked_at[:5]
        if queries.state_of(sheet) == ImportState.PREVIEW
    ]
