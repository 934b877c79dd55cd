"""What a page's form asks, told to a program: the names under which it answers, and the choices."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from rest_framework import serializers


class ChoiceSerializer(serializers.Serializer[Any]):
    """One answer that may be given, and what people read of it."""

    value = serializers.CharField(read_only=True)
    label = serializers.CharField(read_only=True)  # type: ignore[assignment]


class QuestionSerializer(serializers.Serializer[Any]):
    """One field. ``value``: what it begins with; ``choices``: none where anything may be sent."""

    name = serializers.CharField(read_only=True)
    label = serializers.CharField(read_only=True)  # type: ignore[assignment]
    help = serializers.CharField(read_only=True)
    required = serializers.BooleanField(read_only=True)  # type: ignore[assignment]
    value = serializers.CharField(read_only=True)
    choices = ChoiceSerializer(many=True, read_only=True)


def questions(form: forms.Form, *, but: Iterable[str] = ()) -> list[dict[str, Any]]:
    """Return what a form asks of a program: nothing that is a file, nor what is in ``but``."""
    left_out = set(but)
    return [
        _question(bound)
        for bound in form
        if bound.name not in left_out and not bound.field.widget.needs_multipart_form
    ]


def _question(bound: forms.BoundField) -> dict[str, Any]:
    value = bound.value()
    return {
        "name": bound.name,
        "label": str(bound.label),
        "help": str(bound.help_text),
        "required": bound.field.required,
        "value": "" if value is None or isinstance(value, (list, tuple)) else str(value),
        "choices": list(_choices(getattr(bound.field, "choices", ()))),
    }


def _choices(rows: Iterable[Any]) -> Iterator[dict[str, str]]:
    for value, label in rows:
        if isinstance(label, (list, tuple)):
            yield from _choices(label)
        elif str(value):
            yield {"value": str(value), "label": str(label)}
