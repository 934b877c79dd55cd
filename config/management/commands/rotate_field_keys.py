"""Encrypt every encrypted column under the first of FIELD_KEYS; the owner of the tables runs it."""

from collections.abc import Iterable

from config.rotation_command import RotationCommand
from marketplace.core import rotation


class Command(RotationCommand):
    """``manage.py rotate_field_keys``: progress per column, then one line of figures."""

    help = "Re-encrypt all encrypted columns under the first of FIELD_KEYS; safe to repeat."

    def columns(self) -> Iterable[rotation.Column]:
        """Return every column of its kind."""
        return rotation.ciphertexts()
