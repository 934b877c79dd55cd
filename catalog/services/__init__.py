"""Use-cases of the catalogue; other rooms call these by their names here."""

from catalog.services.listing import (
    Listing,
    change_price,
    create_product,
    save_drawn_photo,
    set_stock,
    update_product,
)
from catalog.services.paid import PaidLine, record_paid_prices, refresh_price_marks
from catalog.services.publication import (
    publish_product,
    return_product,
    submit_product,
    unpublish_product,
)
from catalog.services.stock import release_stock, reserve_stock, withdraw_stock

__all__ = [
    "Listing",
    "PaidLine",
    "change_price",
    "create_product",
    "publish_product",
    "record_paid_prices",
    "refresh_price_marks",
    "release_stock",
    "reserve_stock",
    "return_product",
    "save_drawn_photo",
    "set_stock",
    "submit_product",
    "unpublish_product",
    "update_product",
    "withdraw_stock",
]
