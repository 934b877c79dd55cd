"""Django's `migrate`, several times sooner on an empty database.

Django keeps a set of model classes beside the migrations and makes nearly all of them anew for
each new table and each constraint, because somebody might ask one for those that point to it.
What only adds asks nothing of the kind: there the one class that changes is made anew. Whatever
looks at more (another type, another name, code over rows) finds all classes made anew before it.
An installation migrates by Django's own command.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import call_command
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration, operations
from django.db.migrations.state import ProjectState

ADDING = (
    operations.CreateModel,
    operations.AddField,
    operations.AddIndex,
    operations.AddConstraint,
    operations.RemoveIndex,
    operations.RemoveConstraint,
    operations.RunSQL,
    operations.RunPython,  # asks for all classes by itself, where any is out of date
)


def migrate() -> None:
    """Apply every migration as the role that is signed in."""
    with _one_by_one():
        call_command("migrate", interactive=False, verbosity=0)


@contextmanager
def _one_by_one() -> Iterator[None]:
    apply, related = Migration.apply, ProjectState._find_reload_model  # type: ignore[attr-defined]

    def alone(state: ProjectState, app: str, model: str, delay: bool = False) -> set[Any]:  # noqa: FBT001, FBT002
        if not delay and model in state.apps.all_models[app]:
            return set(related(state, app, model, delay))
        state.is_delayed = True
        return {(app, model)}

    def applied(
        migration: Migration, state: ProjectState, editor: BaseDatabaseSchemaEditor, *more: Any
    ) -> ProjectState:
        only_adds = all(isinstance(one, ADDING) for one in migration.operations)
        if not only_adds:
            state.clear_delayed_apps_cache()
        _set(ProjectState, "_find_reload_model", alone if only_adds else related)
        return apply(migration, state, editor, *more)

    _set(Migration, "apply", applied)
    try:
        yield
    finally:
        _set(Migration, "apply", apply)
        _set(ProjectState, "_find_reload_model", related)


def _set(owner: type, name: str, function: object) -> None:
    setattr(owner, name, function)
