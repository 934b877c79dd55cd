"""A key of a shop's program, and what it has last said of a variant's stock."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.models import Sku
from vendors.models import Vendor


class KeyScope(models.TextChoices):
    """What a key may be used for."""

    READ = "read", _("Read goods and changes of orders")
    STOCK = "stock", _("Say the stock")
    LISTING = "listing", _("Offer goods and change them")


class KeyEnd(models.TextChoices):
    """Why a key is good for nothing any more."""

    REVOKED = "revoked", _("Revoked")
    EXPIRED = "expired", _("Expired")


class ChannelKey(models.Model):
    """A key by which a program acts for one shop, in the name of who made it; its hash is kept.

    ``shown`` is its beginning. A rotated one lives a day longer, beside its successor. Nothing but
    its use, its rotation and its end ever changes (trigger).
    """

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="channel_keys")
    name = models.CharField(max_length=60)
    shown = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=8, choices=KeyScope.choices))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    rotated_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=8, choices=KeyEnd.choices, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="channel_key_is_hashed"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="channel_key_expires"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_why="")
                | Q(ended_at__isnull=False) & ~Q(ended_why=""),
                name="channel_key_ends_for_a_reason",
            ),
            models.UniqueConstraint(
                fields=["vendor", "name"],
                condition=Q(ended_at__isnull=True, rotated_at__isnull=True),
                name="one_live_channel_key_per_name",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shown}… {self.name}"


class StockVersion(models.Model):
    """The newest version of a variant's stock that a program has said; it only rises (trigger)."""

    sku = models.OneToOneField(Sku, on_delete=models.PROTECT, related_name="stock_version")
    version = models.BigIntegerField()
    stock = models.PositiveIntegerField()
    key = models.ForeignKey(ChannelKey, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(version__gte=1), name="stock_version_is_positive")
        ]

    def __str__(self) -> str:
        return f"{self.sku_id} v{self.version}"
