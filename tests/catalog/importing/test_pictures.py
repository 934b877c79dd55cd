"""Photos of a sheet: by zip and by address; nothing inside our own network is ever asked."""

import io
import subprocess
import sys
import zipfile
from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from catalog import photos
from catalog.importing import services
from catalog.importing.models import GoodsPicture
from catalog.models import Sku
from marketplace.core import fetching
from marketplace.core.errors import InvalidUpload
from tests.catalog.importing.goods import (
    codes,
    judge,
    looked_at,
    row,
    take_in,
    taken_in,
    upload,
    verdicts,
)
from tests.catalog.importing.picture_server import photo


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The host and port of a site in a process of its own."""
    program = [sys.executable, "-m", "tests.catalog.importing.picture_server"]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield f"127.0.0.1:{server.stdout.readline().strip()}"
        server.terminate()


@pytest.fixture
def lent(site, settings) -> str:
    """The address of the site, which this test may fetch from."""
    settings.FETCH_LENT_SERVERS = frozenset({site})
    return f"http://{site}"


def packed(**files: bytes) -> SimpleUploadedFile:
    """A zip with these files; ``__`` stands for a folder, ``_`` for the point of the ending."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return SimpleUploadedFile("foto.zip", out.getvalue())


def test_a_photo_is_fetched_once_and_drawn_anew(lent, db):
    content = fetching.fetch(f"{lent}/photo", most_bytes=1_000_000)
    assert content == photo()
    assert fetching.fetch(f"{lent}/moved/photo", most_bytes=1_000_000) == photo()


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("large", "fetch_large"),
        ("nothing", "fetch_no_file"),
        ("cut", "fetch_away"),
        ("moved/moved/moved/moved/photo", "fetch_moves"),
        ("moved/http://127.0.0.1:1/photo", "fetch_address"),
        ("moved/http://[", "fetch_address"),
        ("moved/https://127.0.0.1/photo", "fetch_inside"),
        ("moved/https://169.254.169.254/latest", "fetch_inside"),
    ],
)
def test_a_site_that_misbehaves_gives_nothing(lent, path, code):
    with pytest.raises(fetching.NotFetched) as lost:
        fetching.fetch(f"{lent}/{path}", most_bytes=8_000_000)
    assert lost.value.code == code


@pytest.mark.parametrize(
    "address",
    [
        "http://contoh.id/a.jpg",
        "https://127.0.0.1/a.jpg",
        "https://localhost/a.jpg",
        "https://[::1]/a.jpg",
        "https://[::ffff:127.0.0.1]/a.jpg",
        "https://[64:ff9b::7f00:1]/a.jpg",
        "https://[2002:7f00:1::]/a.jpg",
        "https://[fe80::1]/a.jpg",
        "https://0177.1/a.jpg",
        "https://2130706433/a.jpg",
        "https://0x7f.1/a.jpg",
        "https://10.0.0.1/a.jpg",
        "https://100.64.0.1/a.jpg",
        "https://169.254.169.254/latest/meta-data",
        "https://192.168.1.1/a.jpg",
        "https://224.0.0.1/a.jpg",
        "https://0.0.0.0/a.jpg",
        "https://contoh.id:6379/a.jpg",
        "https://orang:sandi@contoh.id/a.jpg",
        "https://",
        "https://[/a.jpg",
        "https://contoh.id:99999/a.jpg",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "\\\\contoh\\a.jpg",
    ],
)
def test_nothing_inside_is_ever_asked(address):
    with pytest.raises(fetching.NotFetched) as lost:
        fetching.fetch(address, most_bytes=1_000)
    assert lost.value.code in {"fetch_inside", "fetch_address"}


def test_the_name_is_asked_once_and_the_judged_address_is_connected_to(lent, monkeypatch):
    """A name that means another address a moment later changes nothing: it is not asked again."""
    asked = []
    real = fetching.socket.getaddrinfo

    def counted(host, *rest, **options):
        asked.append(host)
        return real(host, *rest, **options)

    monkeypatch.setattr(fetching.socket, "getaddrinfo", counted)
    fetching.fetch(f"{lent}/photo", most_bytes=1_000_000)
    assert [one for one in asked if one == "127.0.0.1"][:1] == ["127.0.0.1"]
    with pytest.raises(fetching.NotFetched):
        fetching.fetch("https://localhost/a.jpg", most_bytes=1_000)


# ---- a sheet with photos


