"""The house plan, checked on the running code: directions, sizes, forbidden words."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
CHAIN = (
    "insight",
    "payments",
    "fulfilment sourcing",
    "orders",
    "budget",
    "channel_keys",
    "importing",
    "catalog",
    "pipeline counter",
    "support",
    "licences sanctions members",
    "vendors",
    "privacy",
    "appointments",
    "notices",
    "accounts",
    "documents",
    "web",
    "core",
)
LEVEL = {label: depth for depth, names in enumerate(CHAIN) for label in names.split()}
PRODUCT = [
    path
    for folder in ("config", "marketplace", "catalog", "vendors", "payments")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "migrations" not in path.parts
]
MONEY = [
    path
    for path in PRODUCT
    if path.parts[-2] == "payments"
    or path.name in {"money.py", "tax.py", "pricing.py", "settlement.py", "ledger.py"}
]
MAX_LINES = 400


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("label", LEVEL)
def test_foreign_keys_point_down(label):
    """String references are invisible to import-linter; the user model is the one exception."""
    for model in apps.get_app_config(label).get_models():
        for field in model._meta.get_fields():
            if not field.is_relation or field.auto_created or field.related_model is None:
                continue
            target = field.related_model._meta.label_lower
            if target == settings.AUTH_USER_MODEL.lower():
                continue
            other = field.related_model._meta.app_label
            assert other == label or LEVEL.get(other, 99) > LEVEL[label], f"{model}.{field.name}"


def test_siblings_do_not_know_each_other():
    for label, other in (("fulfilment", "sourcing"), ("sourcing", "fulfilment")):
        for model in apps.get_app_config(label).get_models():
            related = {f.related_model for f in model._meta.get_fields() if f.related_model}
            assert not any(target._meta.app_label == other for target in related)


def test_a_module_fits_on_a_few_screens():
    lengths = {named(path): len(path.read_text(encoding="utf-8").splitlines()) for path in PRODUCT}
    assert len(lengths) > 400
    assert {name: length for name, length in lengths.items() if length > MAX_LINES} == {}


def takes_all_fields(text: str) -> list[int]:
    """The lines with ``fields = "__all__"``: it lets a form write what nobody meant to show."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Constant)
        and node.value.value == "__all__"
        and "fields" in {getattr(target, "id", "") for target in node.targets}
    ]


def test_nobody_takes_all_fields():
    assert takes_all_fields('class Meta:\n    fields = "__all__"') == [2]
    found = {named(path): takes_all_fields(path.read_text(encoding="utf-8")) for path in PRODUCT}
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize("path", MONEY, ids=named)
def test_money_is_never_a_float(path):
    """No float literal and no float() where rupiah are counted (I-14); seconds may be."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    seconds = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword | ast.Assign | ast.AnnAssign)
        and any(word in ast.unparse(node).lower() for word in ("timeout", "seconds", "wait"))
        for part in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in seconds:
            assert not isinstance(node.value, float), f"{named(path)}:{node.lineno}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id != "float", f"{named(path)}:{node.lineno}"


def test_every_beat_entry_is_registered_work():
    from config.celery import app  # noqa: PLC0415 - needs ready apps
    from marketplace.core import periodic  # noqa: PLC0415

    entries = app.conf.beat_schedule.values()
    assert {entry["args"][0] for entry in entries} <= set(periodic.names())


def test_every_subscriber_of_the_outbox_listens_to_an_event_somebody_emits():
    from marketplace.core import outbox  # noqa: PLC0415 - needs ready apps

    words = {
        node.value
        for path in PRODUCT
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    stems = {word.split(".")[0] for word in words if "." in word}
    for name, handlers in outbox._handlers.items():
        assert not handlers or name in words or name.split(".")[0] in stems, name


def test_every_table_that_moves_by_steps_is_guarded_by_its_machine(db):
    """A model with a status has a registered machine; its trigger is checked by I-18."""
    from marketplace.core import transitions  # noqa: PLC0415 - needs ready apps

    machines = set(transitions.machines())
    assert {"order", "vendor", "product", "claim", "instruction"} <= machines


def test_every_kind_of_private_file_has_a_reader(db):
    from marketplace.core import files  # noqa: PLC0415 - needs ready apps

    assert files._policies, "no room registered who may read its files"


def test_every_kind_of_paper_has_a_reader(db):
    from marketplace.documents import services as documents  # noqa: PLC0415 - needs ready apps

    assert "orders.purchaseorder" in documents._readers
