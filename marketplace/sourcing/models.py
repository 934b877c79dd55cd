"""The cart: goods of several vendors, waiting to become one order per vendor."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from catalog.dating import DAYS_FIT, DayWanted
from catalog.models import PriceVersion, ProductRevision, Sku
from marketplace.accounts.models import Agency
from marketplace.core.bounds import MAX_QUANTITY


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


class CartItem(DayWanted):
    """A variant in a cart, with the price and the words the officer saw when putting it there.

    What is dated may lie there without a day: checkout asks for it.
    """

    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="items")
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()
    price_version = models.ForeignKey(PriceVersion, on_delete=models.PROTECT, related_name="+")
    revision = models.ForeignKey(ProductRevision, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cart", "sku"], name="one_item_per_sku"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=MAX_QUANTITY),
                name="cart_quantity_positive",
            ),
            models.CheckConstraint(condition=DAYS_FIT, name="cart_days_fit"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.sku_id}"
