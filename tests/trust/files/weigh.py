"""Take one file in a fresh process and say how many megabytes that needed at most.

``python -m tests.trust.files.weigh FILE``
"""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

import django


def _most_held_kilobytes() -> int:
    """Return the most that this process has ever held, without what its parent held."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


def main(path: str) -> None:
    """Print the growth in megabytes, whether the file is taken or refused."""
    django.setup()
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415 - after setup

    from marketplace.core.errors import InvalidUpload  # noqa: PLC0415
    from marketplace.core.uploads import take  # noqa: PLC0415

    upload = SimpleUploadedFile("berkas", Path(path).read_bytes())
    before = _most_held_kilobytes()
    with contextlib.suppress(InvalidUpload):
        take(upload)
    print((_most_held_kilobytes() - before) // 1024)  # noqa: T201 - read by the parent


if __name__ == "__main__":
    main(sys.argv[1])
