"""What old sheets said is forgotten; what became of the goods stays in their own trail."""

from datetime import timedelta

from django.db import transaction

from catalog.importing import rules
from catalog.importing.models import GoodsImport, GoodsPicture, GoodsRow
from marketplace.core import clock


@transaction.atomic
def forget_rows() -> int:
    """Forget what the rows of old sheets said; return of how many sheets."""
    now = clock.now()
    old = GoodsImport.objects.filter(
        forgotten_at=None, sent_at__lt=now - timedelta(days=rules.ROWS_KEPT_DAYS)
    ).exclude(started_at__isnull=False, finished_at=None, cancelled_at=None)
    keys = list(old.order_by("pk").values_list("pk", flat=True)[:20])
    GoodsRow.objects.filter(sheet__in=keys).update(said={}, raw=[])
    GoodsPicture.objects.filter(sheet__in=keys).update(content=None)
    open_ones = GoodsImport.objects.filter(pk__in=keys, finished_at=None, cancelled_at=None)
    open_ones.update(cancelled_at=now)
    return GoodsImport.objects.filter(pk__in=keys).update(forgotten_at=now)
