"""What must hold about goods."""

from catalog.offer_models import Offer
from marketplace.core.invariants import count, guards, invariant, query

guards("I-01", "0 <= reserved <= stock", "sku_reserved_within_stock")
query("I-01", "", "SELECT 1 FROM catalog_sku WHERE reserved < 0 OR reserved > stock")
guards("I-18", "", "product_steps", "revision_steps", "revision_begins")
guards("I-14", "whole rupiah only, at most 2^53", "sku_price_positive")
guards("I-25", "an order's parts belong together", "product_belongs_to_vendor")
guards("I-25", "", "sku_belongs_to_vendor", "sku_is_of_the_products_vendor", "sku_stays")
guards(
    "I-27",
    "what is ordered is what the buyer saw: its price version and its published revision",
    "sku_price_is_its_versions",
    "price_version_is_the_price",
    "price_version_frozen",
    "price_version_of_sku",
    "price_tiers_fall",
    "listing_is_whole",
    "listing_is_whole_at_first",
    "variants_are_whole",
    "revision_decided",
    "revision_kept",
    "product_revision_is_its_own",
)
query(
    "I-27",
    "",
    "SELECT 1 FROM catalog_sku s LEFT JOIN LATERAL (SELECT price_rupiah, tiers "
    "FROM catalog_priceversion "
    "WHERE sku_id = s.id ORDER BY from_at DESC, id DESC LIMIT 1) newest ON true "
    "WHERE (newest.price_rupiah, newest.tiers) IS DISTINCT FROM (s.price_rupiah, s.tiers)",
)
query(
    "I-27",
    "",
    "SELECT 1 FROM catalog_product p LEFT JOIN catalog_productrevision r ON r.id = p.revision_id "
    "WHERE p.status = 'published' AND (r.status, r.name, r.description, r.etalase_id) "
    "IS DISTINCT FROM ('published', p.name, p.description, p.etalase_id)",
)


@invariant("I-27")
def offers_that_differ() -> int:
    """Count the rows of what is public that are not as the definition gives them from scratch."""
    columns = ", ".join(str(field.column) for field in Offer._meta.concrete_fields)
    kept, defined = (
        f"SELECT {columns} FROM {table}"  # noqa: S608 - names of our own columns
        for table in ("catalog_offer", "catalog_offer_source")
    )
    return count(f"({kept} EXCEPT {defined}) UNION ALL ({defined} EXCEPT {kept})")


query(
    "I-27",
    "",
    "SELECT 1 FROM catalog_offer o JOIN vendors_vendor v ON v.id = o.vendor_id "
    "WHERE v.status <> 'approved' AND NOT EXISTS ("
    "SELECT 1 FROM catalog_closedshop c WHERE c.vendor_id = o.vendor_id)",
)
query(
    "I-27",
    "",
    "SELECT 1 FROM catalog_sku s WHERE s.is_lead IS DISTINCT FROM (s.id = (SELECT l.id "
    "FROM catalog_sku l WHERE l.product_id = s.product_id AND l.active "
    "ORDER BY l.price_rupiah, l.position, l.id LIMIT 1))",
)
