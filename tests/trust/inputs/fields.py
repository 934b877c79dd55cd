"""Every field that takes text or numbers, found by looking, and what it makes of what is typed."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import get_resolver
from rest_framework import serializers

from marketplace.web import api_fields, fields
from tests.trust.inputs import writing
from tests.trust.inputs.writing import REFUSED, Case

ROOMS = ("marketplace.", "catalog.", "vendors.", "payments.")
NO_SENTENCE = "nothing"
Found = tuple[str, Any]


def typed_fields() -> list[Found]:
    """Return the name and the field of each that people or programs type into."""
    _ = get_resolver().url_patterns  # loads every room's forms and serializers
    found = [*_of_forms(), *_of_the_api()]
    return sorted(found, key=lambda one: one[0])


def below(kind: Any) -> Iterator[Any]:
    """Yield every class that descends from one, once for each way down to it."""
    for child in kind.__subclasses__():
        yield child
        yield from below(child)


def _of_forms() -> Iterator[Found]:
    ours = (fields.LineField, fields.TextField)
    for form in {*below(forms.BaseForm)}:
        if form.__module__.startswith(ROOMS):
            for name, field in getattr(form, "base_fields", {}).items():
                is_typed = isinstance(field, ours) and not field.widget.is_hidden
                # What a room reads in its own way, such as a number by its shape, it tests itself.
                if is_typed and type(field).__module__ == fields.__name__:
                    yield f"{form.__module__}.{form.__name__}.{name}", field


def _of_the_api() -> Iterator[Found]:
    ours = (api_fields.LineField, api_fields.TextField)
    for kind in {*below(serializers.Serializer)}:
        if kind.__module__.startswith(ROOMS):
            for name, field in kind._declared_fields.items():
                if isinstance(field, ours) and not isinstance(field, serializers.EmailField):
                    yield f"{kind.__module__}.{kind.__name__}.{name}", field


def case_for(field: Any, chance: Random) -> Case:
    """Return something to type into a field, with what it means there."""
    if isinstance(field, fields.WholeNumberField):
        return writing.number(chance, field.least, field.most)
    if isinstance(field, fields.PercentField):
        return writing.share(chance)
    is_text = isinstance(field, (fields.TextField, api_fields.TextField))
    least = getattr(field, "min_length", None) or 1
    return (writing.text if is_text else writing.line)(chance, least, field.max_length or 10**6)


def wrong(field: Any, case: Case) -> str:
    """Return what is wrong about how a field takes a case, nothing when all is right."""
    try:
        read = field.clean if isinstance(field, forms.Field) else field.run_validation
        taken = read(case.typed)
    except (ValidationError, serializers.ValidationError):
        taken = REFUSED
    if case.meant == "":
        empty_is_fine = not field.required and taken in {None, "", getattr(field, "empty", None)}
        return "" if taken is REFUSED or empty_is_fine else f"took {taken!r} of nothing"
    if taken is case.meant or (taken is not REFUSED and taken == case.meant):
        return ""
    if taken is REFUSED:
        return f"refused {case.typed!r}, which means {case.meant!r}"
    meant = NO_SENTENCE if case.meant is REFUSED else repr(case.meant)
    return f"took {taken!r} of {case.typed!r}, which means {meant}"
