"""Which members of a cooperative make a listing's goods, and since when."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from vendors.members.models import CooperativeMember
from vendors.models import Vendor

ALL_BP = 10_000  # the whole of a line's net; what the makers leave is the cooperative's service


def held_at(moment: datetime, prefix: str = "") -> Q:
    """Select the makers that a listing named at a moment; the twin of ``catalog_makers_at``."""
    since = Q(**{f"{prefix}since__lte": moment})
    return since & (Q(**{f"{prefix}until__isnull": True}) | Q(**{f"{prefix}until__gt": moment}))


class ProductMaker(models.Model):
    """A member makes the goods of a listing, for a share of what is paid for them (pembuat).

    ``share_bp``: basis points of the net of a line. Named from ``since`` on and, once another
    choice holds or the member has left, until ``until``: rows are ended, never changed, so that
    each order shows what held when it was placed. Composite keys tie listing and member to one
    cooperative.
    """

    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, related_name="makers")
    member = models.ForeignKey(
        CooperativeMember, on_delete=models.PROTECT, related_name="product_makers"
    )
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="+")
    share_bp = models.PositiveIntegerField()
    since = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(share_bp__gte=1, share_bp__lte=ALL_BP), name="maker_share_within_whole"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True, ended_by__isnull=True)
                | Q(until__gte=F("since"), ended_by__isnull=False),
                name="maker_ends_after_it_began",
            ),
            models.UniqueConstraint(
                fields=["product", "member"],
                condition=Q(until__isnull=True),
                name="maker_named_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["member"], condition=Q(until__isnull=True), name="maker_named_now"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.member_id} {self.share_bp}"
