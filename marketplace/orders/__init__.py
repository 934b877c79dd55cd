"""Purchase orders and their states."""
