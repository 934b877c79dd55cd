"""Etalase, products, prices, stock and search."""
