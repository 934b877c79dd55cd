"""The wiring package as a Django app, so that it can own management commands."""

from django.apps import AppConfig


class WiringConfig(AppConfig):
    """Holds the commands that touch every room: demo, bench, trust."""

    name = "config"
    label = "config"
