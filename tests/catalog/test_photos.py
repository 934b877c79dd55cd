"""Photos of goods as browsers get them: AVIF where it is read, and their colours at once."""

import io

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import DataError, IntegrityError, transaction
from django.urls import reverse
from PIL import Image

from catalog import photos
from catalog.models import Product
from catalog.offer_models import Offer
from catalog.photo_models import ProductPhoto
from tests.trust.files.corpus import leftovers
from tests.trust.files.photos import phone, saved

FEW = "UklGRkgAAABXRUJQVlA4IDwAAADQAQCdASoIAAYAAgA0JaACdA=="
CHROME = "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"
SAFARI_OLD = "image/webp,image/png,image/svg+xml,image/*;q=0.8,video/*;q=0.8,*/*;q=0.5"
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h4v3z"/></svg>'


@pytest.fixture
def stored() -> str:
    """The name of a photo that was just taken."""
    return photos.store_photo(SimpleUploadedFile("IMG_0001.jpg", phone()))


def file_of(name: str, ending: str) -> bytes:
    with storages["public"].open(name.removesuffix(".webp") + ending) as kept:
        return kept.read()


def lose(name: str, *endings: str) -> None:
    """Leave of a photo what a release before AVIF kept."""
    for ending in endings:
        storages["public"].delete(name.removesuffix(".webp") + ending)


@pytest.mark.parametrize("ending", photos.COPIES)
def test_each_copy_has_its_size_and_kind_and_nothing_of_the_camera(stored, ending):
    content = file_of(stored, ending)
    copy = photos.COPIES[ending]
    with Image.open(io.BytesIO(content)) as seen:
        assert (seen.size, seen.format) == (copy.size, copy.kind)
        red, green, _blue = seen.convert("RGB").getpixel((0, 0))
    assert red - green > 100, "the mark of the drawing is still in its corner"
    assert leftovers(content) == []


def test_what_most_browsers_get_is_the_smaller_file():
    size = (1280, 960)
    shades = (Image.linear_gradient("L"), Image.radial_gradient("L"))
    busy = Image.effect_mandelbrot(size, (-2, -1.5, 1, 1.5), 60)
    lively = Image.merge("RGB", (busy, *(one.resize(size) for one in shades)))
    stored = photos.store_photo(SimpleUploadedFile("pasar.jpg", saved(lively)))
    for width in ("", "-320"):
        assert len(file_of(stored, f"{width}.avif")) < len(file_of(stored, f"{width}.webp"))
    assert len(photos.blur_of(stored)) <= 120, "it stands in the page two dozen times"


ACCEPTED = [
    (CHROME, "image/avif"),
    ("IMAGE/AVIF", "image/avif"),
    ("image/webp, image/avif ; q=0.5", "image/avif"),
    ("image/avif;x*=zz'id'%41", "image/avif"),
    (SAFARI_OLD, "image/webp"),
    ("image/avif;q=0, image/webp", "image/webp"),
    ("image/avif; q=0.000", "image/webp"),
    ("image/avifs", "image/webp"),
    ("image/*", "image/webp"),  # whoever reads a shared link: not all of them know AVIF
    ("*/*", "image/webp"),
    (",;,;q=,", "image/webp"),
    ("", "image/webp"),
]


@pytest.mark.parametrize(("accept", "kind"), ACCEPTED)
def test_a_browser_that_names_avif_gets_it_under_the_same_address(client, stored, accept, kind):
    for address in (photos.url(stored), photos.url(stored).replace(".webp", "-320.webp")):
        answer = client.get(address, headers={"accept": accept})
        assert answer["Content-Type"] == kind
        assert "Accept" in answer["Vary"].split(", "), "no cache may mix them up"
        assert "immutable" in answer["Cache-Control"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        with Image.open(io.BytesIO(answer.content)) as seen:
            assert f"image/{seen.format.lower()}" == kind


def test_a_photo_from_before_is_served_as_it_is(client, stored):
    lose(stored, ".avif", "-320.avif", "-8.webp")
    answer = client.get(photos.url(stored), headers={"accept": CHROME})
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert photos.blur_of(stored) == ""


def test_no_copy_has_an_address_of_its_own_and_a_drawing_is_one_for_all(client, stored):
    for ending in (".avif", "-320.avif", "-8.webp"):
        assert client.get(photos.url(stored).replace(".webp", ending)).status_code == 404
    missing = photos.url("produk/" + "0" * 32 + ".webp")
    assert client.get(missing, headers={"accept": CHROME}).status_code == 404
    drawn = client.get(photos.url(photos.store_drawing(DRAWING)), headers={"accept": CHROME})
    assert drawn["Content-Type"] == "image/svg+xml"
    assert "Accept" not in drawn.get("Vary", "").split(", ")


def test_lists_and_the_page_show_the_colours_of_the_photo_before_it_is_there(world, client, stored):
    listing = Product.objects.filter(pk=world.product.pk)
    address = reverse("product_page", args=[world.product.public_id])
    assert "samar" not in client.get(address).content.decode() + cards(client)
    listing.update(photo=stored, photo_blur=photos.blur_of(stored))
    ProductPhoto.objects.create(product=world.product, position=2, name=f"produk/{8:032x}.webp")
    few = f'class="samar" src="data:image/webp;base64,{photos.blur_of(stored)}" alt="">'
    assert few in cards(client)
    page = client.get(address)
    assert page.content.decode().count(few) == 1
    assert "img-src 'self' data:" in page["Content-Security-Policy"]


def cards(client) -> str:
    return client.get(reverse("search")).content.decode()


@pytest.mark.parametrize(
    ("photo", "blur"),
    [
        (f"produk/{1:032x}.svg", FEW),
        ("", FEW),
        (f"produk/{1:032x}.webp", '"><script>alert(1)</script>'),
        (f"produk/{1:032x}.webp", "data:image/webp;base64," + FEW),
        (f"produk/{1:032x}.webp", "A" * 300),
    ],
)
def test_the_database_keeps_few_pixels_of_a_photo_and_nothing_else(world, photo, blur):
    listing = Product.objects.filter(pk=world.product.pk)
    with pytest.raises((IntegrityError, DataError)), transaction.atomic():
        listing.update(photo=photo, photo_blur=blur)
    assert not Offer.objects.exclude(photo_blur="").exists()


def test_what_photos_of_former_releases_lack_is_made_once(world, stored, capsys):
    other = photos.store_photo(SimpleUploadedFile("b.jpg", phone(6)))
    for name in (stored, other):
        lose(name, ".avif", "-320.avif", "-8.webp")
    listing = Product.objects.filter(pk=world.product.pk)
    listing.update(photo=stored)
    ProductPhoto.objects.create(product=world.product, position=2, name=other)
    ProductPhoto.objects.create(product=world.product, position=3, name=f"produk/{8:032x}.webp")
    call_command("complete_photos")
    call_command("complete_photos")
    assert capsys.readouterr().out.split() == ["photos:", "2", "photos:", "0"]
    assert all(file_of(name, ending) for name in (stored, other) for ending in photos.COPIES)
    assert listing.get().photo_blur == photos.blur_of(stored) != ""
    assert Offer.objects.get(product=world.product).photo_blur == listing.get().photo_blur
