"""The catalogue's pages: what visitors, owners and managers see, and how many queries it takes."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from catalog import goods_page, photos, search, search_sql, services
from catalog.models import Product, ProductStatus, Sku
from marketplace.core.errors import InvalidUpload
from tests import factories

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"><path d="M0 0h4v3z"/></svg>'

NOTHING_KEPT = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}


def photo(size=(1000, 500), kind="JPEG", name="kain.jpg") -> SimpleUploadedFile:
    out = io.BytesIO()
    picture = Image.new("RGB", size, "#336699")
    exif = Image.Exif()
    exif[0x010F] = "Kamera Rahasia"
    picture.save(out, kind, exif=exif)
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")


def listing(world, **changes) -> dict:
    values = {
        "etalase": world.etalase.pk,
        "name": "Kain tenun gedog nila",
        "unit": "lembar",
        "price_rupiah": "300.000",
        "stock": "12",
        "tax_class": "ppn",
        "is_domestic": "on",
        "photo": photo(),
    }
    return {**values, **changes}


@pytest.mark.parametrize("address", ["/", "/etalase/", "/cari/", "/cari/?q=tenun"])
def test_visitors_browse_without_an_account(world, client, address):
    answer = client.get(address)
    assert answer.status_code == 200


def test_a_product_page_shows_price_with_and_without_vat(world, client):
    answer = client.get(reverse("product_page", args=[world.product.public_id]))
    text = answer.content.decode().replace("\u00a0", " ")
    assert "Rp 1.110.000" in text
    assert "Rp 1.000.000" in text
    assert 'name="quantity"' not in text  # a visitor reads how to sign in instead
    assert reverse("account_login") in text


def test_a_procurement_officer_gets_the_cart_form(world, client):
    client.force_login(world.ani)
    text = client.get(reverse("product_page", args=[world.product.public_id])).content.decode()
    assert 'name="quantity"' in text
    assert f'value="{world.sku.public_id}"' in text


@pytest.mark.parametrize("who", [None, "ani", "dedi"])
def test_a_draft_is_nobodys_business(world, client, who):
    draft = factories.make_product(world.vendor, world.etalase, status="draft")
    if who:
        client.force_login(getattr(world, who))
    assert client.get(reverse("product_page", args=[draft.public_id])).status_code == 404


def test_the_goods_of_a_suspended_shop_vanish_and_its_page_says_why(world, client):
    sanction = factories.suspend(world.vendor)
    assert client.get(reverse("product_page", args=[world.product.public_id])).status_code == 404
    shop = client.get(reverse("shop_page", args=[world.vendor.slug])).content.decode()
    assert sanction.number in shop
    for page in (shop, client.get("/").content.decode()):
        assert world.product.name not in page


def test_etalase_and_shop_pages(world, client):
    for address in (
        reverse("etalase_page", args=[world.etalase.slug]),
        reverse("shop_page", args=[world.vendor.slug]),
    ):
        assert world.product.name in client.get(address).content.decode()
    assert client.get("/etalase/tidak-ada/").status_code == 404
    assert client.get("/toko/tidak-ada/").status_code == 404


def test_filters_work_by_links_and_forms_alone(world, client):
    answer = client.get("/cari/", {"kelas": "micro", "min": "1", "urut": "murah"})
    text = answer.content.decode()
    assert 'method="get"' in text
    assert "kelas=" not in text.split("cip cip-nila")[1].split('"')[0]
    assert world.product.name in text


@pytest.mark.parametrize("address", ["/", "/cari/?q=tenun", "ETALASE", "SHOP"])
def test_queries_do_not_grow_with_the_rows(
    world, client, settings, address, django_assert_max_num_queries
):
    settings.CACHES = NOTHING_KEPT
    address = address.replace("ETALASE", reverse("etalase_page", args=[world.etalase.slug]))
    address = address.replace("SHOP", reverse("shop_page", args=[world.vendor.slug]))
    client.get(address)  # warms the rates of the day

    def count() -> int:
        with django_assert_max_num_queries(25) as counted:
            assert client.get(address).status_code == 200
        return len(counted)

    alone = count()
    for _ in range(20):
        vendor = factories.make_vendor() if "toko" not in address else world.vendor
        factories.make_product(vendor, world.etalase)
    assert count() <= alone


ETALASES = 1  # are read once in 15 seconds on the site, each time by a test


def test_a_product_page_takes_few_queries(world, client, django_assert_max_num_queries):
    address = reverse("product_page", args=[world.product.public_id])
    client.get(address)
    for price in range(20):
        services.change_price(sku_id=world.sku.pk, price_rupiah=900_500 + price, actor=world.citra)
    with django_assert_max_num_queries(3 + ETALASES):
        assert client.get(address).status_code == 200


def test_a_product_page_takes_few_queries_for_who_buys(
    world, client, settings, django_assert_max_num_queries
):
    address = reverse("product_page", args=[world.product.public_id])
    settings.COUNTS_KEPT_SECONDS = 15  # as on the site
    client.force_login(world.ani)
    client.get(address)  # counts what waits for her
    with django_assert_max_num_queries(8 + ETALASES):
        assert client.get(address).status_code == 200


def test_citra_offers_goods_and_kartika_publishes_them(world, client):
    client.force_login(world.citra)
    answer = client.post(reverse("product_new"), listing(world))
    product = Product.objects.get(name="Kain tenun gedog nila")
    assert answer.status_code == 302
    sku = factories.sku_of(product)
    assert (sku.price_rupiah, sku.stock, product.status) == (300_000, 12, "draft")
    assert product.photo.endswith(".webp")
    assert product.photo_blur == photos.blur_of(product.photo) != ""
    client.post(reverse("product_submit", args=[product.public_id]))
    client.force_login(world.kartika)
    assert product.name in client.get(reverse("catalogue_queue")).content.decode()
    assert client.get(reverse("catalogue_review", args=[product.public_id])).status_code == 200
    client.post(reverse("product_publish", args=[product.public_id]))
    product.refresh_from_db()
    assert product.status == ProductStatus.PUBLISHED


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("price_rupiah", "gratis"),
        ("price_rupiah", "0"),
        ("price_rupiah", "-5"),
        ("stock", "1,5 lusin"),
        ("name", "ab"),
        ("tkdn_percent", "140"),
        ("etalase", "999999"),
    ],
)
def test_bad_input_keeps_what_was_typed_and_changes_nothing(world, client, field, typed):
    client.force_login(world.citra)
    before = Product.objects.count()
    answer = client.post(reverse("product_new"), listing(world, **{field: typed}))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert "lembar" in answer.content.decode()
    assert Product.objects.count() == before


def test_a_pdf_is_not_a_photo(world, client):
    client.force_login(world.citra)
    paper = SimpleUploadedFile("kain.jpg", b"%PDF-1.7 bukan gambar", content_type="image/jpeg")
    answer = client.post(reverse("product_new"), listing(world, photo=paper))
    assert answer.status_code == 422
    assert not Product.objects.filter(name="Kain tenun gedog nila").exists()


def test_price_and_stock_are_set_on_the_listing(world, client):
    client.force_login(world.citra)
    at = [world.sku.public_id]
    assert client.post(reverse("variant_price", args=at), {"price_rupiah": "x"}).status_code == 422
    client.post(reverse("variant_price", args=at), {"price_rupiah": "900.000"})
    client.post(reverse("variant_stock", args=at), {"stock": "7"})
    world.sku.refresh_from_db()
    assert (world.sku.price_rupiah, world.sku.stock) == (900_000, 7)
    Sku.objects.filter(pk=world.sku.pk).update(reserved=5)
    assert client.post(reverse("variant_stock", args=at), {"stock": "4"}).status_code == 422


def test_the_owner_takes_a_listing_down_with_a_reason(world, client):
    client.force_login(world.citra)
    at = reverse("product_withdraw", args=[world.product.public_id])
    assert client.post(at, {"reason": ""}).status_code == 422
    assert client.post(at, {"reason": "Musim panen selesai"}).status_code == 302
    world.product.refresh_from_db()
    assert world.product.status == "unpublished"


def test_a_manager_returns_and_takes_down_with_a_reason(world, client):
    waiting = factories.make_product(world.vendor, world.etalase, status="submitted")
    client.force_login(world.kartika)
    back = reverse("product_return", args=[waiting.public_id])
    assert client.post(back, {"reason": ""}).status_code == 422
    client.post(back, {"reason": "Foto terlalu gelap"})
    waiting.refresh_from_db()
    assert waiting.status == "returned"
    down = reverse("product_unpublish", args=[world.product.public_id])
    client.post(down, {"reason": "Bukan barang dalam negeri"})
    world.product.refresh_from_db()
    assert world.product.status == "unpublished"
    again = client.post(reverse("product_publish", args=[waiting.public_id]))
    assert again.status_code == 409


OWNER_PAGES = (
    "product_edit",
    "variant_new",
    "variant_edit",
    "variant_price",
    "variant_stock",
    "variant_switch",
    "product_submit",
    "product_withdraw",
)
MANAGER_PAGES = ("catalogue_review", "product_publish", "product_return", "product_unpublish")


@pytest.mark.parametrize("name", OWNER_PAGES)
@pytest.mark.parametrize(("who", "status"), [(None, 302), ("ani", 404), ("kartika", 404)])
def test_strangers_do_nothing_with_citras_goods(world, client, name, who, status):
    if who:
        client.force_login(getattr(world, who))
    thing = world.product if name == "variant_new" or name.startswith("product") else world.sku
    answer = client.post(reverse(name, args=[thing.public_id]), {"reason": "Iseng saja"})
    assert answer.status_code == status
    world.product.refresh_from_db()
    world.sku.refresh_from_db()
    assert (world.product.status, world.sku.price_rupiah) == ("published", 1_000_000)
    assert (world.sku.stock, world.sku.active) == (100, True)


@pytest.mark.parametrize("name", MANAGER_PAGES)
@pytest.mark.parametrize(("who", "status"), [(None, 302), ("ani", 403), ("citra", 403)])
def test_only_managers_sit_at_the_desk(world, client, name, who, status):
    if who:
        client.force_login(getattr(world, who))
    method = client.get if name == "catalogue_review" else client.post
    answer = method(reverse(name, args=[world.product.public_id]), {"reason": "Iseng saja"})
    assert answer.status_code == status
    world.product.refresh_from_db()
    assert world.product.status == "published"


def test_a_manager_of_another_market_finds_nothing(world, client):
    stranger = factories.make_tenant_officer("Lina", "catalogue_manager", factories.make_tenant())
    client.force_login(stranger)
    at = [world.product.public_id]
    assert client.get(reverse("catalogue_review", args=at)).status_code == 404
    assert client.post(reverse("product_publish", args=at)).status_code == 404


def test_an_officer_without_a_shop_offers_nothing(world, client):
    client.force_login(world.ani)
    assert client.get(reverse("product_new")).status_code == 403
    assert client.get(reverse("catalogue_queue")).status_code == 403


def test_photos_are_re_encoded_in_two_sizes_without_camera_data(client):
    name = photos.store_photo(photo())
    answer = client.get(photos.url(name))
    assert answer["Content-Type"] == "image/webp"
    assert "immutable" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    with Image.open(io.BytesIO(answer.content)) as large:
        assert large.size == (640, 480)
        assert not large.getexif()
    small = client.get(photos.url(name).replace(".webp", "-320.webp"))
    with Image.open(io.BytesIO(small.content)) as reduced:
        assert reduced.size == (320, 240)
    assert b"Kamera Rahasia" not in answer.content


def test_drawings_are_served_harmless(world, client):
    client.force_login(world.ani)
    services.save_drawn_photo(world.product, DRAWING)
    answer = client.get(photos.url(world.product.photo))
    assert answer.content.decode() == DRAWING
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in answer["Cache-Control"]
    assert "no-store" not in answer["Cache-Control"]


@pytest.mark.parametrize(
    "svg",
    [
        "<svg><script>alert(1)</script></svg>",
        '<svg onload="x()"/>',
        '<svg><image href="https://example.test/a.png"/></svg>',
        "<html></html>",
        "<svg>" + "x" * 70_000,
    ],
)
def test_a_drawing_that_could_act_is_refused(svg):
    with pytest.raises(InvalidUpload):
        photos.store_drawing(svg)


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "produk/x.webp", "produk/" + "0" * 32 + ".png"]
)
def test_only_pictures_of_goods_are_served(client, db, name):
    assert client.get(f"/gambar/{name}").status_code == 404


@pytest.fixture
def small_pages(monkeypatch):
    """Two goods a page, and four that are counted: as if there were thousands."""
    for room in (search_sql, search, goods_page):
        monkeypatch.setattr(room, "PAGE_SIZE", 2)
    monkeypatch.setattr(search_sql, "CANDIDATES", 4)
    monkeypatch.setattr(search, "LAST_COUNTED", 2)


def test_pages_go_on_behind_the_goods_that_are_counted(world, client, small_pages):
    for _ in range(6):
        factories.make_product(world.vendor, world.etalase)
    address = reverse("etalase_page", args=[world.etalase.slug])
    seen = []
    for number in ("1", "2", "3", "4"):
        answer = client.get(address, {"page": number})
        seen += [one.product_id for one in answer.context["found"].goods]
        assert answer.context["page_obj"].number == int(number)
    assert len(seen) == len(set(seen)) == 7
    before = f'href="?page={3}"'
    assert before in answer.content.decode()  # the way back, although no page 3 is counted


@pytest.mark.parametrize("place", [{"page": "500"}, {"page": "3", "sesudah": "0-1-1"}])
def test_a_page_behind_the_last_goods_shows_the_last_counted_ones(
    world, client, small_pages, place
):
    for _ in range(4):
        factories.make_product(world.vendor, world.etalase)
    answer = client.get(reverse("etalase_page", args=[world.etalase.slug]), place)
    assert answer.context["page_obj"].number == 2
    assert len(answer.context["found"].goods) == 2
