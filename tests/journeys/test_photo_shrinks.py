"""A large photo is made smaller on its way, by a script alone: no server is needed to see it."""

import base64
import io
import os
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.browser import CHROMIUM_FLAGS
from tests.trust.files import photos

pytestmark = pytest.mark.journey
SCRIPT = Path(settings.BASE_DIR, "static/js/app.js")
FORM = '<form method="post" action="/"><input type="file" name="f"><button>Kirim</button></form>'
# What a sent form holds is remembered instead of sent.
LISTEN = """() => document.addEventListener("submit", (event) => {
  event.preventDefault();
  window.sent = [...event.target.elements.f.files].map((file) => [file.name, file.type, file.size]);
})"""
READ = """() => new Promise((done) => {
  const reader = new FileReader();
  reader.onload = () => done(reader.result.split(",")[1]);
  reader.readAsDataURL(document.forms[0].elements.f.files[0]);
})"""


@pytest.fixture
def page(monkeypatch):
    """A page with one form and our script."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(
            executable_path=os.environ.get("PASAR_BELA_CHROMIUM"), args=CHROMIUM_FLAGS
        )
        shown = chromium.new_page()
        shown.set_content(FORM)
        shown.add_script_tag(path=SCRIPT)
        shown.evaluate(LISTEN)
        yield shown
        chromium.close()


def large_photo(turn: int) -> bytes:
    """Return a photo of 13 megapixels and more than the size that travels as it is."""
    noise = Image.effect_noise((4160, 3120), 90).convert("RGB")
    noise.paste((190, 20, 20), (0, 0, 800, 800))
    return photos.saved(noise, exif=photos.exif(turn), quality=70)


def choose_and_send(page: Page, name: str, content: bytes) -> list:
    """Choose a file and press the button at once; return name, kind and size of what is sent."""
    kind = "image/jpeg" if name.endswith("jpg") else "application/pdf"
    page.set_input_files("input", {"name": name, "mimeType": kind, "buffer": content})
    page.click("button")
    page.wait_for_function("window.sent")
    [sent] = page.evaluate("window.sent")
    return sent


def test_a_large_photo_is_sent_small_upright_and_without_notes(page):
    content = large_photo(turn=6)
    name, kind, size = choose_and_send(page, "IMG 1.jpg", content)
    assert (name, kind) == ("IMG 1.jpg", "image/jpeg")
    assert size < len(content) * 0.8
    with Image.open(io.BytesIO(base64.b64decode(page.evaluate(READ)))) as made:
        assert made.size == (2250, 3000)
        assert not made.getexif()
        red, green, _blue = made.getpixel((2200, 40))
        assert red - green > 100, "it lies on its side"


def test_a_photo_that_proves_something_keeps_what_the_camera_wrote(page):
    page.evaluate("document.forms[0].elements.f.dataset.foto = 'bukti'")
    content = large_photo(turn=6)
    _name, _kind, size = choose_and_send(page, "IMG 1.jpg", content)
    assert size < len(content) * 0.8
    with Image.open(io.BytesIO(base64.b64decode(page.evaluate(READ)))) as made:
        assert made.size == (2250, 3000)
        notes = made.getexif()
        assert notes[photos.ORIENTATION] == 1, "the server would turn it once more"
        assert notes.get_ifd(photos.PLACE)[1] == "S"


@pytest.mark.parametrize(
    ("name", "content"),
    [("kecil.jpg", photos.phone()), ("rusak.jpg", bytes(2_000_000)), ("a.pdf", bytes(2_000_000))],
)
def test_what_is_small_or_no_photo_is_sent_as_it_is(page, name, content):
    assert choose_and_send(page, name, content)[::2] == [name, len(content)]
