"""Use-cases of the catalogue; other rooms call these by their names here."""

from catalog.services.closed_days import close_days, open_day
from catalog.services.delivery import set_delivery
from catalog.services.gallery import arrange_photos, complete_photos, take_photo
from catalog.services.licences import carry_over, remind_of_need, state_licences
from catalog.services.listing import (
    Listing,
    create_product,
    save_drawn_photo,
    update_product,
)
from catalog.services.makers import set_makers
from catalog.services.offers import follow_rules, rebuild_offers
from catalog.services.paid_prices import (
    PaidLine,
    count_prices_anew,
    record_paid_prices,
    refresh_price_marks,
)
from catalog.services.price_bounds import PriceRiseNeedsReview
from catalog.services.price_jumps import PriceJumps
from catalog.services.price_rises import (
    decide_price_rise,
    propose_price_rise,
    withdraw_price_rise,
)
from catalog.services.publication import (
    publish_product,
    require_sellable,
    return_product,
    submit_product,
    unpublish_product,
)
from catalog.services.revisions import propose_revision
from catalog.services.stock import release_stock, reserve_stock, withdraw_stock
from catalog.services.synonyms import add_synonym, change_synonym
from catalog.services.terms import Terms, TierJumps, set_listing_terms, set_variant_terms
from catalog.services.tier_bounds import TierRises, TiersDoNotFall
from catalog.services.variants import (
    Variant,
    add_variant,
    change_price,
    set_stock,
    switch_variant,
    update_variant,
)

__all__ = [
    "Listing",
    "PaidLine",
    "PriceJumps",
    "PriceRiseNeedsReview",
    "Terms",
    "TierJumps",
    "TierRises",
    "TiersDoNotFall",
    "Variant",
    "add_synonym",
    "add_variant",
    "arrange_photos",
    "carry_over",
    "change_price",
    "change_synonym",
    "close_days",
    "complete_photos",
    "count_prices_anew",
    "create_product",
    "decide_price_rise",
    "follow_rules",
    "open_day",
    "propose_price_rise",
    "propose_revision",
    "publish_product",
    "rebuild_offers",
    "record_paid_prices",
    "refresh_price_marks",
    "release_stock",
    "remind_of_need",
    "require_sellable",
    "reserve_stock",
    "return_product",
    "save_drawn_photo",
    "set_delivery",
    "set_listing_terms",
    "set_makers",
    "set_stock",
    "set_variant_terms",
    "state_licences",
    "submit_product",
    "switch_variant",
    "take_photo",
    "unpublish_product",
    "update_product",
    "update_variant",
    "withdraw_price_rise",
    "withdraw_stock",
]
