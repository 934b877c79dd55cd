"""Make what photos of former releases lack: ``manage.py complete_photos``."""

from typing import Any

from django.core.management.base import BaseCommand

from catalog.services import complete_photos


class Command(BaseCommand):
    """Safe to repeat: what is there already is not made again."""

    help = "Make the AVIF and the few pixels of photos that were kept before there were any."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Make them and say of how many photos."""
        self.stdout.write(f"photos: {complete_photos()}")
