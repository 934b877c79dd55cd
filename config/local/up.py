"""`manage.py up`: the whole marketplace on one machine, with nothing installed beforehand."""

from __future__ import annotations

import argparse
import json
import os
import secrets
import signal
import threading
import time
import urllib.error
import urllib.request
from typing import Any

from marketplace.core.patience import wait_until

from . import database, demo, env, ports, programs, progress, state
from .paths import LocalError, say, var_dir
from .process import program_pid
from .progress import Demo, Progress
from .services import start_embedded
from .supervisor import Supervisor

DEFAULT_PORT = 8000
READY_SECONDS = 180
LOOK_SECONDS = 0.5
SHOWN_PERCENT = 20
ALREADY_RUNNING = 3
JOIN = {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"}
SERVICES = ("Postgres", "Valkey")
PASSWORD_LINE = "Masuk demo (kata sandi: pasar-bela-demo-2026):"  # noqa: S105 - printed on purpose
LOGINS = (
    ("pp.ntt@demo.test", "Pejabat Pengadaan"),
    ("ppk.ntt@demo.test", "Pejabat Pembuat Komitmen"),
    ("pptk.ntt@demo.test", "Pejabat Pelaksana Teknis Kegiatan"),
    ("pemegang-kartu.ntt@demo.test", "Pemegang Kartu Kredit Pemerintah"),
    ("kpa.ntt@demo.test", "Kuasa Pengguna Anggaran"),
    ("bendahara.ntt@demo.test", "Bendahara"),
    ("apip.ntt@demo.test", "Pengawas internal"),
    ("verifikator.ntt@demo.test", "Verifikator penyedia"),
    ("katalog.ntt@demo.test", "Pengelola katalog"),
    ("loket.ntt@demo.test", "Petugas loket"),
    ("pimpinan.ntt@demo.test", "Pimpinan"),
    ("mikro@demo.test", "Penyedia mikro; juga kecil@, menengah@, koperasi@"),
    ("admin@demo.test", "Administrator"),
    ("0812-0000-0077", "Staf koperasi tanpa surel: masuk dengan nomor ponsel, kode di /surat-uji/"),
)


def parse(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="manage.py up", description=__doc__)
    parser.add_argument("--port", type=int, help="first port to try (default 8000)")
    parser.add_argument("--demo", action="store_true", help="load the demo into DATABASE_URL too")
    parser.add_argument("--status", action="store_true", help="say what runs, start nothing")
    parser.add_argument("--json", action="store_true", help="with --status: as JSON")
    options = parser.parse_args(words)
    if options.port is not None and not 1 <= options.port <= 65535:
        parser.error("--port must lie between 1 and 65535.")
    return options


def main(words: list[str]) -> int:
    """Exit code: 0 stopped as asked, 2 could not start, 3 runs already."""
    options = parse(words)
    if options.status:
        return show_status(as_json=options.json)
    lock = state.ServicesLock(wait_seconds=30)
    if not lock.take():
        running = state.wait_for_url(seconds=10)
        if running:
            say(f"Pasar Bela sudah berjalan: {running['url']}")
            return ALREADY_RUNNING
    # SIGINT too: a shell starts background jobs with it ignored, and `kill -INT` should still work.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    with lock:
        return Launch(lock, options).run()


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


class Launch:
    """One `up` from the first service to the last goodbye."""

    def __init__(self, lock: state.ServicesLock, options: argparse.Namespace) -> None:
        self.lock = lock
        self.options = options
        self.supervisor = Supervisor()
        self.embedded = "DATABASE_URL" not in os.environ
        wanted = options.port or int(os.environ.get("PORT", DEFAULT_PORT))
        self.port = ports.next_free(wanted)
        if self.port != wanted:
            say(f"Port {wanted} is taken; using {self.port}.")
        self.url = f"http://{ports.HOST}:{self.port}"
        self.bank_port, self.mail_port = ports.any_free(), ports.any_free()
        self.courier_port = ports.any_free()
        self.mail_dir = var_dir() / "outbox"
        self.env: dict[str, str] = {}
        self.demo = Progress()
        self.answers = self.ready = False

    def run(self) -> int:
        self.publish()
        try:
            self.start()
            self.watch()
        except KeyboardInterrupt:
            return 0
        finally:
            self.stop()
        return 0

    def start(self) -> None:
        """The address answers first; what works on the data waits until the demo is in it."""
        started = time.monotonic()
        services = start_embedded()
        for child in services.children:
            self.supervisor.adopt(child)
        self.env = self.environment(services.env)
        self.supervisor.start(programs.mail(self.env, self.mail_port, self.mail_dir))
        self.start_web()
        if self.demo.state == Demo.LOADING:
            self.load_demo()
        for program in (
            programs.bank(self.env, self.bank_port),  # not before: a load keeps its books itself
            programs.courier(self.env, self.courier_port, self.url),
            programs.worker(self.env),
            programs.beat(self.env),
            programs.poller(self.env),
        ):
            self.supervisor.start(program)
        self.wait_ready("bank", f"http://{ports.HOST}:{self.bank_port}")
        self.ready = True
        self.publish()
        say(f"Pasar Bela siap: {self.url}")
        self.greet(seconds=time.monotonic() - started)

    def start_web(self) -> None:
        """Return when the address answers. The web process loads beside the migrations.

        Until they are done it turns everybody away, `/healthz` too.
        """
        progress.write(demo.progress_file(), Progress(Demo.PREPARING))
        if self.embedded or self.options.demo:
            self.env["DEMO"] = "1"
        watched = {**self.env, "DEMO_PROGRESS_FILE": str(demo.progress_file())}
        self.supervisor.start(programs.web(watched, self.port))
        database.migrate(self.env, embedded=self.embedded)
        asked = self.options.demo
        self.note(database.prepare_demo(self.env, embedded=self.embedded, asked=asked))
        self.wait_ready("web", self.url)
        self.answers = True
        self.publish()

    def load_demo(self) -> None:
        """Run the load and stay with it to its end, whatever end that is."""
        say(f"Alamat sudah menjawab: {self.url} (data contoh masih dimuat)")
        load = self.supervisor.start_once(programs.demo(self.env))
        shown = 0
        while not load.ends_within(LOOK_SECONDS / 2):
            self.supervisor.look()
            percent = progress.read(demo.progress_file()).percent
            if percent >= shown + SHOWN_PERCENT:
                say(f"  data contoh: {percent} %")
                shown = percent
        self.supervisor.forget(load)
        if load.code == 0:
            self.note(Progress(Demo.LOADED, 100))
            return
        self.note(Progress(Demo.FAILED))
        reason = load.log_tail(1) or f"kode {load.code}"
        say(
            f"Data contoh gagal dimuat: {reason} (catatan: {load.program.log}). Pasar berjalan "
            "dengan data yang ada; `up` berikutnya mencobanya lagi."
        )

    def note(self, found: Progress) -> None:
        """Tell the pages and other commands what became of the demo."""
        self.demo = found
        progress.write(demo.progress_file(), found)
        self.publish()

    def environment(self, services: dict[str, str]) -> dict[str, str]:
        """What every child reads; a bank or mail server named by the caller stays."""
        found = env.complete(environment="local", services=services)
        found.setdefault("BASE_URL", self.url)
        found.setdefault("BANK_BASE_URL", f"http://{ports.HOST}:{self.bank_port}")
        found.setdefault("BANK_CALLBACK_URL", f"{self.url}/bank")
        found.setdefault("EMAIL_URL", f"smtp://{ports.HOST}:{self.mail_port}")
        found.setdefault("SMS_URL", "file:")
        found.setdefault("WHATSAPP_URL", "file:")
        found.setdefault("COURIER_SECRET", secrets.token_urlsafe(32))  # of the simulator alone
        # Our own virtual environment was checked a moment ago; children need not look again.
        found["PASAR_BELA_BOOTSTRAP"] = "0"
        return found

    def own_env(self) -> dict[str, str]:
        """What another command needs to join: only what differs from its own surroundings."""
        mine = {"PATH", "PYTHONUNBUFFERED", "PASAR_BELA_BOOTSTRAP"}
        return {
            name: value
            for name, value in self.env.items()
            if name not in mine and (name in JOIN or os.environ.get(name) != value)
        }

    def publish(self) -> None:
        self.lock.publish(
            {
                "url": self.url,
                "answers": self.answers,
                "ready": self.ready,
                "demo": self.demo.state,
                "env": self.own_env(),
                "bank_url": self.env.get("BANK_BASE_URL"),
                "courier_url": f"http://{ports.HOST}:{self.courier_port}",
                "mail_dir": str(self.mail_dir),
                "guards": {n: s.running.pid for n, s in self.supervisor.slots.items()},
            }
        )

    def wait_ready(self, name: str, url: str) -> None:
        """Raises: LocalError with the end of the program's log when it does not answer."""

        def answers() -> bool:
            self.supervisor.look()
            return healthy(f"{url}/healthz")

        if not wait_until(answers, seconds=READY_SECONDS):
            tail = self.supervisor.slots[name].running.log_tail()
            raise LocalError(f"{name} does not answer on {url}:\n{tail}")

    def greet(self, *, seconds: float) -> None:
        if self.demo.state == Demo.LOADED:
            say(PASSWORD_LINE)
            for login, role in LOGINS:
                say(f"  {login:<30} {role}")
            say("  Daerah lain: ganti ntt dengan kaltara, banten, mojokerto atau jatim.")
        say(f"Surel uji: {self.mail_dir} · mulai dalam {seconds:.1f} s · Ctrl-C menghentikan.")

    def watch(self) -> None:
        """Stay until interrupted, restarting what dies."""
        guards: dict[str, int] = {}
        nothing = threading.Event()  # what ends us comes as an exception
        while not nothing.wait(LOOK_SECONDS):
            self.supervisor.look()
            now = {name: slot.running.pid for name, slot in self.supervisor.slots.items()}
            if now != guards:
                self.publish()
                guards = now

    def stop(self) -> None:
        """A second Ctrl-C must not tear the ordered end apart."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        say("Pasar Bela berhenti …")
        self.lock.publish({"url": None, "env": {}})  # a new start waits instead of turning away
        self.supervisor.stop(last=SERVICES)


def healthy(url: str) -> bool:
    """True when the address answers 200."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def status() -> dict[str, Any]:
    """What outside checks may rely on."""
    found = state.read() or {}
    running = bool(found.get("answers"))
    known = found.get("env", {})
    pids = {name: program_pid(guard) for name, guard in found.get("guards", {}).items()}
    return {
        "running": running,
        "ready": bool(found.get("ready")),
        "demo": found.get("demo", Demo.NONE),
        "url": found.get("url") if running else None,
        "pids": {"up": found["pid"], **pids} if running else {},
        "bank_url": found.get("bank_url"),
        "courier_url": found.get("courier_url"),
        "mail_dir": found.get("mail_dir"),
        "database": known.get("DATABASE_URL"),
        "redis": known.get("REDIS_URL"),
    }


def show_status(*, as_json: bool) -> int:
    """Exit code 0 when it runs, else 1."""
    found = status()
    if as_json:
        say(json.dumps(found, indent=1))
    elif not found["running"]:
        say("Pasar Bela tidak berjalan.")
    else:
        say(f"Pasar Bela berjalan: {found['url']}")
        if found["demo"] == Demo.LOADING:
            percent = progress.read(demo.progress_file()).percent
            say(f"  data contoh sedang dimuat: {percent} %")
        for name in ("bank_url", "courier_url", "mail_dir", "database", "redis"):
            say(f"  {name}: {found[name]}")
        for name, pid in found["pids"].items():
            say(f"  {name}: {pid}")
    return 0 if found["running"] else 1
