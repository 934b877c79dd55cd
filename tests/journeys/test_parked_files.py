"""A large paper on a weak line: it goes on where it broke, by itself and after a reload."""

from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from marketplace.core.models import PrivateFile
from marketplace.web.models import ParkedFile
from tests import factories
from tests.journeys import steps
from tests.trust.files import photos
from vendors import services
from vendors.application import Identity

pytestmark = pytest.mark.journey
PART = 262_144


@pytest.fixture
def owner(market, visit):
    """Dewi on her phone, in the middle of her application."""
    dewi = factories.make_user("Dewi")
    services.begin_application(identity=Identity(steps.SHOP, "individual"), actor=dewi)
    return visit().sign_in(dewi)


@pytest.fixture
def scan(tmp_path) -> Path:
    """A scan of four parts, below the size that the browser makes smaller first."""
    noise = Image.effect_noise((1100, 1000), 90).convert("RGB")
    path = tmp_path / "buku tabungan.jpg"
    path.write_bytes(photos.saved(noise, quality=88))
    assert 3 * PART < path.stat().st_size < 1_000_000
    return path


class Line:
    """The line of the phone: breaks after some parts until it is mended."""

    def __init__(self, page, *, breaks_after: int) -> None:
        self.left, self.offsets = breaks_after, []
        page.route("**/kiriman/*/", self._pass)

    def _pass(self, route) -> None:
        if route.request.method == "PATCH":
            if not self.left:
                route.abort("connectionreset")
                return
            self.left -= 1
            self.offsets.append(int(route.request.headers["upload-offset"]))
        route.continue_()

    def mend(self) -> None:
        self.left = -1


def choose(owner, scan):
    page = owner.go("/penyedia/daftar/dokumen/")
    card = page.locator("#dok-passbook")
    card.locator("input[type=file]").set_input_files(scan)
    card.locator("button").click()
    return page


def arrived(page) -> None:
    expect(page.locator("#dok-passbook a[href^='/berkas/']")).to_be_visible(timeout=30_000)
    assert PrivateFile.objects.count() == 1
    assert not ParkedFile.objects.exists()


def test_a_broken_line_goes_on_by_itself(owner, scan):
    page = owner.go("/penyedia/daftar/dokumen/")
    line = Line(page, breaks_after=2)
    choose(owner, scan)
    expect(page.locator("#pesan")).to_contain_text("Sambungan terputus")
    expect(page.locator("#dok-passbook progress")).to_be_visible()
    line.mend()
    arrived(page)
    assert line.offsets[:2] == [0, PART]
    assert sorted(set(line.offsets)) == line.offsets, "a part was sent twice"
    owner.complaints.clear()  # the browser's own words about the line


def test_who_reloads_and_chooses_the_same_file_does_not_begin_anew(owner, scan):
    page = owner.go("/penyedia/daftar/dokumen/")
    line = Line(page, breaks_after=2)
    choose(owner, scan)
    expect(page.locator("#pesan")).to_contain_text("Sambungan terputus")
    line.mend()
    choose(owner, scan)
    arrived(page)
    assert line.offsets.count(0) == 1
    owner.complaints.clear()


def test_a_server_that_takes_no_parts_still_takes_the_form(owner, scan):
    page = owner.go("/penyedia/daftar/dokumen/")
    page.route("**/kiriman/", lambda route: route.fulfill(status=403))
    choose(owner, scan)
    arrived(page)
    owner.complaints.clear()
