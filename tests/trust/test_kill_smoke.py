"""`manage.py trust kill`, short: real processes, real kills, its own services, its own report."""

import json
import os
import subprocess
import sys

from django.conf import settings

KILLS = 8


def run_trust(*words):
    surroundings = {**os.environ, "PASAR_BELA_BOOTSTRAP": "0"}
    return subprocess.run(
        [sys.executable, "manage.py", "trust", *words],
        cwd=settings.BASE_DIR,
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def test_a_site_under_kill_loses_nothing_and_charges_nobody_twice(tmp_path):
    report = tmp_path / "kill.json"
    done = run_trust("kill", "--kills", str(KILLS), "--json", str(report))
    assert done.returncode == 0, done.stdout + done.stderr
    figures = {one["metric"]: one for one in json.loads(report.read_text())["results"]}
    assert figures["kills"]["value"] == KILLS
    assert figures["double charges"] == {
        "metric": "double charges",
        "value": 0,
        "unit": "",
        "floor": None,
        "ratio": None,
        "target": "== 0",
        "pass": True,
    }
    assert figures["claims settled"]["value"] > KILLS
    assert done.stdout.splitlines()[-1].startswith("trust kill: 12/12 met, seed 1 | ")


def test_an_unknown_name_is_answered_with_the_known_ones():
    done = run_trust("nonsense")
    assert done.returncode == 2
    assert "unknown trust: nonsense" in done.stderr
    assert "kill" in done.stderr
    assert "races" in done.stderr
