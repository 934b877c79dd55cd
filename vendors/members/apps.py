"""Members of cooperatives."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """Members of cooperatives."""

    name = "vendors.members"
    label = "members"

    def ready(self) -> None:
        """Register this room's panels, locks and guards."""
        from vendors.members import registry  # noqa: F401, PLC0415 - registers itself on import
