"""What the house holds about a person: one register that export, erasure and a test read (UU PDP).

Each room says in its ``privacy.py``, imported by its ``registry.py``, for each of its tables: which
rows are a person's, under which words they are handed out, what an erasure leaves in each column,
and which law keeps the rest. ``tests/architecture/test_privacy.py`` walks every table and fails for
a column that nobody has spoken of.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.core import locks
from marketplace.core.blind_index import indexes_of

Words = str | Promise
GONE: Final = "[dihapus]"  # what stands where a column must say something
_FREE_TEXT = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.BinaryField,
    models.GenericIPAddressField,
    models.FloatField,
)


@dataclass(frozen=True)
class Person:
    """Whom a request is about: an account, or what is known of somebody who never had one."""

    account_id: int | None = None
    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    nik: str = ""
    names: frozenset[str] = frozenset()

    @property
    def nik_indexes(self) -> list[str]:
        """Every blind index under which their NIK may stand."""
        return indexes_of("nik", self.nik)


@dataclass(frozen=True)
class Ground:
    """Why a column is kept, and until when; ``sure``: as docs/regulations.md marks its sources."""

    key: str
    why: Words
    until: Words


TRADE: Final = Ground(
    "trade",
    _("Record of a public procurement: orders, papers and what was agreed on them"),
    _("as long as the law on accounts and archives asks (ten years, to be confirmed)"),
)
TAX: Final = Ground(
    "tax",
    _("Tax and payment record: on whose name and number it was withheld and paid"),
    _("ten years (UU KUP art. 28, to be confirmed)"),
)
PROOF: Final = Ground(
    "proof",
    _("Proof of who decided what: the audit trail and the decisions of offices"),
    _("as long as what was decided can be contested (to be confirmed)"),
)
Whose = Callable[[Person], models.QuerySet[Any]]


@dataclass(frozen=True)
class Holding:
    """What one table holds of a person, and what becomes of it.

    ``shown``: columns that are handed out, with their words; none for what others were told.
    ``said``: what the code in a shown column stands for, of its row; choices say so by themselves.
    ``erased``: what stands there afterwards, ``{id}`` is the row's own number. ``kept``: columns
    that stay, with their ground.
    ``files``: foreign keys of private files that go with the row. ``deleted``: the row goes whole.
    ``picked``: columns from which a step of the room takes the person out; others stand there too.
    ``only``: the rows that an erasure touches, where the law keeps the others on ``spared_for``.
    """

    model: type[models.Model]
    title: Words
    whose: Whose
    shown: Mapping[str, Words] = field(default_factory=dict)
    said: Mapping[str, Callable[[Any], object]] = field(default_factory=dict)
    erased: Mapping[str, str | None] = field(default_factory=dict)
    kept: Mapping[str, Ground] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    deleted: bool = False
    picked: tuple[str, ...] = ()
    only: Whose | None = None
    spared_for: Ground = PROOF

    def column(self, name: str) -> str:
        """Return what a field's column is called in the database."""
        return str(getattr(self.model._meta.get_field(name), "column", name))

    @property
    def table(self) -> str:
        """The table's own name."""
        return self.model._meta.db_table

    def to_erase(self, person: Person) -> models.QuerySet[Any]:
        """Return the rows that an erasure changes or removes."""
        return (self.only or self.whose)(person)

    def spared(self, person: Person) -> models.QuerySet[Any]:
        """Return the rows that the law keeps as they are."""
        if self.only is None:
            return self.model._default_manager.none()
        return self.whose(person).exclude(pk__in=self.only(person).values("pk"))


@dataclass(frozen=True)
class Named:
    """An account named by its number alone: the number stays and names nobody afterwards."""

    model: type[models.Model]
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Silent:
    """Columns that hold nothing about a person, and why that is so."""

    model: type[models.Model]
    why: str
    columns: tuple[str, ...]


Obstacle = Callable[[Person], Iterable[Words]]
Step = Callable[[Person], int]
_holdings: list[Holding] = []
_named: dict[type[models.Model], Named] = {}
_silent: list[Silent] = []
_obstacles: list[Obstacle] = []
_steps: list[Step] = []
_first: list[tuple[type[models.Model], Whose]] = []
_more: list[Callable[[Person], Person]] = []


def holds(model: type[models.Model], title: Words, whose: Whose, **what: Any) -> None:
    """Register what a table holds of a person (``Holding``); a table may be named more than once.

    Raises: FieldDoesNotExist for a column that is not there.
    """
    holding = Holding(model, title, whose, **what)
    for column in (*holding.erased, *holding.kept, *holding.files, *holding.picked):
        model._meta.get_field(column)
    _holdings.append(holding)


