"""Wiring: settings, URLs, the Celery app and how the house is started."""
