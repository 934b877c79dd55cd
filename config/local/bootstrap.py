"""Makes `.venv` from the hashed lock and goes on inside it. Standard library only.

uv does it when it is there, else pip; where Python came without ensurepip, pip comes from the
wheel beside this file, whose hash is pinned here. Hashes and ready-made wheels are demanded of
every package. The package index is whatever this machine's pip or uv is set to.
"""

from __future__ import annotations

import configparser
import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
OLDEST_PYTHON = (3, 11)
PIP_WHEEL = "pip-26.3-py3-none-any.whl"
PIP_SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"
DEV_COMMANDS = {"test", "verify"}
STRICT = ["--require-hashes", "--only-binary", ":all:"]
QUIET_SECONDS = 5.0
MILESTONES = ("Resolved", "Prepared", "Installing", "Installed", "Successfully")


class Refusal(SystemExit):
    """The start cannot go on; the text says why and what helps."""


def say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def lock_for(argv: list[str], wanted: str | None = None) -> Path:
    """Tests and checks need the development lock; everything else the small one."""
    command = argv[1] if len(argv) > 1 else ""
    dev = command in DEV_COMMANDS or wanted == "dev"
    return ROOT / ("requirements-dev.lock" if dev else "requirements.lock")


def fingerprint(lock: Path) -> str:
    """What an installation depends on: the lock and the Python it was made for."""
    content = hashlib.sha256(lock.read_bytes()).hexdigest()
    return f"{content} {sys.version_info[0]}.{sys.version_info[1]}"


def stamps(venv: Path) -> list[str]:
    """The fingerprints installed in a venv; empty when it is not finished or does not start."""
    stamp = venv / "pasar-bela.stamp"
    if not stamp.is_file() or not (venv / "bin" / "python").exists():
        return []
    return stamp.read_text(encoding="utf-8").splitlines()


@contextlib.contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Two starts at once: the second waits and then finds the work done."""
    with path.open("w", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another command is installing; waiting for it …")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def pip_settings() -> dict[str, str]:
    """This machine's pip settings that uv does not read for itself: index and certificates."""
    parser = configparser.ConfigParser()
    home = Path.home()
    named = os.environ.get("PIP_CONFIG_FILE")
    places = [Path("/etc/pip.conf"), home / ".pip/pip.conf", home / ".config/pip/pip.conf"]
    with contextlib.suppress(configparser.Error):
        parser.read([*places, Path(named)] if named else places)
    found = dict(parser["global"]) if parser.has_section("global") else {}
    for option in ("index-url", "cert"):
        value = os.environ.get("PIP_" + option.upper().replace("-", "_"))
        if value:
            found[option] = value
    return found


def uv_environment() -> dict[str, str]:
    """The environment for uv, with pip's index and certificates where uv has none of its own."""
    env = dict(os.environ)
    settings = pip_settings()
    if settings.get("index-url"):
        env.setdefault("UV_DEFAULT_INDEX", settings["index-url"])
    if settings.get("cert"):
        env.setdefault("SSL_CERT_FILE", settings["cert"])
    return env


