"""What this room registers with the kernel."""

from functools import cache
from typing import Any

from django.http import HttpRequest

from marketplace.sourcing import queries
from marketplace.web import frame


@frame.frame_part
def cart(request: HttpRequest) -> dict[str, Any]:
    """Count the goods in a person's carts; counted only on pages that show it."""
    user = request.user
    if not user.is_authenticated:
        return {"cart_count": 0}
    return {"cart_count": cache(lambda: queries.cart_count(user))}
