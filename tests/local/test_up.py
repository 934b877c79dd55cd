"""`up` from start to end: it answers before the demo is there, and outlives a load that fails.

The load itself is tested in tests/demo; here short programs stand where its process stands, so that
each ends when and how the test says.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys

import httpx
import psycopg2
import pytest

from config.local import ports
from config.local.guard import descendants
from config.local.paths import ROOT, socket_dir
from config.local.process import is_alive
from tests.waiting import eventually

LIMIT_SECONDS = 180
LAUNCHER = """
import sys
from config.local import programs, up
programs.demo = lambda env: programs.program("demo", ["-c", sys.argv[2]], env, anew=True)
sys.exit(up.main(["--port", sys.argv[1]]))
"""
MARKING = """
import sys, django
django.setup()
from django.db import transaction
from marketplace.demo.load import state
from marketplace.accounts.models import User
def mark(action):
    with transaction.atomic():
        someone = User.objects.create_superuser(email=action + "@demo.test", password=None)
        state.mark(action, someone)
"""
HALF = MARKING + "mark(state.LOADING); print('the year cannot be told'); sys.exit(1)"
WHOLE = MARKING + "mark(state.LOADING); mark(state.LOADED)"
ENDLESS = """
import time
from config.local import demo
demo.print_line("  2026-03: 42 / 100")
time.sleep(600)
"""


class Up:
    """One `up` in a process of its own."""

    def __init__(self, load, port, env):
        self.url = f"http://127.0.0.1:{port}"
        self.env = env
        self.lines = []
        self.process = subprocess.Popen(
            [sys.executable, "-c", LAUNCHER, str(port), load],
            cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip

    def wait_for(self, start):
        """The first line that starts so."""
        for line in self.process.stdout:
            self.lines.append(line.rstrip())
            if line.startswith(start):
                return line.rstrip()
        raise AssertionError("\n".join(self.lines))

    def ask(self, path, data=None):
        method = "POST" if data else "GET"
        answer = httpx.request(method, self.url + path, data=data, timeout=LIMIT_SECONDS)
        return answer.status_code, answer.text

    def status(self):
        words = [sys.executable, "manage.py", "up", "--status", "--json"]
        done = subprocess.run(words, cwd=ROOT, env=self.env, capture_output=True, check=False)
        return json.loads(done.stdout)

    def end(self, number):
        below = descendants(self.process.pid)
        self.process.send_signal(number)
        self.process.wait()
        self.process.stdout.close()
        eventually(lambda: not any(map(is_alive, below)), seconds=LIMIT_SECONDS)


@pytest.fixture
def start(tmp_path, monkeypatch):
    """Start `up` in a folder of the test's own, again and again."""
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    foreign = re.compile(
        r"DATABASE_|REDIS_URL|BANK_|EMAIL_URL|SMS_URL|BASE_URL|DEMO|PYTEST_|PASAR_BELA_ENV"
    )
    env = {name: value for name, value in os.environ.items() if not foreign.match(name)}
    begun = []

    def begin(load):
        begun.append(Up(load, ports.any_free(), {**env, "PASAR_BELA_BOOTSTRAP": "0"}))
        return begun[-1]

    yield begin
    for up in begun:
        if up.process.poll() is None:
            up.end(signal.SIGKILL)
    shutil.rmtree(socket_dir(), ignore_errors=True)


def people(up):
    connection = psycopg2.connect(up.status()["database"])
    cursor = connection.cursor()
    cursor.execute("SELECT email FROM accounts_user")
    found = {row[0] for row in cursor.fetchall()}
    connection.close()
    return found


def test_the_market_comes_up_whatever_becomes_of_the_demo(start):
    up = start(HALF)
    up.wait_for("Alamat sudah menjawab: http")
    failure = up.wait_for("Data contoh gagal dimuat: the year cannot be told (catatan: ")
    assert "berikutnya mencobanya lagi" in failure
    assert up.wait_for("Pasar Bela siap: ") == f"Pasar Bela siap: {up.url}"
    found = up.status()
    assert (found["running"], found["ready"], found["demo"]) == (True, True, "failed")
    assert "demo.loading@demo.test" in people(up)
    status, page = up.ask("/masuk/")
    assert status == 200
    assert "demo-progress" not in page
    up.end(signal.SIGTERM)

    up = start(ENDLESS)  # the half that was there is gone before anything answers
    up.wait_for("Alamat sudah menjawab: http")
    assert people(up) == set()
    up.wait_for("  data contoh: 42 %")
    found = up.status()
    assert (found["running"], found["ready"], found["demo"]) == (True, False, "loading")
    status, page = up.ask("/masuk/")
    assert status == 200
    assert "Data contoh sedang dimuat: 42 %" in page
    assert up.ask("/masuk/", {"login": "pp.ntt@demo.test"})[0] == 503
    up.end(signal.SIGKILL)

    up = start(WHOLE)
    assert up.wait_for("Pasar Bela siap: ") == f"Pasar Bela siap: {up.url}"
    up.wait_for("Masuk demo")
    assert up.status()["demo"] == "loaded"
    assert people(up) == {"demo.loading@demo.test", "demo.loaded@demo.test"}
    up.end(signal.SIGINT)
