"""Pages of the catalogue: storefront, shop owner's goods, catalogue manager's desk, pictures."""
