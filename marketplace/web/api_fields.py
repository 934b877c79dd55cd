"""Fields of the API for what a program sends: text as it was meant, as in web.fields."""

from datetime import datetime
from operator import attrgetter
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.fields import empty
from rest_framework.settings import api_settings

from marketplace.core.text import clean_line, clean_text

# In our words: the library's own are half translated.
WORDS: dict[str, Any] = {
    "required": _("Send this field."),
    "null": _("This field cannot be null."),
    "invalid": _("Send a text."),
    "blank": _("This field cannot be empty."),
    "max_length": _("At most {max_length} characters."),
    "min_length": _("At least {min_length} characters."),
}


NON_FIELD = api_settings.NON_FIELD_ERRORS_KEY


class Body(serializers.Serializer[Any]):
    """What a program sends: a JSON object of fields."""

    default_error_messages: ClassVar = {
        "invalid": _("Send a JSON object."),
        "required": _("Send this field."),
    }

    def run_validation(self, data: Any = empty) -> Any:
        """Return what was sent. Raises: ValidationError, of "null" too in our own words."""
        if data is None:
            words = self.error_messages["invalid"]
            raise serializers.ValidationError({NON_FIELD: [words]}, code="invalid")
        return super().run_validation(data)


class _Text(serializers.CharField):
    """Text and nothing else: the library writes numbers out, 1e999 as "inf"."""

    default_error_messages: ClassVar = WORDS

    def run_validation(self, data: Any = empty) -> Any:
        """Return the text. Raises: ValidationError."""
        if data is not empty and data is not None and not isinstance(data, str):
            self.fail("invalid")
        return super().run_validation(data)


class MomentField(serializers.DateTimeField):
    """A moment as ISO 8601 with the offset of what it belongs to.

    zone: where the thing names its zone, by points: ``agency.time_zone``.
    """

    def __init__(self, *, zone: str, **options: Any) -> None:
        self.zone = zone
        super().__init__(read_only=True, **options)

    def get_attribute(self, instance: Any) -> datetime | None:
        """Return the moment in the thing's own zone."""
        at: datetime | None = super().get_attribute(instance)
        return at and at.astimezone(ZoneInfo(attrgetter(self.zone)(instance)))

    def to_representation(self, value: datetime) -> str:
        """Return it with its offset, to the second."""
        return value.isoformat(timespec="seconds")


class LineField(_Text):
    """One line of text, cleaned before it is judged (``core.text.clean_line``)."""

    def run_validation(self, data: Any = empty) -> Any:
        """Return what was meant. Raises: ValidationError."""
        return super().run_validation(clean_line(data) if isinstance(data, str) else data)


class TextField(_Text):
    """Text of several lines, cleaned before it is judged (``core.text.clean_text``)."""

    def run_validation(self, data: Any = empty) -> Any:
        """Return what was meant. Raises: ValidationError."""
        return super().run_validation(clean_text(data) if isinstance(data, str) else data)


class AddressField(serializers.EmailField, LineField):
    """An e-mail address without the marks that come with pasting."""

    default_error_messages: ClassVar = {
        **WORDS,
        "invalid": _("Send an e-mail address such as name@example.go.id."),
    }


class WholeNumberField(serializers.IntegerField):
    """A JSON number; a text, a fraction or true is none."""

    default_error_messages: ClassVar = {
        "invalid": _("Send a whole number."),
        "required": WORDS["required"],
        "null": WORDS["null"],
        "min_value": _("Send at least {min_value}."),
        "max_value": _("Send at most {max_value}."),
    }

    def to_internal_value(self, data: Any) -> int:
        """Return the number. Raises: ValidationError."""
        if type(data) is not int:
            self.fail("invalid")
        return int(super().to_internal_value(data))


class KeyField(serializers.UUIDField):
    """The identifier of a thing, as it was read."""

    default_error_messages: ClassVar = {
        "invalid": _("Send the identifier as it was read."),
        "required": WORDS["required"],
        "null": WORDS["null"],
    }


class DayField(serializers.DateField):
    """A day of the calendar."""

    default_error_messages: ClassVar = {
        "invalid": _("Send a day as YYYY-MM-DD."),
        "required": WORDS["required"],
        "null": WORDS["null"],
    }


class ManyField(serializers.DictField):
    """An object of fields under names that follow from the thing."""

    default_error_messages: ClassVar = {
        "not_a_dict": _("Send a JSON object."),
        "required": WORDS["required"],
        "null": WORDS["null"],
    }


class SecretField(_Text):
    """A password: every character counts, so that nothing is cleaned."""

    def __init__(self, **options: Any) -> None:
        super().__init__(trim_whitespace=False, **options)