def test_photos_of_a_zip_come_with_their_goods_and_are_known_again(world):
    rows = [row(world, 1, photo="kopi.jpg"), row(world, 2, photo="teh.jpg")]
    sheet = looked_at(world.vendor, upload(rows), world.citra)
    assert verdicts(sheet) == ["error", "error"]
    assert codes(sheet) == ["photo_not_sent"]
    sent = packed(folder__kopi_jpg=photo(), teh_jpg=photo(), Thumbs_db=b"x")
    assert services.send_pictures(import_id=sheet.pk, upload=sent, actor=world.citra) == 2
    judge()
    assert verdicts(sheet) == ["new", "new"]
    services.start_import(import_id=sheet.pk, actor=world.citra)
    take_in()
    product = Sku.objects.get(code="LBR-1").product
    assert product.photo.endswith(".webp")
    assert product.photo_blur == photos.blur_of(product.photo) != ""
    assert not GoodsPicture.objects.exclude(content=None).exists(), "nothing sent is kept"
    again = looked_at(world.vendor, upload(rows), world.citra)
    same = packed(kopi_jpg=photo(), teh_jpg=photo())
    services.send_pictures(import_id=again.pk, upload=same, actor=world.citra)
    judge()
    assert verdicts(again) == ["same", "same"]


def test_photos_by_address_come_with_their_goods(world, lent, settings):
    """The template takes https alone; the test's own server is lent, so that it need not be."""
    sheet = looked_at(world.vendor, upload([row(world, 1), row(world, 2)]), world.citra)
    first, second = sheet.rows.all()
    for one, path in ((first, "photo"), (second, "text")):
        GoodsPicture.objects.create(
            sheet=sheet,
            source=f"https://contoh.id/{path}",
            digest=path,
            **_fetched(f"{lent}/{path}"),
        )
        cells = {**one.said, "photo": f"https://contoh.id/{path}"}
        services.repair_row(
            import_id=sheet.pk, row_number=one.row_number, cells=cells, actor=world.citra
        )
    services.start_import(import_id=sheet.pk, actor=world.citra)
    take_in()
    product = Sku.objects.get(code="LBR-1").product
    assert product.photo.endswith(".webp")
    assert product.photo_blur == photos.blur_of(product.photo) != ""
    assert codes_of(sheet, 3) == ["photo_refused"]
    assert not Sku.objects.filter(code="LBR-2").exists(), "a row is taken in whole or not at all"


def _fetched(address: str) -> dict[str, bytes]:
    return {"content": fetching.fetch(address, most_bytes=1_000_000)}


def codes_of(sheet, number: int) -> list[str]:
    return [one["code"] for one in sheet.rows.get(row_number=number).problems]


def test_an_address_inside_leaves_its_row_to_repair_and_takes_the_others(world):
    rows = [row(world, 1, photo="https://127.0.0.1/a.jpg"), row(world, 2)]
    sheet = taken_in(world.vendor, upload(rows), world.citra)
    assert verdicts(sheet) == ["error", "new"]
    assert codes(sheet) == ["fetch_inside"]


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"catatan_txt": b"halo"},
        {"kopi_jpg": b"<svg onload=alert(1)>"},
        {"kopi_jpg": b"PK\x03\x04nested"},
        {"a__kopi_jpg": photo(), "b__kopi_jpg": photo()},
        {"bom_jpg": b"\xff\xd8\xff" + b"\0" * 9_000_000},
    ],
    ids=["empty", "text", "svg", "nested", "twice", "large"],
)
def test_a_zip_with_anything_else_is_refused_whole(world, files):
    sheet = looked_at(world.vendor, upload([row(world, 1)]), world.citra)
    with pytest.raises(InvalidUpload):
        services.send_pictures(import_id=sheet.pk, upload=packed(**files), actor=world.citra)
    assert not GoodsPicture.objects.exists()


def test_links_and_paths_in_a_zip_lead_nowhere(world):
    sheet = looked_at(world.vendor, upload([row(world, 1)]), world.citra)
    for name, mode in (("../../kopi.jpg", 0), ("kopi.jpg", 0o120777)):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            entry = zipfile.ZipInfo(name)
            entry.external_attr = mode << 16
            archive.writestr(entry, photo())
        sent = SimpleUploadedFile("foto.zip", out.getvalue())
        with pytest.raises(InvalidUpload):
            services.send_pictures(import_id=sheet.pk, upload=sent, actor=world.citra)
    for content in (b"PK\x05\x06" + b"\0" * 18, b"no zip", b""):
        with pytest.raises(InvalidUpload):
            services.send_pictures(
                import_id=sheet.pk,
                upload=SimpleUploadedFile("foto.zip", content),
                actor=world.citra,
            )
