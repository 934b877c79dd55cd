"""Look for words in every text column of every table, decrypted, and in every private file."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection

from marketplace.core.fields import EncryptedTextField
from marketplace.core.models import PrivateFile
from marketplace.core.privacy import Named, holdings, named

TEXTS = """
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = 'public'
AND data_type IN ('text', 'character varying', 'json', 'jsonb', 'ARRAY', 'inet', 'bytea')
"""


def columns() -> list[tuple[str, str]]:
    """Every column of the database that can hold a word."""
    with connection.cursor() as cursor:
        cursor.execute(TEXTS)
        return list(cursor.fetchall())


def _encrypted() -> dict[tuple[str, str], tuple[Any, str]]:
    return {
        (model._meta.db_table, one.column): (model, one.name)
        for model in apps.get_models()
        for one in model._meta.local_concrete_fields
        if isinstance(one, EncryptedTextField)
    }


def values(table: str, column: str) -> Iterator[str]:
    """What stands in a column, as people would read it."""
    hidden = _encrypted().get((table, column))
    if hidden is not None:
        model, name = hidden
        yield from (str(text) for text in model.objects.values_list(name, flat=True))
        return
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{column}"::text FROM "{table}" WHERE "{column}" IS NOT NULL')  # noqa: S608
        yield from (text for (text,) in cursor.fetchall())


def found(words: set[str]) -> dict[tuple[str, str], set[str]]:
    """In which columns which of these words stand; capitals do not matter."""
    hits: dict[tuple[str, str], set[str]] = {}
    for table, column in columns():
        for text in values(table, column):
            here = {word for word in words if word.lower() in text.lower()}
            if here:
                hits.setdefault((table, column), set()).update(here)
    return hits


def files_with(words: set[str]) -> list[str]:
    """The private files whose bytes say one of these words."""
    return [
        file.path
        for file in PrivateFile.objects.all()
        if default_storage.exists(file.path)
        and any(word.encode() in default_storage.open(file.path).read() for word in words)
    ]


def kept() -> set[tuple[str, str]]:
    """The columns that the register says the law keeps, whole or in part."""
    by_column = {(one.table, one.column(name)) for one in holdings() for name in one.kept}
    in_part = {
        (one.table, one.column(name))
        for one in holdings()
        if one.only is not None
        for name in one.erased
    }
    return by_column | in_part


def by_number() -> list[Named]:
    """The tables that name accounts by number."""
    return named()
