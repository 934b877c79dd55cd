"""What this room registers with the kernel."""

from functools import cache
from typing import Any

from django.http import HttpRequest

from marketplace.core import locks
from marketplace.sourcing import guards, queries
from marketplace.sourcing.models import Cart, CartItem
from marketplace.web import frame

__all__ = ["guards"]

locks.register({Cart: 10, CartItem: 15})


@frame.frame_part
def cart(request: HttpRequest) -> dict[str, Any]:
    """Count the goods in a person's carts; counted only on pages that show it."""
    user = request.user
    if not user.is_authenticated:
        return {"cart_count": 0}
    return {"cart_count": cache(lambda: queries.cart_count(user))}
