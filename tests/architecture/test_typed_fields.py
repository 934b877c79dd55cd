"""Whatever a person or a program types goes through the house's own readers of text and numbers.

Django's own fields store marks that nobody sees, read digits of every script, ``1_000`` and
``1e1``; `marketplace.web.fields` and `marketplace.web.api_fields` do not.
"""

import ast
from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.forms import CharField, DecimalField, FloatField, IntegerField
from django.test import RequestFactory
from rest_framework import serializers

from marketplace.core.admin import ReadOnlyAdmin
from marketplace.web import api_fields
from tests.architecture.test_layers import PRODUCT, named

HOME = {"fields.py", "api_fields.py"}
FORM_FIELDS = {"CharField", "IntegerField", "DecimalField", "FloatField", "RegexField", "SlugField"}
API_FIELDS = FORM_FIELDS | {"EmailField"}
TYPED = [path for path in PRODUCT if not (path.name in HOME and path.parts[-2] == "web")]


def _is_read_only(call: ast.Call) -> bool:
    return any(word.arg == "read_only" for word in call.keywords)


def foreign(text: str) -> Iterator[str]:
    """Yield where a module takes text or numbers by a field of the framework."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ClassDef):
            for base in node.bases:
                if ast.unparse(base) in {f"forms.{one}" for one in FORM_FIELDS}:
                    yield f"{node.lineno}: {ast.unparse(base)}"
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr not in API_FIELDS:
            continue
        home, name = ast.unparse(node.func.value), node.func.attr
        of_a_form = home == "forms" and name in FORM_FIELDS
        if of_a_form or (home == "serializers" and not _is_read_only(node)):
            yield f"{node.lineno}: {home}.{name}"


@pytest.mark.parametrize(
    "text",
    [
        "class Amount(forms.IntegerField): ...",
        "name = forms.CharField()",
        "email = serializers.EmailField()",
    ],
)
def test_the_test_notices(text):
    assert list(foreign(text))


def test_no_room_takes_text_or_numbers_by_a_field_of_the_framework():
    wrong = [
        f"{named(path)}:{place}"
        for path in TYPED
        for place in foreign(path.read_text(encoding="utf-8"))
    ]
    assert wrong == []


def admin_fields():
    """Every field that an operator may write, of every model in the admin of our rooms."""
    request = RequestFactory().get("/admin/")
    for model, page in admin.site._registry.items():
        if isinstance(page, ReadOnlyAdmin) or model.__module__.startswith(("django", "allauth")):
            continue
        if not page.__module__.startswith(("marketplace", "catalog", "vendors", "payments")):
            continue
        request.user = type("Operator", (), {"has_perm": lambda *_: True, "pk": 1})()
        if page.has_add_permission(request):
            for name, field in page.get_form(request).base_fields.items():
                yield f"{model.__name__}.{name}", field


def test_the_admin_reads_as_the_pages_do(db):
    seen = dict(admin_fields())
    assert len(seen) > 15
    for name, field in seen.items():
        assert not isinstance(field, (IntegerField, DecimalField, FloatField)), name
        assert type(field) is not CharField, name


@pytest.mark.parametrize("field", [api_fields.LineField, api_fields.TextField])
def test_the_api_reads_text_as_the_pages_do(field):
    read = field(max_length=5, required=False)
    assert read.run_validation(" ko\u200bpi\r\n") == "kopi"
    with pytest.raises(serializers.ValidationError):
        read.run_validation("\u200b\u3164")
    with pytest.raises(serializers.ValidationError):
        read.run_validation(["kopi"])
