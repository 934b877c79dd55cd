"""Makes `.venv` from the hashed lock and goes on inside it. Standard library only.

The pip of the wheel beside this file does it, whose hash is pinned here: the pip that a machine
brings may be older than the locks need. uv, where it is installed, does the same sooner. The lock
names everything, so nothing is resolved; hashes and ready-made wheels are demanded of every
package. The package index is whatever this machine's pip or uv is set to.
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
import sysconfig
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
OLDEST_PYTHON = (3, 11)
PIP_WHEEL = "pip-26.3-py3-none-any.whl"
PIP_SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"
LOCAL_LOCK, DEV_LOCK = "requirements-local.lock", "requirements-dev.lock"
SOURCES = ("config", "marketplace", "catalog", "vendors", "payments")
DEV_COMMANDS = {"test", "verify"}
STRICT = ["--no-deps", "--require-hashes", "--only-binary", ":all:"]
INDEX_OPTIONS = ("index-url", "cert", "client-cert", "trusted-host", "proxy")
QUIET_SECONDS = 5.0
MILESTONES = ("Resolved", "Prepared", "Installing", "Installed", "Successfully")


class Refusal(SystemExit):
    """The start cannot go on; the text says why and what helps."""


def say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def lock_for(argv: list[str], wanted: str | None = None) -> Path:
    """Tests and checks need the development lock, which holds all of the local one.

    `requirements.lock` is for installations that have servers of their own; see the Dockerfile.
    """
    command = argv[1] if len(argv) > 1 else ""
    dev = command in DEV_COMMANDS or wanted == "dev"
    return ROOT / (DEV_LOCK if dev else LOCAL_LOCK)


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
    """This machine's pip settings; uv does not read the index and the certificates for itself."""
    parser = configparser.ConfigParser(interpolation=None)
    home = Path.home()
    own = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    shared = (os.environ.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(":")
    folders = [*map(Path, reversed(shared)), own]
    named = os.environ.get("PIP_CONFIG_FILE")
    places = [folder / "pip/pip.conf" for folder in folders]
    places[-1:] = [Path("/etc/pip.conf"), home / ".pip/pip.conf", places[-1]]
    with contextlib.suppress(configparser.Error):
        parser.read([*places, Path(named)] if named else places)
    found = dict(parser["global"]) if parser.has_section("global") else {}
    for option in INDEX_OPTIONS:
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
    started = last = time.monotonic()
    kept: list[str] = []
    with subprocess.Popen(
        argv,
        env=env,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        for line in process.stdout or ():
            text = line.strip()
            kept = [*kept[-40:], text]
            now = time.monotonic()
            if text.startswith(MILESTONES) or now - last > QUIET_SECONDS:
                say(f"  {now - started:4.0f} s  {text[:100]}")
                last = now
    if process.returncode == 0:
        return True
    say("\n".join(kept))
    return False


def make_venv() -> None:
    """Make the venv with this Python, replacing a half-made one; its pip is not this Python's."""
    base = getattr(sys, "_base_executable", sys.executable)
    done = subprocess.run(
        [base, "-m", "venv", "--clear", "--without-pip", str(VENV)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Refusal(f"python -m venv failed:\n{done.stdout}{done.stderr}")


def checked_pip_wheel(wheel: Path) -> Path:
    """Raises: Refusal when the wheel is missing or its content is not the pinned one."""
    if not wheel.is_file():
        raise Refusal(f"{wheel.name} is missing; is this a whole checkout?")
    if hashlib.sha256(wheel.read_bytes()).hexdigest() != PIP_SHA256:
        raise Refusal(f"{wheel.name} is not the pip that this checkout pins; it is not used.")
    return wheel


def place_pip(venv: Path) -> None:
    """Unpack the pinned pip into the venv: a wheel is a zip of what lies in site-packages."""
    places = sysconfig.get_path("purelib", "venv", vars={"base": str(venv)})
    wheel = checked_pip_wheel(Path(__file__).with_name(PIP_WHEEL))
    with zipfile.ZipFile(wheel) as content:
        content.extractall(places)


def find_uv() -> str | None:
    """The path of a uv that runs, unless pip was asked for."""
    uv = shutil.which("uv") if os.environ.get("PASAR_BELA_INSTALLER") != "pip" else None
    works = uv and subprocess.run([uv, "--version"], capture_output=True, check=False)
    return uv if works and works.returncode == 0 else None


def uv_command(uv: str, python: Path, lock: Path) -> list[str]:
    return [uv, "pip", "install", "--python", str(python), *STRICT, "-r", str(lock)]


def pip_command(python: Path, lock: Path) -> list[str]:
    pip = [str(python), "-m", "pip", "install", "--progress-bar", "off", "--no-compile"]
    return [*pip, *STRICT, "-r", str(lock)]


def pip_environment() -> dict[str, str]:
    return {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}


def compile_all(python: Path) -> None:
    """Compile packages and checkout once, on every core: each of our programs imports Django.

    Left to the first import it would be done by one core, and again and again where this user's
    Python writes no bytecode. What cannot be compiled is found by whoever imports it.
    """
    places = [sysconfig.get_path("purelib", "venv", vars={"base": str(VENV)})]
    places += [str(ROOT / name) for name in SOURCES if (ROOT / name).is_dir()]
    words = [str(python), "-m", "compileall", "-q", "-q", "-j", "0", *places]
    subprocess.run(words, capture_output=True, check=False)


def install_packages(lock: Path) -> bool:
    """Put what the lock names into the venv: by uv where it is, by pip where it is not or fails."""
    python = VENV / "bin" / "python"
    if not python.exists():
        make_venv()
    uv = find_uv()
    if uv:
        say(f"Installing {lock.name} into .venv with uv …")
        if run_shown(uv_command(uv, python, lock), env=uv_environment()):
            return True
        say("uv could not do it; trying pip.")
    say(f"Installing {lock.name} into .venv with pip; this takes a minute or two …")
    place_pip(VENV)
    return run_shown(pip_command(python, lock), env=pip_environment())


def install(lock: Path) -> None:
    """Bring the venv to the lock. Raises: Refusal with what to look at."""
    started = time.monotonic()
    stamp = VENV / "pasar-bela.stamp"
    older = stamps(VENV)
    if VENV.exists() and any(not known.endswith(fingerprint(lock)[-5:]) for known in older):
        shutil.rmtree(VENV)
    stamp.unlink(missing_ok=True)
    if not install_packages(lock):
        raise Refusal("The packages could not be installed; the lines above say why.")
    compile_all(VENV / "bin" / "python")
    done = {fingerprint(lock)}
    if lock.name == DEV_LOCK:
        done.add(fingerprint(ROOT / LOCAL_LOCK))
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


def make_var() -> None:
    """Raises: Refusal where this user may write nothing."""
    try:
        (ROOT / "var").mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise Refusal(
            f"{ROOT} cannot be written by this user ({error.strerror}). Clone Pasar Bela into a "
            "folder of your own."
        ) from error


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
        make_var()
        with one_at_a_time(ROOT / "var" / "bootstrap.lock"):
            if fingerprint(lock) not in stamps(VENV):
                install_or_stop(lock)
    if not inside():
        python = str(VENV / "bin" / "python")
        os.execv(python, [python, *argv])  # noqa: S606 - the same command, inside the venv


if __name__ == "__main__":  # for .ci/run, which hides the home but not the way to the index
    for chosen in INDEX_OPTIONS:
        if chosen in (known := pip_settings()):
            sys.stdout.write(f"PIP_{chosen.upper().replace('-', '_')}={known[chosen]}\n")
