"""What the admin's forms that ask a use-case have in common, and its tables of the rulebook."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from marketplace.core import rule_entry
from marketplace.core.errors import DomainError


class AskingForm(forms.ModelForm):  # type: ignore[type-arg]
    """Keeps no instance but asks a use-case, whose refusals stand beside their field."""

    def clean(self) -> dict[str, Any]:
        """Ask once every field is valid by itself."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                self.ask(cleaned)
            except DomainError as refused:
                refused.add_to(self)
        return cleaned

    def ask(self, cleaned: dict[str, Any]) -> None:
        """Ask the use-case, or its rules, with what was typed. Raises: DomainError."""
        raise NotImplementedError

    def _post_clean(self) -> None:
        """Leave the model's own checks to the use-case."""


class RulebookAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Operators enter what is new and end what is old; an entry keeps what it says for ever.

    ``ended_by``: the column that is empty until an entry is ended. ``typed_at_end``: the columns
    that ending asks for, beside the reason.
    """

    ended_by: ClassVar[str]
    typed_at_end: ClassVar[tuple[str, ...]] = ()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """What was entered stays as it is."""
        if obj is None:
            return []
        names = (field.name for field in self.model._meta.fields)
        return [name for name in names if name not in self.typed_at_end]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Ask for what the use-case takes."""
        if obj is None:
            return list(self.form.base_fields)
        return [*self.get_readonly_fields(request, obj), *self.typed_at_end, "reason"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only the operator."""
        return self._is_operator(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only the operator, and only what has not been ended yet."""
        return self._is_operator(request) and (obj is None or getattr(obj, self.ended_by) is None)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Orders and deadlines were made by them."""
        return False

    def _is_operator(self, request: HttpRequest) -> bool:
        person = request.user
        return isinstance(person, models.Model) and bool(rule_entry.can_keep_rules(person))
