"""While the demo is being loaded people may look, are told how far it is, and lose nothing."""

import json
import stat
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from config.local import demo, progress
from config.local.progress import Demo, Progress
from marketplace.accounts.models import User
from marketplace.core.models import AuditEvent
from marketplace.demo.load import state
from tests.factories import make_user


@pytest.fixture
def file(tmp_path, settings):
    path = tmp_path / "demo.json"
    settings.DEMO_PROGRESS_FILE = str(path)
    ours = [f"config.local.waiting.{name}Middleware" for name in ("Preparing", "DemoLoading")]
    settings.MIDDLEWARE = [*settings.MIDDLEWARE[:7], ours[0], *settings.MIDDLEWARE[7:], ours[1]]
    return path


@pytest.mark.parametrize("path", ["/", "/masuk/", "/healthz", "/api/v1/"])
def test_before_the_tables_are_there_no_page_asks_for_them(file, client, path):
    """Not even who the visitor is: without the fixture of the database a query is an error."""
    progress.write(file, Progress(Demo.PREPARING))
    client.cookies["sessionid"] = "of-an-earlier-start"
    answer = client.get(path)
    assert answer.status_code == 503
    assert "Pasar Bela sedang disiapkan" in answer.content.decode()
    assert answer["Refresh"] == "2"


def test_a_page_shows_how_far_it_is_and_looks_again_by_itself(file, client, db):
    progress.write(file, Progress(Demo.LOADING, 42))
    page = client.get("/").content.decode()
    assert "Data contoh sedang dimuat: 42 %" in page
    assert 'hx-trigger="every 2s"' in page
    assert "<noscript>" in page


@pytest.mark.parametrize(
    ("found", "words", "again"),
    [
        (Progress(Demo.LOADING, 43), "Data contoh sedang dimuat: 43 %", True),
        (Progress(Demo.LOADED, 100), "Data contoh sudah dimuat.", False),
        (Progress(Demo.FAILED), "Data contoh tidak dapat dimuat", False),
    ],
)
def test_the_strip_follows_to_the_end_and_then_rests(file, client, db, found, words, again):
    progress.write(file, found)
    strip = client.get("/masuk/", HTTP_HX_REQUEST="true", HTTP_HX_TRIGGER="demo-progress")
    text = strip.content.decode()
    assert words in text
    assert "<html" not in text
    assert ("hx-trigger" in text) == again


def test_a_form_waits_with_everything_that_was_typed(file, db):
    progress.write(file, Progress(Demo.LOADING, 42))
    client = Client(enforce_csrf_checks=True)
    typed = {"login": 'ani"<b>@demo.test', "jenis": ["satu", "dua"]}
    typed["csrfmiddlewaretoken"] = "stale-token"
    answer = client.post("/masuk/?next=/pesanan/", typed)
    page = answer.content.decode()
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert "no-store" in answer["Cache-Control"]
    assert 'action="/masuk/?next=/pesanan/"' in page
    assert 'name="login" value="ani&quot;&lt;b&gt;@demo.test"' in page
    assert page.count('name="jenis"') == 2
    assert "stale-token" not in page
    assert "Berkas perlu dipilih lagi" not in page


@pytest.mark.parametrize(
    ("address", "chosen"), [("/tema/", {"theme": "pasar-malam"}), ("/bahasa/", {"language": "en"})]
)
def test_a_visitor_chooses_look_and_language_meanwhile(file, client, db, address, chosen):
    progress.write(file, Progress(Demo.LOADING, 42))
    assert client.post(address, {**chosen, "next": "/"}).status_code == 302
    client.force_login(make_user("Ani"))
    assert client.post(address, {**chosen, "next": "/"}).status_code == 503


def test_a_file_must_be_chosen_again_and_that_is_said(file, client, db):
    progress.write(file, Progress(Demo.LOADING, 42))
    answer = client.post("/daftar/", {"berkas": SimpleUploadedFile("a.pdf", b"x")})
    assert "Berkas perlu dipilih lagi" in answer.content.decode()


def test_the_api_is_told_in_its_own_form(file, client, db):
    progress.write(file, Progress(Demo.LOADING, 42))
    answer = client.post("/api/v1/auth/token", "{}", content_type="application/json")
    assert answer.status_code == 503
    assert answer["Content-Type"] == "application/problem+json"
    assert json.loads(answer.content)["code"] == "demo_loading"


@pytest.mark.parametrize("text", [None, "", "{", "[]", '{"state": "x", "percent": 1}'])
def test_without_a_load_nothing_is_shown_or_held_back(file, client, db, text):
    if text is not None:
        file.write_text(text)
    assert "demo-progress" not in client.get("/masuk/").content.decode()
    assert client.post("/masuk/", {"login": "x"}).status_code == 200


def test_only_a_start_that_watches_a_load_has_the_middleware(settings):
    assert settings.DEMO_PROGRESS_FILE == ""
    assert not [name for name in settings.MIDDLEWARE if "config.local" in name]


def test_the_load_moves_the_bar_and_never_says_that_it_is_done(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    demo.print_line("  220 accounts, 18 agencies")
    assert progress.read(demo.progress_file()) == Progress()
    for step, percent in (("0 / 3000", 0), ("1500 / 3000", 50), ("3000 / 3000", 99)):
        demo.print_line(f"  2026-03: {step}")
        assert progress.read(demo.progress_file()) == Progress(Demo.LOADING, percent)
    assert stat.S_IMODE(demo.progress_file().stat().st_mode) == 0o600
    assert "  2026-03: 1500 / 3000" in capsys.readouterr().out


def test_the_launcher_knows_the_marks_of_a_load_without_django():
    assert AuditEvent._meta.db_table == demo.TRAIL
    assert (demo.BEGUN, demo.DONE) == (state.LOADING, state.LOADED)


def test_marks_are_read_in_plain_sql(committed_db, settings):
    owner = urlsplit(settings.DATABASE_OWNER_URL)
    url = urlunsplit(owner._replace(path=f"/{committed_db}"))
    assert demo.marks(url) == set()
    operator = User.objects.create_superuser(email="admin@demo.test", password=None)
    for mark, found in ((state.LOADING, {demo.BEGUN}), (state.LOADED, {demo.BEGUN, demo.DONE})):
        with transaction.atomic():
            state.mark(mark, operator)
        assert demo.marks(url) == found


def test_a_database_without_tables_has_no_marks(settings):
    owner = urlsplit(settings.DATABASE_OWNER_URL)
    assert demo.marks(urlunsplit(owner._replace(path="/postgres"))) == set()


def test_people_who_signed_up_since_are_not_swept_away(db, capsys):
    with transaction.atomic():
        state.mark(state.LOADING, make_user("Ani", email="pp.ntt@demo.test"))
    make_user("Budi", email="budi@toko.example.test")
    assert demo.prepare() == demo.KEPT
    assert User.objects.count() == 2
    assert "people have signed up since" in capsys.readouterr().out


def test_who_signed_up_by_telephone_is_not_swept_away_and_the_demo_s_own_is(db):
    User.objects.create_by_phone("+6281200000077", name="Sulastri Wening")
    assert not state.strangers().exists()
    User.objects.create_by_phone("+6281234567890", name="Yosefa Tefa")
    assert state.strangers().count() == 1


def test_an_empty_database_needs_no_preparing(db):
    assert demo.prepare() == 0
