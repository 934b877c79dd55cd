"""People, agencies, tenants and regions."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, agencies, tenants and regions."""

    name = "marketplace.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Register this room's subscribers, panels and recurring work."""
        from marketplace.accounts import registry  # noqa: F401, PLC0415 - registers itself on import
