"""The evidence of an order as one file that can be checked without us."""
