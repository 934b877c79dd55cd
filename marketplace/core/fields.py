"""Model fields of the house, and how much they hold: text that is encrypted at rest, and rupiah."""

from functools import cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models

from marketplace.core.blind_index import index_of

MAX_RUPIAH = 2**53
REASON_MAX = 500  # characters of a reason, in a form and in its column


@cache
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key.encode()) for key in keys])


def encrypt(text: str) -> str:
    """Encrypt with the first of FIELD_KEYS."""
    return _cipher(tuple(settings.FIELD_KEYS)).encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """Decrypt with any of FIELD_KEYS, so that keys can be rotated."""
    return _cipher(tuple(settings.FIELD_KEYS)).decrypt(token.encode()).decode()


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text such as a NIK or an account number, unreadable in a dump (UU 27/2022)."""

    def from_db_value(self, value: str | None, *_: object) -> str | None:
        """Decrypt on the way out."""
        return decrypt(value) if value else value

    def get_prep_value(self, value: Any) -> Any:
        """Encrypt on the way in."""
        return encrypt(str(value)) if value else value


class BlindIndexField(models.CharField):  # type: ignore[type-arg]
    """The index by which an encrypted number beside it is found again (``core.blind_index``).

    of: the name of the encrypted field, and the kind of number. Written by every save of the
    instance; a save of named columns names it as well.
    """

    def __init__(self, *, of: str, **options: Any) -> None:
        fixed = {"max_length": 64, "blank": True, "default": "", "editable": False}
        super().__init__(**{**options, **fixed})
        self.of = of

    def deconstruct(self) -> Any:
        """Name the field it belongs to as well."""
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: FBT001 - Django's
        """Return the index of what is stored beside it."""
        index = index_of(self.of, getattr(model_instance, self.of) or "")
        setattr(model_instance, self.attname, index)
        return index


class RupiahField(models.BigIntegerField):  # type: ignore[type-arg]
    """Whole rupiah, never a fraction, never a float (invariant I-14)."""

    def get_prep_value(self, value: Any) -> Any:
        """Refuse floats and booleans before they are silently rounded."""
        plain = value is not None and not hasattr(value, "resolve_expression")
        if plain and (isinstance(value, bool) or not isinstance(value, int)):
            raise TypeError(f"{self.name} takes whole rupiah, not {value!r}")
        return super().get_prep_value(value)
