"""The bank's own books: one append-only JSONL file, durable before any answer leaves."""

import fcntl
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Entry = dict[str, Any]

INTERNAL = frozenset({"answer", "digest", "external_id", "service"})


class RecordInUseError(RuntimeError):
    """Another simulator process already writes this record."""


class Record:
    """Entries numbered from 1. An entry exists if and only if its whole line is on the disk."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as held:
            os.close(self._file)
            raise RecordInUseError(f"{path} is in use by another simulator") from held
        self.entries = self._load(path)

    def _load(self, path: Path) -> list[Entry]:
        raw = path.read_bytes()
        whole = raw.rfind(b"\n") + 1
        if whole != len(raw):
            # A kill in the middle of a write leaves a torn tail; it was never answered for.
            os.ftruncate(self._file, whole)
        return [json.loads(line) for line in raw[:whole].splitlines()]

    def append(self, entry: Entry) -> Entry:
        """Number, stamp and write one entry, and return it once it is on the disk."""
        stamped = {
            "seq": len(self.entries) + 1,
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            **entry,
        }
        line = json.dumps(stamped, ensure_ascii=False, separators=(",", ":")) + "\n"
        os.write(self._file, line.encode())
        os.fsync(self._file)
        self.entries.append(stamped)
        return stamped

    def lines_since(self, seq: int) -> Iterator[str]:
        """Yield the effects after `seq` as JSON lines, without what only the bank needs."""
        for entry in self.entries[max(seq, 0) :]:
            shown = {name: value for name, value in entry.items() if name not in INTERNAL}
            yield json.dumps(shown, ensure_ascii=False) + "\n"

    def close(self) -> None:
        """Release the file for the next process."""
        os.close(self._file)
