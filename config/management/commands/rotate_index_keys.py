"""Hash every blind index under the first of INDEX_KEYS; the owner of the tables runs it."""

from collections.abc import Iterable

from config.rotation_command import RotationCommand
from marketplace.core import rotation


class Command(RotationCommand):
    """``manage.py rotate_index_keys``: progress per column, then one line of figures."""

    help = "Rewrite all blind indexes under the first of INDEX_KEYS; safe to repeat."

    def columns(self) -> Iterable[rotation.Column]:
        """Return every column of its kind."""
        return rotation.indexes()
