"""Sanctions of vendors: warning, listing hidden, suspension, blacklist; hearing and appeal."""
