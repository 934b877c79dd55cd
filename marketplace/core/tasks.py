"""Celery's entrance to recurring work."""

from celery import shared_task

from marketplace.core import periodic


@shared_task(name="core.run_periodic")
def run_periodic(name: str) -> int:
    """Run one registered piece of work; harmless when doubled or late."""
    return periodic.run(name)
