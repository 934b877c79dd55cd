"""An open e-marketplace; the platform's own apps live inside."""
