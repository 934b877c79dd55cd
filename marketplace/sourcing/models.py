"""The cart: goods of several vendors, waiting to become one order per vendor."""

import uuid
from typing import Any, Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from catalog.dating import DAYS_FIT, DayWanted
from catalog.models import PriceVersion, ProductRevision, Sku
from marketplace.accounts.models import Agency
from marketplace.core.bounds import MAX_QUANTITY
from marketplace.orders.models import LINE_NOTE_MAX

NAME_MAX: Final = 80
SOME_UNITS: Final = Q(quantity__gte=1, quantity__lte=MAX_QUANTITY)


class Cart(models.Model):
    """What one officer collects for one agency (keranjang)."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "agency"], name="one_cart_per_agency")
        ]

    def __str__(self) -> str:
        return f"{self.owner_id} for {self.agency_id}"


class SharedCart(models.Model):
    """Goods that one officer hands to another of the same agency (serahan); never changed.

    It names neither prices nor a plan: who takes it puts the goods into their own cart, at the
    prices of then.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=NAME_MAX)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    sent_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(sent_by=F("sent_to")),
                name="shared_cart_goes_to_another",
            )
        ]
        indexes = [
            models.Index(fields=["sent_to", "-sent_at"], name="shared_carts_to"),
            models.Index(fields=["sent_by", "-sent_at"], name="shared_carts_by"),
        ]

    def __str__(self) -> str:
        return self.name


class SharedLine(DayWanted):
    """Goods of a shared cart: how many, for which days, and what the shop is told."""

    shared = models.ForeignKey(SharedCart, on_delete=models.PROTECT, related_name="lines")
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()
    note = models.CharField(max_length=LINE_NOTE_MAX, blank=True, default="")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["shared", "sku"], name="goods_once_in_a_shared_cart"),
            models.CheckConstraint(condition=SOME_UNITS, name="shared_quantity_positive"),
            models.CheckConstraint(condition=DAYS_FIT, name="shared_days_fit"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.sku_id}"


class SharedAnswer(models.Model):
    """Whether a shared cart was taken or declined, once; an offer without one waits."""

    shared = models.OneToOneField(SharedCart, on_delete=models.PROTECT, related_name="answer")
    is_taken = models.BooleanField()
    answered_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.shared_id}: {self.is_taken}"


class Line(DayWanted):
    """A variant wanted by an officer, with the price and the words they saw.

    ``chosen``: whether the next checkout orders it. ``note``: what the shop is told of it.
    ``shared``: the shared cart it came with, so that its asker is known.
    """

    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()
    price_version = models.ForeignKey(PriceVersion, on_delete=models.PROTECT, related_name="+")
    revision = models.ForeignKey(ProductRevision, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=LINE_NOTE_MAX, blank=True, default="", db_default="")
    chosen = models.BooleanField(default=True, db_default=True)
    shared = models.ForeignKey(
        SharedCart, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True

    def copied(self) -> dict[str, Any]:
        """Return everything about the goods, by column, for another row of them."""
        return {column.attname: getattr(self, column.attname) for column in Line._meta.fields}


class CartItem(Line):
    """A line that lies in a cart.

    What is dated may lie there without a day: checkout asks for it.
    """

    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="items")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cart", "sku"], name="one_item_per_sku"),
            models.CheckConstraint(condition=SOME_UNITS, name="cart_quantity_positive"),
            models.CheckConstraint(condition=DAYS_FIT, name="cart_days_fit"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.sku_id}"


class RemovedItem(Line):
    """The line that was taken out of a cart last: for a while it can be put back."""

    cart = models.OneToOneField(Cart, on_delete=models.CASCADE, related_name="removed")
    removed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=SOME_UNITS, name="removed_quantity_positive"),
            models.CheckConstraint(condition=DAYS_FIT, name="removed_days_fit"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.sku_id}"
