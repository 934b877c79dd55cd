"""Buying by program: every address against every person, and the path from cart to order."""
