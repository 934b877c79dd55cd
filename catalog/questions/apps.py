"""What offices ask about goods before they order, and what the shop answers for all to read."""

from django.apps import AppConfig


class QuestionsConfig(AppConfig):
    """What offices ask about goods before they order, and what the shop answers."""

    name = "catalog.questions"
    label = "questions"

    def ready(self) -> None:
        """Register this room's steps, notices and doors."""
        from catalog.questions import registry  # noqa: F401, PLC0415 - registers itself on import
