"""Keys by which the tools of one shop read its goods, say their stock, and offer them."""
