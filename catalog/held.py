"""Goods are described for everybody: nothing of a person but who wrote it, by number."""

from catalog.category_models import AttributeSpec, Category
from catalog.closed_day_models import ClosedDay
from catalog.delivery_models import DeliveryRate, PickUp
from catalog.maker_models import ProductMaker
from catalog.models import Etalase, PriceMark, PriceVersion, Product, ProductRevision, Sku
from catalog.offer_models import ClosedShop, KnownWord, Offer, OfferRules
from catalog.photo_models import ProductPhoto
from catalog.rise_models import PriceRise
from catalog.synonym_models import SearchSynonym
from marketplace.core import privacy

for table in (
    AttributeSpec,
    Category,
    Etalase,
    PriceMark,
    Product,
    ProductPhoto,
    ProductRevision,
    Sku,
):
    privacy.silent(table, "words about goods, read by everybody")
privacy.silent(SearchSynonym, "words about goods, read by every search")
for kept in (ClosedShop, KnownWord, Offer, OfferRules):
    privacy.silent(kept, "copies of what is public, written anew by the database")
privacy.silent(DeliveryRate, "what a shop asks for delivery, read by everybody")
privacy.silent(PickUp, "that goods may be fetched, read by everybody")
privacy.silent(PriceVersion, "quantities and prices", "tiers")
privacy.silent(PriceRise, "why a price of goods rises, and what an office answers")
privacy.names(Product, "published_by")
privacy.names(ProductRevision, "submitted_by", "decided_by")
privacy.names(PriceVersion, "set_by")
privacy.names(SearchSynonym, "changed_by")
privacy.names(PriceRise, "proposed_by", "decided_by")
privacy.names(ProductMaker, "set_by", "ended_by")
privacy.names(ClosedDay, "closed_by")
