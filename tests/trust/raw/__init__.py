"""`manage.py trust raw`: what the application may do to each column, and what gets in."""
