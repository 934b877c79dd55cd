"""What people send: the corpus of real files is taken, the hostile one refused, nothing raises."""

import io
import random
import threading
from functools import cache

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings, strategies
from PIL import Image
from pypdf import PdfReader

from marketplace.core.errors import Busy, InvalidUpload
from marketplace.core.uploads import Copy, foreign, pictures, take, take_cut
from tests.trust.files import photos, sheets
from tests.trust.files.corpus import HEAVY, leftovers

REAL = {**photos.REAL, **sheets.HARMLESS}
HOSTILE = {**photos.HOSTILE, **sheets.HOSTILE}
LIGHT = {name: make for name, make in REAL.items() if name not in HEAVY}


def sent(content: bytes, name: str = "berkas.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(take(sent(content)).content))


@pytest.mark.parametrize("make", LIGHT.values(), ids=LIGHT)
def test_what_people_really_send_is_taken_without_its_notes(make):
    taken = take(sent(make(), "Foto KTP.HEIC"))
    assert taken.name == ("Foto KTP.jpg" if taken.content_type == "image/jpeg" else "Foto KTP.pdf")
    if b"/ByteRange" not in taken.content:
        assert leftovers(taken.content) == []


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_what_is_hostile_or_damaged_is_refused_with_a_sentence(make):
    with pytest.raises(InvalidUpload) as refused:
        take(sent(make(), "nib.jpg"))
    assert len(refused.value.message) > 20


@pytest.mark.parametrize("make", photos.HOSTILE.values(), ids=photos.HOSTILE)
def test_goods_are_not_shown_by_a_hostile_picture(make):
    with pytest.raises(InvalidUpload):
        take_cut(sent(make()), [Copy((64, 48))])


def test_what_stands_in_a_large_photo_by_chance_is_no_program():
    noise = random.Random(2).randbytes(4_000_000)  # noqa: S311 - the same every time
    assert b"<?=" in noise
    assert not foreign.has_markup(noise)


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_photo_stands_upright_however_the_phone_was_held(turn):
    upright = photos.drawing()
    undo = {2: 2, 3: 3, 4: 4, 5: 5, 6: 8, 7: 7, 8: 6}
    held = upright.transpose(pictures._TURNS[undo[turn]]) if turn > 1 else upright
    seen = opened(photos.saved(held, exif=photos.exif(turn)))
    assert seen.size == upright.size
    assert seen.getpixel((10, 10))[0] - seen.getpixel((10, 10))[1] > 100
    assert seen.getpixel((390, 290))[1] > 150


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_transparent_lies_on_white(mode):
    seen = opened(photos.transparent(mode))
    assert min(seen.getpixel((5, 5))) > 245
    assert max(seen.getpixel((150, 100))[:2]) < 140


def test_sixteen_bits_of_grey_keep_their_tone():
    assert abs(opened(photos.REAL["sixteen bits"]()).getpixel((9, 9))[0] - 156) < 4


def test_a_large_photo_is_made_small_enough_to_keep_and_sharp_enough_to_read():
    assert opened(photos.phone(size=(4000, 3000))).size == (3000, 2250)
    assert opened(photos.phone(6, size=(4000, 3000))).size == (2250, 3000)
    assert opened(photos.phone(size=(2900, 2000))).size == (2900, 2000)


def test_a_paper_keeps_its_words_and_loses_its_author():
    reader = PdfReader(io.BytesIO(take(sent(sheets.pdf())).content))
    assert "Nomor Induk Berusaha" in reader.pages[0].extract_text()
    assert not reader.metadata


def test_a_signed_paper_keeps_every_byte():
    assert take(sent(sheets.signed())).content == sheets.signed()


def test_the_photo_inside_a_scan_loses_its_place_and_stays_a_photo():
    scan = sheets.with_photo(photos.phone(), (400, 300))
    content = take(sent(scan)).content
    assert leftovers(content) == []
    assert PdfReader(io.BytesIO(content)).pages[0].images[0].image.size == (400, 300)


def test_a_scan_whose_photo_is_cut_is_refused():
    with pytest.raises(InvalidUpload):
        take(sent(sheets.with_photo(photos.phone()[:1500], (400, 300))))


def test_a_paper_that_is_too_large_is_refused_and_a_photo_of_that_size_is_not(settings):
    settings.UPLOAD_MAX_BYTES = 600
    with pytest.raises(InvalidUpload, match="0 MB"):
        take(sent(sheets.pdf()))
    assert take(sent(photos.phone())).content_type == "image/jpeg"
    settings.PICTURE_MAX_BYTES = 600
    with pytest.raises(InvalidUpload):
        take(sent(photos.phone()))


def test_only_one_file_is_unpacked_at_a_time(monkeypatch):
    monkeypatch.setattr(pictures, "WAIT_SECONDS", 0.01)
    refusals = []

    def second() -> None:
        try:
            take(sent(photos.phone()))
        except Busy as busy:
            refusals.append(busy)

    with pictures.one_at_a_time():
        other = threading.Thread(target=second)
        other.start()
        other.join()
    assert len(refusals) == 1
    assert take(sent(photos.phone())).content


STARTS = {name: make for name, make in {**LIGHT, **HOSTILE}.items() if "bomb" not in name}


@cache
def start(name: str) -> bytes:
    """The first bytes of a file of the corpus."""
    return STARTS[name]()[:20_000]


@settings(max_examples=300, deadline=None)
@given(strategies.sampled_from(sorted(STARTS)), strategies.data())
def test_no_damage_raises_anything_but_a_refusal(name, data):
    """Bytes changed, cut and doubled at chance: taken or refused, never an error."""
    broken = bytearray(start(name))
    for _ in range(data.draw(strategies.integers(1, 8))):
        if broken:
            at = data.draw(strategies.integers(0, len(broken) - 1))
            broken[at : at + data.draw(strategies.integers(0, 4))] = data.draw(
                strategies.binary(max_size=6)
            )
    try:
        taken = take(sent(bytes(broken)))
    except InvalidUpload:
        return
    assert leftovers(taken.content) == [] or b"/ByteRange" in taken.content
