"""The common templates that come with the product."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from catalog.category_models import AttributeKind, AttributeSpec, Category

_FILE: Final = Path(__file__).resolve().parent.parent / "data" / "categories.toml"


@cache
def template_rows() -> list[dict[str, Any]]:
    """Return the categories as they are written."""
    rows: list[dict[str, Any]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))["category"]
    return rows


@transaction.atomic
def load_templates() -> int:
    """Enter the categories that come with the product and are not there; return how many.

    One that is there is left alone: its operator may have changed it.
    """
    known = set(Category.objects.values_list("code", flat=True))
    fresh = [row for row in template_rows() if row["code"] not in known]
    for row in fresh:
        words = {name: row[name] for name in ("code", "name", "icon", "goods_class") if name in row}
        category = Category.objects.create(**words)
        AttributeSpec.objects.bulk_create(
            AttributeSpec(
                category=category, position=place, **{"kind": AttributeKind.TEXT, **attribute}
            )
            for place, attribute in enumerate(row["attributes"], start=1)
        )
    return len(fresh)
