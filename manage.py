#!/usr/bin/env python3
"""Every command of Pasar Bela starts here, on a bare checkout too.

Only the standard library is imported before `.venv` is in place; see config/local/.
"""

import importlib.util
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def main() -> int:
    """Make sure that the locked packages are there, then hand the command on."""
    spec = importlib.util.spec_from_file_location(
        "pasar_bela_bootstrap", ROOT / "config" / "local" / "bootstrap.py"
    )
    if spec is None or spec.loader is None:
        raise SystemExit("config/local/bootstrap.py is missing; is this a whole checkout?")
    bootstrap = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(bootstrap)
    bootstrap.ensure(sys.argv)

    from config.local.dispatch import run  # noqa: PLC0415 - importable from here on only

    return run(sys.argv)


if __name__ == "__main__":
    sys.exit(main())
