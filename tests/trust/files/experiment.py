"""`manage.py trust files`: the corpus through every door; nothing falls, lies or tells."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from PIL import Image

from marketplace.core import files as private_files
from marketplace.core.uploads import Taken, pictures
from tests.bench import database
from tests.bench.registry import TRUST
from tests.bench.run import Run
from tests.trust.cast import factories, refusals_expected
from tests.trust.files.corpus import HEAVY, REFUSED, TAKEN
from tests.trust.files.doors import Door, doors, knock
from vendors.services import papers

TOLD_AT_MOST = 12
LIGHT = {name: make for name, make in TAKEN.items() if name not in HEAVY}


def faults(files: Mapping[str, bytes], entrances: Iterable[Door]) -> Iterator[str]:
    """Send every file to every door of a small market; yield what went wrong."""
    with refusals_expected():
        for door in entrances:
            yield from knock(door, files, good=TAKEN.__contains__)


def made(*groups: Mapping[str, Callable[[], bytes]]) -> dict[str, bytes]:
    """Return the files of groups of the corpus."""
    return {name: make() for group in groups for name, make in group.items()}


def files(run: Run) -> None:
    """Send the whole corpus to every door, and weigh what is heavy."""
    corpus = made(TAKEN, REFUSED)
    with database.clone("files"):
        entrances = doors(factories.make_world())
        found = list(faults(corpus, entrances))
    for fault in found[:TOLD_AT_MOST]:
        run.say(f"  {fault}")
    bombs = {name for name in REFUSED if "bomb" in name or "declare" in name}
    weights = {name: _megabytes(corpus[name]) for name in sorted(HEAVY | bombs)}
    heaviest = max(weights, key=lambda name: weights[name])
    run.say(f"  heaviest: {heaviest}")
    run.measure("files of the corpus", len(corpus))
    run.measure("files sent", len(corpus) * len(entrances))
    run.measure("answers 5xx", sum(fault.startswith("5xx") for fault in found))
    run.measure("hostile files taken", sum(fault.startswith("taken") for fault in found))
    run.measure("real files refused", sum(fault.startswith("refused") for fault in found))
    run.measure("notes left in what is served", sum(fault.startswith("left") for fault in found))
    run.measure("megabytes held at most", weights[heaviest])


def _megabytes(content: bytes) -> int:
    """Return what a fresh process needs to take a file."""
    with tempfile.NamedTemporaryFile() as kept:
        kept.write(content)
        kept.flush()
        answer = subprocess.run(
            [sys.executable, "-m", "tests.trust.files.weigh", kept.name],
            env={**os.environ, "DATABASE_URL": database.address()},
            cwd=Path(__file__).resolve().parents[3],
            check=True,
            capture_output=True,
        )
    return int(answer.stdout)


@contextmanager
def _trusting_door() -> Iterator[None]:
    """Believe the ending of a name, and keep the bytes as they came."""
    kinds = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}

    def trusting(upload: Any) -> Taken:
        ending = upload.name.rsplit(".", 1)[-1]
        return Taken(upload.read(), kinds.get(ending, "image/jpeg"), upload.name)

    with patch.object(private_files, "take", trusting), patch.object(papers, "take", trusting):
        yield


@contextmanager
def _telling_encoder() -> Iterator[None]:
    """Pack a picture anew with all that the camera wrote."""

    def redrawn(content: bytes) -> bytes:
        out = io.BytesIO()
        with Image.open(io.BytesIO(content)) as picture:
            picture.convert("RGB").save(out, "JPEG", exif=picture.getexif())
        return out.getvalue()

    with patch.object(pictures, "redrawn", redrawn):
        yield


@contextmanager
def _boundless_decoder() -> Iterator[None]:
    """Unpack whatever a file declares."""
    with (
        patch.object(pictures, "MAX_HELD_BYTES", 10**12),
        patch.object(pictures, "MAX_MEGAPIXELS", 10**6),
    ):
        yield


def _some(*names: str) -> dict[str, bytes]:
    every = {**TAKEN, **REFUSED}
    return {name: every[name]() for name in names}


# What each saboteur would let through, and the fault that must be told.
SABOTEURS: dict[str, tuple[Callable[[], Any], tuple[str, ...], str]] = {
    "a door that trusts the ending": (_trusting_door, ("words", "SVG", "an archive"), "taken"),
    "an encoder that keeps EXIF": (_telling_encoder, ("a phone's photo", "turned 6"), "left"),
    "a decoder without a bound": (_boundless_decoder, ("a PNG bomb",), "taken"),
}


def noticed(name: str, world: Any) -> bool:
    """Whether the check tells what a saboteur lets through."""
    at_work, names, fault = SABOTEURS[name]
    with at_work():
        return any(one.startswith(fault) for one in faults(_some(*names), doors(world)))


def broken_files(run: Run) -> None:
    """Put each saboteur into its place: the checks must notice."""
    for name in SABOTEURS:
        with database.clone("sabotage"):
            run.caught(name, noticed=noticed(name, factories.make_world()))


TRUST.add(
    "files",
    files,
    help="hostile and real files at every door: refused, or taken without notes and bounded",
    sabotage=broken_files,
)
