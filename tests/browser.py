"""The whole market as people meet it: real processes behind a port, and a browser in front.

`site` starts what `up` starts (web, Celery worker with its beat, Valkey, bank, mail sink) on a
clone of the test database; `browser` is a Chromium; `Visitor` is one person with a window.
"""

import email
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default as mail_policy
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import httpx
import pytest
from django.conf import settings
from django.db import connections
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Error,
    Locator,
    Page,
    Response,
    expect,
    sync_playwright,
)

from config.local.process import Program, Running, stop_all
from config.local.programs import SERVER
from config.local.services import start_valkey
from tests.conftest import free_port
from tests.factories import PASSWORD, recovery_code
from tests.payments.bank_process import BankProcess
from tests.waiting import eventually

PATIENCE_MS = 20_000
START_SECONDS = 60.0
PHONE = {"width": 360, "height": 640}
DESK = {"width": 1280, "height": 800}
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LINK = re.compile(r"https?://\S+")


@dataclass
class Mailbox:
    """What the mail sink took."""

    folder: Path

    def to(self, address: str) -> list[EmailMessage]:
        """Return the letters to one address, oldest first."""
        letters = [
            email.message_from_bytes(path.read_bytes(), policy=mail_policy)
            for path in sorted(self.folder.glob("*.eml"))
        ]
        return [letter for letter in letters if address in str(letter["X-Envelope-To"])]

    def link_to(self, address: str, part: str) -> str:
        """Wait for a letter with a link that contains ``part`` and return the link."""

        def found() -> str:
            texts = [letter.get_body(("plain",)).get_content() for letter in self.to(address)]
            links = [link for text in texts for link in LINK.findall(text) if part in link]
            return links[-1] if links else ""

        return eventually(found)


@dataclass
class Site:
    """A running market."""

    url: str
    bank: BankProcess
    mails: Mailbox
    programs: list[Running] = field(default_factory=list)

    def logs(self) -> str:
        """Return the errors in the logs, with the end of their tracebacks."""
        lines = [line for one in self.programs for line in one.log_tail(400).splitlines()]
        wrong = [line for line in lines if '"level": "error"' in line]
        return "\n".join(line[-1500:].replace("\\n", "\n") for line in wrong[-2:])


def _environment(database: str, folder: Path, bank: BankProcess, ports: dict[str, int]) -> dict:
    """Return the surroundings of web and worker: those of the suite, on this site's own data."""
    address = urlunsplit(urlsplit(settings.DATABASE_URL)._replace(path=f"/{database}"))
    var = settings.VAR_DIR
    return {
        **os.environ,
        **bank.env,
        "DATABASE_URL": address,
        "REDIS_URL": f"redis+socket://{folder}/valkey.sock",
        "VAR_DIR": str(var),
        "BASE_URL": f"http://127.0.0.1:{ports['web']}",
        "EMAIL_URL": f"smtp://127.0.0.1:{ports['mail']}",
        "SMS_URL": "file:",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONWARNINGS": "default",
        "LOG_LEVEL": "WARNING",
    }


def _program(name: str, words: list[str], env: dict, logs: Path) -> Running:
    argv = [sys.executable, "-m", *words]
    return Running(Program(name=name, argv=argv, env=env, log=logs / f"{name}.log"))


