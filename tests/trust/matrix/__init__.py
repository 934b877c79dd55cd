"""Every address against every method, role and owner."""
