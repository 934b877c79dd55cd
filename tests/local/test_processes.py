"""Nothing outlives its launcher, and the services are private, real and gone afterwards."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import psycopg2
import pytest

from config.local import mailsink, ports, state
from config.local.guard import descendants
from config.local.paths import ROOT
from config.local.process import Program, Running, is_alive
from config.local.services import throwaway_services
from config.local.supervisor import Supervisor
from tests.waiting import eventually

# A program whose grandchild ignores polite requests, and that writes both process ids.
STUBBORN = """
import os, signal, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); "
    "time.sleep(600)"], stdout=subprocess.PIPE)
child.stdout.readline()
open(sys.argv[1], "w").write(f"{os.getpid()} {child.pid}")
time.sleep(600)
"""
LAUNCHER = """
import sys, time
from pathlib import Path
from config.local.process import Program, Running
Running(Program(name="x", argv=[sys.executable, "-c", sys.argv[1], sys.argv[2]], env={},
                log=None, grace_seconds=0.3))
time.sleep(600)
"""

LOCKED = """
from config.local.state import ServicesLock
lock = ServicesLock(wait_seconds=1)
assert lock.take()
"""


def read_pids(path: Path) -> list[int]:
    eventually(lambda: path.exists() and len(path.read_text().split()) == 2)
    return [int(word) for word in path.read_text().split()]


def program(tmp_path, code, *words):
    argv = [sys.executable, "-c", code, *words]
    return Program(name="x", argv=argv, env={}, log=tmp_path / "x.log", grace_seconds=0.3)


def test_killing_the_launcher_ends_grandchildren_too(tmp_path):
    launcher = subprocess.Popen(
        [sys.executable, "-c", LAUNCHER, STUBBORN, str(tmp_path / "pids")],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
    )
    pids = read_pids(tmp_path / "pids")
    launcher.kill()
    launcher.wait()
    eventually(lambda: not any(is_alive(pid) for pid in pids))


def test_the_next_start_waits_until_what_a_killed_one_ran_has_ended(tmp_path, monkeypatch):
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    launcher = subprocess.Popen(
        [sys.executable, "-c", LOCKED + LAUNCHER, STUBBORN, str(tmp_path / "pids")],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "VAR_DIR": str(tmp_path)},
    )
    pids = read_pids(tmp_path / "pids")
    launcher.kill()
    launcher.wait()
    with state.ServicesLock(wait_seconds=30):
        assert not any(is_alive(pid) for pid in pids)


def test_a_process_that_nobody_asks_for_its_exit_code_has_ended_all_the_same():
    child = subprocess.Popen([sys.executable, "-c", ""])
    eventually(lambda: not is_alive(child.pid))
    assert child.wait() == 0  # it was still in the table


def test_killing_the_program_ends_what_it_started(tmp_path):
    running = Running(program(tmp_path, STUBBORN, str(tmp_path / "pids")))
    pids = read_pids(tmp_path / "pids")
    os.kill(pids[0], signal.SIGKILL)
    assert running.result() == 137
    eventually(lambda: not is_alive(pids[1]))
    running.stop()


def test_the_exit_code_and_the_log_come_through(tmp_path):
    running = Running(program(tmp_path, "import sys; print('why'); sys.exit(5)"))
    assert running.result() == 5
    assert running.log_tail() == "why"
    running.stop()


def test_a_program_that_cannot_start_says_so(tmp_path):
    missing = Program(name="x", argv=["/no/such/program"], env={}, log=tmp_path / "x.log")
    running = Running(missing)
    assert running.result() == 127
    assert "No such file" in running.log_tail()
    running.stop()


def test_the_supervisor_starts_a_dead_program_again(tmp_path, capsys):
    supervisor = Supervisor()
    first = supervisor.start(program(tmp_path, "import time; time.sleep(600)"))
    eventually(supervisor.pids)
    os.kill(supervisor.pids()["x"], signal.SIGKILL)
    eventually(lambda: supervisor.look() or supervisor.slots["x"].running is not first)
    assert "x ended (code 137); starting it again in 1 s." in capsys.readouterr().out
    supervisor.stop(last=())
    eventually(lambda: not descendants(supervisor.slots["x"].running.pid))


def test_throwaway_services_are_private_and_gone_afterwards(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody@elsewhere/data")
    with throwaway_services() as found:
        folder = Path(found["VAR_DIR"]).parent
        assert folder.stat().st_mode & 0o077 == 0
        app = psycopg2.connect(found["DATABASE_URL"])
        cursor = app.cursor()
        cursor.execute("SHOW listen_addresses")
        assert cursor.fetchone() == ("",)
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute("CREATE TABLE forbidden (id int)")
        app.close()
        owner = psycopg2.connect(found["DATABASE_OWNER_URL"])
        owner.cursor().execute("CREATE TABLE allowed (id int); CREATE EXTENSION pg_trgm")
        owner.close()
        with socket.socket(socket.AF_UNIX) as redis:
            redis.connect(found["REDIS_URL"].removeprefix("redis+socket://"))
            redis.sendall(b"PING\r\n")
            assert redis.recv(16) == b"+PONG\r\n"
    assert not folder.exists()
    assert os.environ["DATABASE_URL"] == "postgresql://somebody@elsewhere/data"


def test_a_taken_port_is_passed_over():
    with socket.socket() as taken:
        taken.bind((ports.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert not ports.is_free(port)
        assert ports.next_free(port) > port


def test_the_mail_sink_keeps_each_message_in_order(tmp_path):
    sink = mailsink.Sink(tmp_path)
    for text in (b"Subject: satu\r\n\r\n", b"Subject: dua\r\n\r\n"):
        mail = SimpleNamespace(mail_from="a@demo.test", rcpt_tos=["b@demo.test"], content=text)
        answer = asyncio.run(sink.handle_DATA(None, None, mail))
        assert answer.startswith("250")
    first, second = sorted(tmp_path.glob("*.eml"))
    assert first.read_bytes().endswith(b"X-Envelope-To: b@demo.test\r\nSubject: satu\r\n\r\n")
    assert b"Subject: dua" in second.read_bytes()
