"""Procurement plan packages and what is reserved of them."""
