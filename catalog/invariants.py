"""What must hold about goods."""

from marketplace.core.invariants import guards, query

guards("I-01", "0 <= reserved <= stock", "product_reserved_within_stock")
query("I-01", "", "SELECT 1 FROM catalog_product WHERE reserved < 0 OR reserved > stock")
guards("I-18", "", "product_steps")
guards("I-14", "whole rupiah only, at most 2^53", "product_price_positive")
guards("I-25", "an order's parts belong together", "product_belongs_to_vendor")