def _web(env: dict, port: int, logs: Path) -> Running:
    words = ["granian", *SERVER, "--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    return _program("web", words, env, logs)


def _worker(env: dict, logs: Path) -> Running:
    words = ["celery", "-A", "tests.journeys.hurry", "worker", "--beat", "--concurrency", "1"]
    words += ["--schedule", str(logs / "beat"), "--loglevel", "WARNING"]
    words += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    return _program("worker", words, env, logs)


def _answers(url: str, program: Running) -> Callable[[], bool]:
    def question() -> bool:
        assert program.code is None, program.log_tail(40)
        try:
            return httpx.get(url, trust_env=False, timeout=5).is_success
        except httpx.TransportError:
            return False

    return question


@pytest.fixture
def site(committed_db, bank, tmp_path) -> Iterator[Site]:
    """A market on a database of its own; nothing in it is shared with another test but the bank."""
    ports = {"web": free_port(), "mail": free_port()}
    logs, mails = tmp_path / "log", tmp_path / "outbox"
    mails.mkdir()
    url = f"http://127.0.0.1:{ports['web']}"
    with tempfile.TemporaryDirectory(prefix="pb-") as short:  # a socket's path must stay short
        env = _environment(committed_db, Path(short), bank, ports)
        running = [start_valkey(socket=Path(short), log=logs / "valkey.log")]
        try:
            words = ["config.local.mailsink", "--port", str(ports["mail"]), "--folder", str(mails)]
            running.append(_program("mail", words, env, logs))
            running.append(_worker(env, logs))
            running.append(_web(env, ports["web"], logs))
            bank.knobs(callback_url=f"{url}/bank")
            eventually(_answers(f"{url}/healthz", running[-1]), seconds=START_SECONDS)
            yield Site(url, bank, Mailbox(mails), running)
        finally:
            stop_all(running)


@pytest.fixture
def browser(site, monkeypatch) -> Iterator[Browser]:
    """A Chromium. Its driver keeps an event loop in this thread, which Django takes for async."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(
            executable_path=os.environ.get("PASAR_BELA_CHROMIUM"), args=CHROMIUM_FLAGS
        )
        yield chromium
        chromium.close()
        # Beside a running loop Django keeps other connections than without; nobody else ends them.
        connections.close_all()


class Visitor:
    """One person with a window of their own. Every page they load must be without complaint."""

    def __init__(
        self, browser: Browser, site: Site, *, javascript: bool = True, size: dict | None = None
    ) -> None:
        self.site, self.javascript = site, javascript
        self.context: BrowserContext = browser.new_context(
            base_url=site.url,
            java_script_enabled=javascript,
            viewport=size or DESK,
            locale="id-ID",
            accept_downloads=True,
        )
        self.context.set_default_timeout(PATIENCE_MS)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda problem: self.complaints.append(str(problem)))
        self.page.on("response", self._watch)

    def _listen(self, message) -> None:
        # Refusals are part of the story and asserted where they belong.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def _watch(self, response: Response) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.status} {response.url}")

    def go(self, path: str, *, status: int = 200) -> Page:
        """Open an address and insist on the answer's status."""
        answer = self._open(path)
        if answer is None:  # a page that waits for the bank moved on by itself; a blank one stays
            self._open("about:blank")
            answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == status, f"{answer.status} at {path}\n{self.site.logs()}"
        return self.page

    def _open(self, path: str) -> Response | None:
        """Open an address; None when the page we stood on went elsewhere at the same moment."""
        try:
            return self.page.goto(path)
        except Error as cut:
            if "ERR_ABORTED" in cut.message or "interrupted by another navigation" in cut.message:
                return None
            raise

    def sign_in(self, user) -> "Visitor":
        """Sign in through the page."""
        self.go("/masuk/")
        self.identify(user)
        self.page.wait_for_url("**/tugas/")
        return self

    def identify(self, user) -> None:
        """Give the sign-in page that stands here what it asks for."""
        page = self.page
        page.fill("input[name=login]", user.email)
        page.fill("input[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        if user.second_step_since:
            page.wait_for_url("**/akun/dua-langkah/**")
            page.fill("input[name=code]", recovery_code(user))
            page.click("main button[type=submit]")

    def form(self, action: str) -> Locator:
        """Return the form that is sent to an address with this ending."""
        return self.page.locator(f'form[action$="{action}"]')

    def send(self, action: str) -> None:
        """Press the button of the form with this address."""
        self.form(action).locator(
            "button[type=submit]:visible, button:not([type]):visible"
        ).first.click()

    def says(self, words: str | re.Pattern) -> None:
        """Wait until the page shows these words."""
        expect(self.page.locator("main")).to_contain_text(words)

    def post(self, path: str, **fields: str) -> int:
        """Send a form that the page does not offer; return the status."""
        token = next((c["value"] for c in self.context.cookies() if c["name"] == "csrftoken"), "")
        answer = self.context.request.post(
            path,
            form={**fields, "csrfmiddlewaretoken": token},
            headers={"Referer": self.site.url + "/"},
            max_redirects=0,
        )
        return answer.status

    def close(self) -> None:
        """Close the window; nothing may have gone wrong in it."""
        self.context.close()
        assert not self.complaints, "\n".join(self.complaints)


@pytest.fixture
def visit(browser, site) -> Iterator[Callable[..., Visitor]]:
    """Open a window, signed in when a user is given; all are checked and closed at the end."""
    opened: list[Visitor] = []

    def open_window(user=None, **options) -> Visitor:
        visitor = Visitor(browser, site, **options)
        opened.append(visitor)
        return visitor.sign_in(user) if user else visitor

    yield open_window
    for visitor in opened:
        visitor.close()
