"""The doors that take files: each file of the corpus is sent to each, by the people who may."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from catalog import photos as goods_photos
from catalog.models import Product
from marketplace.core.models import PrivateFile
from tests.trust.cast import browser_of, factories, stories
from tests.trust.files.corpus import PAPERS, leftovers
from vendors.services import start_application

UNITS = 400
# Endings and kinds as programs, attackers and chance write them; nobody may believe them.
NAMES = (
    *(("foto.jpg", "image/jpeg"), ("nib.pdf", "application/pdf"), ("a.png", "image/png")),
    *(("IMG_0001.HEIC", "image/heic"), ("x.exe", ""), ("../../b.html", "text/html"), ("tanpa", "")),
)


@dataclass(frozen=True)
class Door:
    """Where a file is sent, by whom, under which name, beside what; what is then served."""

    name: str
    person: Any
    address: str
    field: str
    given: Mapping[str, Any]
    served: Callable[[], list[str]]
    takes_papers: bool = True


def _last_private() -> list[str]:
    return [reverse("private_file", args=[PrivateFile.objects.latest("pk").public_id])]


def _last_goods() -> list[str]:
    return _pictures(Product.objects.latest("pk"))


def _pictures(product: Product) -> list[str]:
    large = goods_photos.url(product.photo)
    return [large, large.replace(".webp", "-320.webp")]


def doors(world: Any) -> list[Door]:
    """Return every door that takes a file, open."""
    owner = factories.make_user("Nona")
    start_application(name="Toko Nona", actor=owner)
    draft = factories.make_product(
        world.vendor, world.etalase, status="draft", published_at=None, published_by=None
    )
    cheap = factories.make_product(
        world.vendor, world.etalase, price_rupiah=1_000, stock=10 * UNITS
    )
    order = stories.shipped(world, UNITS, product=cheap)
    shop = {"etalase": world.etalase.pk, "tax_class": "ppn", "name": "Kain tenun"}
    new = {**shop, "unit": "lembar", "price_rupiah": "25.000", "stock": "3", "weight_gram": "250"}
    return [
        Door(
            "vendor's document",
            owner,
            reverse("vendor_step", args=["dokumen"]),
            "nib-upload",
            {"kind": "nib"},
            _last_private,
        ),
        Door(
            "photo of the receipt",
            world.eka,
            stories.step_path(order, "receive"),
            "photo",
            {f"line-{order.lines.get().pk}": "1"},
            _last_private,
        ),
        Door(
            "file of a message",
            world.eka,
            reverse("order_message", args=[order.public_id]),
            "file_1",
            {"text": "Foto terlampir."},
            _last_private,
        ),
        Door(
            "photo of new goods",
            world.citra,
            reverse("product_new"),
            "photo",
            new,
            _last_goods,
            takes_papers=False,
        ),
        Door(
            "photo of goods",
            world.citra,
            reverse("product_edit", args=[draft.public_id]),
            "photo",
            shop,
            lambda: _pictures(Product.objects.get(pk=draft.pk)),
            takes_papers=False,
        ),
    ]


def knock(door: Door, files: Mapping[str, bytes], *, good: Callable[[str], bool]) -> Iterator[str]:
    """Send every file to one door; yield what went wrong. ``good``: whether one must be taken."""
    client = browser_of(door.person)
    for number, (label, content) in enumerate(files.items()):
        name, kind = NAMES[number % len(NAMES)]
        sent = SimpleUploadedFile(name, content, kind)
        rows = _rows()
        answer = client.post(door.address, {**door.given, door.field: sent})
        wanted = good(label) and (door.takes_papers or label not in PAPERS)
        place, taken = f"{door.name}: {label} as {name}", answer.status_code in {302, 303}
        if answer.status_code >= 500:
            yield f"5xx: {place} answers {answer.status_code}"
        elif taken and not wanted:
            yield f"taken: {place}"
        elif wanted and not taken:
            yield f"refused: {place} answers {answer.status_code}"
        elif taken:
            yield from (f"left: {place}: {word}" for word in _served_wrongly(client, door, label))
        elif _rows() != rows:
            yield f"taken: {place} left a row behind a refusal"


def _rows() -> tuple[int, int]:
    return PrivateFile.objects.count(), Product.objects.count()


def _served_wrongly(client: Client, door: Door, label: str) -> Iterator[str]:
    """Yield what the served file still tells, and what its head forgets to say."""
    for address, accept in itertools.product(door.served(), ("*/*", "image/avif")):
        answer = client.get(address, headers={"accept": accept})
        content = answer.content
        if answer.status_code != 200:
            yield f"{address} answers {answer.status_code}"
        if label != "signed":  # its bytes are what the signature vouches for
            yield from leftovers(content)
        if answer.get("X-Content-Type-Options") != "nosniff":
            yield "a browser may guess"
        if "sandbox" not in answer.get("Content-Security-Policy", "") and door.takes_papers:
            yield "it is shown outside a sandbox"
        is_paper = content.startswith(b"%PDF-")
        if is_paper and not answer.get("Content-Disposition", "").startswith("attachment"):
            yield "a paper is shown inside the site"
