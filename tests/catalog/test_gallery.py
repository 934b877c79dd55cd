"""Up to eight photos of a listing: added, put in order, described, removed, without a script."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DataError, IntegrityError, transaction
from django.urls import reverse
from PIL import Image

from catalog import photos, services
from catalog.models import Product
from catalog.photo_models import MOST_PHOTOS, ProductPhoto
from catalog.photos import Picture
from marketplace.core.errors import Conflict, NotAllowed, RuleViolation
from tests import factories
from tests.sourcing.test_cart import BACKEND


def photo(colour: str) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (1000, 750), colour).save(out, "JPEG")
    return SimpleUploadedFile("IMG_0001.jpg", out.getvalue(), content_type="image/jpeg")


def picture(number: int) -> Picture:
    return Picture(f"produk/{number:032x}.webp", f"Foto {number}")


@pytest.fixture
def draft(world) -> Product:
    return factories.make_product(
        world.vendor, world.etalase, status="draft", published_at=None, published_by=None
    )


@pytest.fixture
def citra_at(client, world):
    client.force_login(world.citra, backend=BACKEND)
    return client


def names(product: Product) -> list[str]:
    product.refresh_from_db()
    return [one.name for one in photos.pictures_of(product)]


def arrange(world, product, *pictures, taken=()):
    return services.arrange_photos(
        product_id=product.pk, pictures=pictures, taken=taken, actor=world.citra
    )


@pytest.fixture
def three(world, draft) -> Product:
    Product.objects.filter(pk=draft.pk).update(photo="")
    arrange(world, draft, taken=[picture(1), picture(2), picture(3)])
    draft.refresh_from_db()
    return draft


def test_a_shop_takes_photos_with_the_phone_orders_and_describes_them(citra_at, draft):
    Product.objects.filter(pk=draft.pk).update(photo="")
    address = reverse("product_photos", args=[draft.public_id])
    assert address in citra_at.get(reverse("product_edit", args=[draft.public_id])).content.decode()
    sent = {"photo-1": photo("red"), "new_words-1": "Depan", "photo-2": photo("blue")}
    assert citra_at.post(address, sent).status_code == 302
    red, blue = names(draft)
    assert draft.photo_alt == "Depan"
    assert draft.photo_blur == photos.blur_of(red) != ""
    page = citra_at.get(address).content.decode()
    assert 'type="file"' in page
    assert "capture" not in page  # the gallery of the phone stays open too
    key = blue[7:39]
    moved = {"earlier": blue, f"words-{key}": "Belakang"}
    assert citra_at.post(address, moved).status_code == 302
    assert names(draft) == [blue, red]
    assert draft.photo_blur == photos.blur_of(blue) != photos.blur_of(red)
    assert draft.photo_alt == "Belakang"
    assert citra_at.post(address, {"remove": blue}).status_code == 302
    assert names(draft) == [red]
    assert citra_at.post(address, {"remove": red}).status_code == 302
    assert names(draft) == []
    assert draft.photo_blur == ""


def test_the_first_photo_is_the_cover_and_all_are_shown_on_the_page(world, three, client):
    assert three.photo == picture(1).name
    Product.objects.filter(pk=world.product.pk).update(photo=picture(9).name)
    ProductPhoto.objects.create(product=world.product, position=2, name=picture(8).name)
    page = client.get(reverse("product_page", args=[world.product.public_id])).content.decode()
    assert f"{picture(9).name[:-5]}-320.webp 320w" in page
    assert 'id="foto-2"' in page
    assert picture(8).name in page


def test_no_more_than_eight_and_each_once(world, three):
    more = [picture(number) for number in range(4, 10)]
    with pytest.raises(RuleViolation):
        arrange(world, three, *photos.pictures_of(three), taken=more)
    assert len(names(three)) == 3
    arrange(world, three, *photos.pictures_of(three), taken=[*more[:5], picture(1)])
    assert len(names(three)) == MOST_PHOTOS


@pytest.mark.parametrize(
    ("position", "name"),
    [(1, picture(7).name), (9, picture(7).name), (4, "http://x/y.webp"), (2, picture(7).name)],
)
def test_the_database_holds_places_and_names(three, position, name):
    with pytest.raises((IntegrityError, DataError)), transaction.atomic():
        ProductPhoto.objects.create(product=three, position=position, name=name)


def test_a_photo_that_was_removed_meanwhile_is_not_brought_back(world, three):
    seen = photos.pictures_of(three)
    arrange(world, three, seen[0], seen[1])
    with pytest.raises(Conflict):
        arrange(world, three, *seen)


def test_what_buyers_see_is_not_changed_silently(world):
    with pytest.raises(NotAllowed):
        arrange(world, world.product, taken=[picture(1)])


def test_a_bad_file_is_named_beside_its_field_and_words_stay(citra_at, three):
    address = reverse("product_photos", args=[three.public_id])
    sent = {
        "photo-2": SimpleUploadedFile("a.jpg", b"no picture"),
        "new_words-2": "Kemasan",
        f"words-{picture(1).name[7:39]}": "Tampak depan",
    }
    answer = citra_at.post(address, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_photo-2_error"' in page
    assert 'value="Kemasan"' in page
    assert 'value="Tampak depan"' in page
    assert len(names(three)) == 3


def test_a_photo_used_by_another_shop_and_a_name_alike_are_shown_to_the_manager(world, client):
    """Neutral words: several shops may share the photo of a maker."""
    other = factories.make_vendor()
    twin = factories.make_product(
        other, world.etalase, name="Barang lain sama sekali", photo=picture(5).name
    )
    named = factories.make_product(other, world.etalase, name=f"{world.product.name} baru")
    Product.objects.filter(pk=world.product.pk).update(photo=picture(4).name)
    ProductPhoto.objects.create(product=world.product, position=2, name=picture(5).name)
    client.force_login(world.kartika, backend=BACKEND)
    page = client.get(reverse("catalogue_review", args=[world.product.public_id])).content.decode()
    card = page.split('id="serupa"')[1].split("</section>")[0]
    assert "Foto yang sama" in card.split(twin.name)[1].split("<li")[0]
    assert "Nama mirip" in card.split(named.name)[1].split("<li")[0]
