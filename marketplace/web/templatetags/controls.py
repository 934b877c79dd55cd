"""Tags that draw one form field in our look: which markup it needs, and its control."""

from collections.abc import Mapping
from copy import copy
from typing import Any

from django import template
from django.core.files.uploadedfile import UploadedFile
from django.forms import (
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    FileInput,
    RadioSelect,
    Select,
    Textarea,
)
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from marketplace.web import parked
from marketplace.web.models import ParkedFile

register = template.Library()


@register.filter
def field_markup(field: BoundField) -> str:
    """Which markup a field needs: choices, checkbox, file, or one control."""
    widget = field.field.widget
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, CheckboxInput):
        return "checkbox"
    return "file" if isinstance(widget, FileInput) else "control"


def _control_class(field: BoundField, kind: str) -> str:
    wrong = bool(field.errors)
    widget = field.field.widget
    if kind == "checkbox":
        return "checkbox checkbox-primary"
    if kind == "file":
        return "file-input w-full file-input-error" if wrong else "file-input w-full"
    if isinstance(widget, Textarea):
        return "textarea textarea-error" if wrong else "textarea"
    if isinstance(widget, Select):
        return "select select-error" if wrong else "select"
    return "input input-error" if wrong else "input"


@register.simple_tag
def attributes(**values: Any) -> dict[str, Any]:
    """Attributes for a control, gathered where one tag would not hold them in a line."""
    return values


@register.simple_tag(takes_context=True)
def field_control(
    context: Context,
    field: BoundField,
    help_text: str = "",
    extra: str = "",
    given: Mapping[str, Any] | None = None,
    **attrs: Any,
) -> SafeString:
    """The control of a field in our look, tied to its help and its error for screen readers."""
    kind = field_markup(field)
    described = [f"{field.auto_id}_helptext"] if help_text else []
    described += [f"{field.auto_id}_error"] if field.errors else []
    shown = {
        key.replace("_", "-"): value
        for key, value in {**(given or {}), **attrs}.items()
        if value not in ("", None)
    }
    shown["class"] = " ".join(filter(None, (_control_class(field, kind), extra)))
    if described:
        shown["aria-describedby"] = " ".join(described)
    kept = _sent_before(context, field) if kind == "file" else None
    if kept is None:
        return field.as_widget(attrs=shown)
    choice = {"field": field, "name": f"{parked.AGAIN}{field.html_name}", "file": kept}
    control = field.as_widget(_not_asked(field.field.widget), attrs=shown)
    return control + render_to_string("partials/sent_before.html", choice)


def _sent_before(context: Context, field: BoundField) -> ParkedFile | None:
    """Keep the file that came with a form shown again, for it to be sent once only."""
    request, upload = context.get("request"), field.data if field.form.is_bound else None
    if not isinstance(upload, UploadedFile) or field.errors:
        return None
    if request is None or not request.user.is_authenticated:
        return None
    return parked.keep(upload, request.user)


def _not_asked(widget: Any) -> Any:
    """Return the same control without the browser insisting on a file: there is one."""
    eased = copy(widget)
    eased.use_required_attribute = lambda _initial: False
    return eased


@register.simple_tag
def field_options(field: BoundField) -> list[Any]:
    """The options of a radio or checkbox list, each with our class on its input."""
    many = isinstance(field.field.widget, CheckboxSelectMultiple)
    field.field.widget.attrs["class"] = (
        "checkbox checkbox-sm checkbox-primary" if many else "radio radio-sm radio-primary"
    )
    return list(field.subwidgets)
