"""Programs of others that tests speak to, as processes of their own."""