def run_shown(argv: list[str], *, env: dict[str, str] | None = None) -> bool:
    """Run an installer: its output is shown, shortened; a silent stretch says that it goes on."""
    started = time.monotonic()
    process = subprocess.Popen(
        argv,
        env=env,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    last = started
    kept: list[str] = []
    for line in process.stdout or ():
        text = line.rstrip()
        kept = [*kept[-40:], text]
        now = time.monotonic()
        wanted = text.startswith(
            ("Installing", "Successfully", "Resolved", "Prepared", "Installed")
        )
        if wanted or now - last > QUIET_SECONDS:
            say(f"  {now - started:4.0f} s  {text.strip()[:100]}")
            last = now
    if process.wait() == 0:
        return True
    say("\n".join(kept))
    return False


def has_ensurepip() -> bool:
    """Debian ships Python without it until python3-venv is installed."""
    probe = [sys.executable, "-c", "import ensurepip; ensurepip.version()"]
    done = subprocess.run(probe, capture_output=True, check=False)
    return done.returncode == 0


def make_venv(*, with_pip: bool) -> None:
    """Make the venv with this Python, replacing a half-made one."""
    words = [] if with_pip else ["--without-pip"]
    base = getattr(sys, "_base_executable", sys.executable)
    done = subprocess.run(
        [base, "-m", "venv", "--clear", *words, str(VENV)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Refusal(f"python -m venv failed:\n{done.stdout}{done.stderr}")


def checked_pip_wheel(wheel: Path) -> Path:
    """Raises: Refusal when the wheel is missing or its content is not the pinned one."""
    if not wheel.is_file():
        raise Refusal(f"{wheel.name} is missing. Install python3-venv or uv, and try again.")
    if hashlib.sha256(wheel.read_bytes()).hexdigest() != PIP_SHA256:
        raise Refusal(f"{wheel.name} is not the pip that this checkout pins; it is not used.")
    return wheel


def install_with_uv(lock: Path) -> bool:
    uv = shutil.which("uv")
    if not uv or os.environ.get("PASAR_BELA_INSTALLER") == "pip":
        return False
    probe = subprocess.run([uv, "--version"], capture_output=True, text=True, check=False)
    if probe.returncode:
        return False
    say(f"Installing {lock.name} into .venv with {probe.stdout.strip().split('(')[0].strip()} …")
    if not (VENV / "bin" / "python").exists():
        make_venv(with_pip=False)
    python = str(VENV / "bin" / "python")
    command = [uv, "pip", "install", "--python", python, *STRICT, "-r", str(lock)]
    if run_shown(command, env=uv_environment()):
        return True
    say("uv could not do it; trying pip.")
    return False


def install_with_pip(lock: Path) -> bool:
    say(f"Installing {lock.name} into .venv with pip; this takes a minute or two …")
    python = VENV / "bin" / "python"
    env = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}
    wheel = checked_pip_wheel(Path(__file__).with_name(PIP_WHEEL)) if not has_ensurepip() else None
    if not python.exists():
        make_venv(with_pip=wheel is None)
    pip = [str(python), "-m", "pip"]
    if subprocess.run([*pip, "--version"], capture_output=True, check=False).returncode:
        wheel = wheel or checked_pip_wheel(Path(__file__).with_name(PIP_WHEEL))
        # A wheel is a zip: its pip can run in place, without being installed first.
        pip = [str(python), f"{wheel}/pip"]
    words = ["install", "--progress-bar", "off", *STRICT, "-r", str(lock)]
    return run_shown([*pip, *words], env=env)


def install(lock: Path) -> None:
    """Bring the venv to the lock. Raises: Refusal with what to look at."""
    started = time.monotonic()
    stamp = VENV / "pasar-bela.stamp"
    older = stamps(VENV)
    if VENV.exists() and any(not known.endswith(fingerprint(lock)[-5:]) for known in older):
        shutil.rmtree(VENV)
    stamp.unlink(missing_ok=True)
    if not install_with_uv(lock) and not install_with_pip(lock):
        raise Refusal("The packages could not be installed; the lines above say why.")
    done = {fingerprint(lock)}
    if lock.name == "requirements-dev.lock":  # it holds everything of the small one
        done.add(fingerprint(ROOT / "requirements.lock"))
    stamp.write_text("\n".join(sorted(done)), encoding="utf-8")
    say(f"Packages are ready ({time.monotonic() - started:.0f} s).")


def install_or_stop(lock: Path) -> None:
    """A half-finished installation has no stamp, so the next start goes on with it."""
    try:
        install(lock)
    except KeyboardInterrupt:
        raise Refusal("Interrupted. The next start goes on from here.") from None
    except OSError as error:
        raise Refusal(f"The packages could not be installed: {error}") from error


def inside() -> bool:
    return Path(sys.prefix).resolve() == VENV.resolve()


def ensure(argv: list[str], *, wanted: str | None = None) -> None:
    """Return inside a finished `.venv`; outside it, install what is missing and start over there.

    `PASAR_BELA_BOOTSTRAP=0` leaves the packages to whoever set it, such as a container image.
    """
    if os.environ.get("PASAR_BELA_BOOTSTRAP") == "0":
        return
    if sys.version_info < OLDEST_PYTHON:
        have = ".".join(str(part) for part in sys.version_info[:3])
        raise Refusal(f"Pasar Bela needs Python 3.11 or newer; this is {have} ({sys.executable}).")
    lock = lock_for(argv, wanted)
    if fingerprint(lock) not in stamps(VENV):
        (ROOT / "var").mkdir(mode=0o700, exist_ok=True)
        with one_at_a_time(ROOT / "var" / "bootstrap.lock"):
            if fingerprint(lock) not in stamps(VENV):
                install_or_stop(lock)
    if not inside():
        python = str(VENV / "bin" / "python")
        os.execv(python, [python, *argv])  # noqa: S606 - the same command, inside the venv