def of_choices(column: str, choices: type[models.TextChoices]) -> Callable[[Any], object]:
    """Return how a code in a column without choices of its own is said (``Holding.said``)."""
    words = dict(choices.choices)
    return lambda row: words.get(getattr(row, column), "")


def names(model: type[models.Model], *columns: str) -> None:
    """Register columns that name an account by its number. Raises: FieldDoesNotExist."""
    for column in columns:
        model._meta.get_field(column)
    before = _named[model].columns if model in _named else ()
    _named[model] = Named(model, (*before, *columns))


def silent(model: type[models.Model], why: str, *columns: str) -> None:
    """Register columns that hold nothing about a person; all that are left where none is named.

    Raises: FieldDoesNotExist.
    """
    for column in columns:
        model._meta.get_field(column)
    _silent.append(Silent(model, why, columns))


def stands_against(obstacle: Obstacle) -> Obstacle:
    """Register what stands against erasing somebody now: sentences with the next step."""
    _obstacles.append(obstacle)
    return obstacle


def locked_first(model: type[models.Model], whose: Whose) -> None:
    """Register rows that an erasure holds before it looks for obstacles.

    For rows by which somebody could make an obstacle in that very moment: hand an application in.
    """
    _first.append((model, whose))


def hold(person: Person) -> None:
    """Lock what an erasure judges; whoever changes it waits, or was first and is seen."""
    locks.lock_all(
        *(
            (model, whose(person).values_list("pk", flat=True), locks.Mode.UPDATE)
            for model, whose in _first
        )
    )


def before_erasing(step: Step) -> Step:
    """Register what ends before the columns are emptied; it returns how many things it ended."""
    _steps.append(step)
    return step


def known_more_by(function: Callable[[Person], Person]) -> Callable[[Person], Person]:
    """Register what else a room knows an account by, so that other tables find it."""
    _more.append(function)
    return function


def holdings() -> list[Holding]:
    """Return everything that is held, in the order of the rooms."""
    return list(_holdings)


def named() -> list[Named]:
    """Return the tables that name accounts by number."""
    return list(_named.values())


def whole(person: Person) -> Person:
    """Return a person with all that the rooms know them by."""
    for more in _more:
        person = more(person)
    return person


def obstacles(person: Person) -> list[str]:
    """Return the sentences that stand against an erasure now, in the reader's language."""
    return [str(sentence) for obstacle in _obstacles for sentence in obstacle(person)]


def end_everything(person: Person) -> int:
    """Carry out the rooms' own steps of an erasure; return how many things ended."""
    return sum(step(person) for step in _steps)


def erasable() -> dict[tuple[str, str], str | None]:
    """Return what may be written over which column: what the database's own list is filled from.

    Raises: ValueError when two holdings of a table disagree.
    """
    found: dict[tuple[str, str], str | None] = {}
    for one in _holdings:
        for column, value in one.erased.items():
            key = (one.table, one.column(column))
            if found.setdefault(key, value) != value:
                raise ValueError(f"{key} is erased in two ways")
    found[_file_table(), "name"] = GONE
    return found


def _file_table() -> str:
    return apps.get_model("core", "PrivateFile")._meta.db_table


def matching(rows: models.QuerySet[Any], column: str, wanted: Iterable[str]) -> list[int]:
    """Return the keys of rows whose encrypted column is one of these texts; reads all of them."""
    texts = frozenset(wanted)
    if not texts:
        return []
    pairs = rows.exclude(**{column: ""}).values_list("pk", column)
    return [pk for pk, text in pairs.iterator(chunk_size=2000) if text in texts]


# ---- what the architecture test asks


def columns_to_speak_of(model: type[models.Model]) -> set[str]:
    """Return the columns in which a person could stand: free text, files, and account numbers."""
    columns = (*model._meta.local_concrete_fields, *model._meta.local_many_to_many)
    return {one.name for one in columns if _could_name(one)}


def _could_name(one: Any) -> bool:
    if one.is_relation:
        return one.related_model is get_user_model() or _is_file(one.related_model)
    return not one.choices and _is_free(one)


def _is_file(target: Any) -> bool:
    return bool(target._meta.label == "core.PrivateFile")


def _is_free(one: Any) -> bool:
    base = getattr(one, "base_field", None)
    return isinstance(one, _FREE_TEXT) or (base is not None and isinstance(base, _FREE_TEXT))


def spoken_of(model: type[models.Model]) -> set[str]:
    """Return the columns that some room has spoken of."""
    every = columns_to_speak_of(model)
    found: set[str] = set(_named[model].columns) if model in _named else set()
    for one in _holdings:
        if one.model is model:
            found |= {*one.shown, *one.erased, *one.kept, *one.files, *one.picked}
            found |= every if one.deleted else set()
    for other in _silent:
        if other.model is model:
            found |= set(other.columns) or every
    return found
