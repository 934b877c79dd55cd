"""Citra shows with photos what she sent and that it arrived; what they say is a claim."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from PIL import Image

from marketplace.core import files
from marketplace.core.errors import InvalidTransition, InvalidUpload, NotAllowed, RuleViolation
from marketplace.core.models import AuditEvent, PrivateFile
from marketplace.core.uploads import claims_of
from marketplace.fulfilment.models import ProofStage, ShipmentPhoto
from marketplace.fulfilment.services import prove_arrival, receive_order, ship_order
from marketplace.fulfilment.services.progress import PartTaken
from marketplace.orders.models import OrderStatus
from marketplace.orders.services import accept_order
from tests import factories, stories
from tests.trust.files import photos as pictures

CAMERA, PLACE = 0x8769, 0x8825
KUPANG = {1: "S", 2: (10.0, 10.0, 37.9), 3: "E", 4: (123.0, 35.0, 12.0)}


def photo(*, at: str = "2026:11:20 10:15:00", offset: str = "", place=None, kind="JPEG"):
    """What a phone sends."""
    notes = Image.Exif()
    notes[CAMERA] = {0x9003: at, **({0x9011: offset} if offset else {})}
    if place:
        notes[PLACE] = place
    content = pictures.saved(Image.new("RGB", (80, 60), "brown"), kind, exif=notes)
    return SimpleUploadedFile("barang.jpg", content)


@pytest.fixture
def accepted(kept_world):
    order = stories.issued(kept_world)
    return accept_order(order_id=order.pk, actor=kept_world.citra)


def ship(world, order, *sent, keep_place=False):
    return ship_order(
        order_id=order.pk, courier="Kurir", actor=world.citra, photos=sent, keep_place=keep_place
    )


@pytest.mark.parametrize(
    ("sent", "at", "place"),
    [
        (photo(place=KUPANG), datetime(2026, 11, 20, 10, 15), ("-10.177", "123.587")),  # noqa: DTZ001
        (photo(offset="+08:00"), datetime(2026, 11, 20, 2, 15, tzinfo=UTC), None),
        (photo(at="besok"), None, None),
        (photo(at="0001:01:01 00:00:00"), None, None),
        (photo(place={**KUPANG, 2: (95.0, 0.0, 0.0)}), datetime(2026, 11, 20, 10, 15), None),  # noqa: DTZ001
        (photo(place={1: "S", 3: "E"}), datetime(2026, 11, 20, 10, 15), None),  # noqa: DTZ001
        (photo(kind="PNG"), None, None),
        (SimpleUploadedFile("a.jpg", b"\xff\xd8\xff\xe1\x00\x10Exif\0\0II*\0"), None, None),
        (SimpleUploadedFile("a.pdf", b"%PDF-1.7"), None, None),
    ],
)
def test_what_a_photo_says_of_itself_is_read_as_far_as_it_says_anything(sent, at, place):
    said = claims_of(sent)
    assert said.at == at
    assert (said.latitude, said.longitude) == (
        tuple(Decimal(one) for one in place) if place else (None, None)
    )


def test_both_sides_see_when_and_where_and_the_file_itself_says_nothing(
    client, kept_world, accepted
):
    ship(kept_world, accepted, photo(place=KUPANG), photo(), keep_place=True)
    first, second = ShipmentPhoto.objects.all()
    assert (first.latitude, first.longitude) == (Decimal("-10.177"), Decimal("123.587"))
    assert (second.latitude, second.longitude) == (None, None)
    zone = accepted.agency.time_zone
    for name in ("citra", "ani", "eka", "indra"):
        person = getattr(kept_world, name)
        client.force_login(person)
        page = client.get(reverse("order_detail", args=[accepted.public_id])).content.decode()
        assert "-10,177" in page or "-10.177" in page
        assert "Menurut kamera" in page
        assert files.can_read(person, first.file)
    assert not files.can_read(kept_world.dedi, first.file)
    assert first.camera_at.astimezone(UTC) < datetime(2026, 11, 20, 10, 15, tzinfo=UTC), zone
    assert b"Exif" not in files.read_bytes(first.file)


def test_without_the_tick_no_place_is_kept(kept_world, accepted):
    ship(kept_world, accepted, photo(place=KUPANG))
    row = ShipmentPhoto.objects.get()
    assert (row.latitude, row.longitude, row.place_agreed) == (None, None, False)
    assert row.camera_at is not None


def test_the_form_takes_photos_and_the_tick(client, kept_world, accepted):
    client.force_login(kept_world.citra)
    path = stories.step_path(accepted, "ship")
    page = client.get(path).content.decode()
    assert "Simpan tempat" in page
    assert page.count('data-foto="bukti"') == 5
    answer = client.post(
        path, {"courier": "Kurir", "photo_1": photo(place=KUPANG), "keep_place": "on"}
    )
    assert answer.status_code == 303
    assert ShipmentPhoto.objects.get().latitude == Decimal("-10.177")


def test_more_photos_than_five_are_refused_and_nothing_is_sent(kept_world, accepted):
    with pytest.raises(RuleViolation):
        ship(kept_world, accepted, *(photo() for _ in range(6)))
    accepted.refresh_from_db()
    assert accepted.status == OrderStatus.ACCEPTED
    assert not PrivateFile.objects.filter(kind="proof_photo").exists()


def test_a_file_that_is_no_photo_stops_the_sending(kept_world, accepted):
    with pytest.raises(InvalidUpload):
        ship(kept_world, accepted, photo(), SimpleUploadedFile("x.jpg", b"<html>"))
    assert not ShipmentPhoto.objects.exists()
    assert not accepted.shipments.exists()


def test_photos_of_the_arrival_are_added_until_the_goods_are_counted(client, kept_world, accepted):
    order = ship(kept_world, accepted, photo())
    client.force_login(kept_world.citra)
    path = stories.step_path(order, "show_arrival")
    assert client.post(path, {"part": "1"}).status_code == 422
    assert client.post(path, {"photo_1": photo(), "part": "1"}).status_code == 303
    assert client.post(path, {"photo_1": photo(), "part": "1"}).status_code == PartTaken.http_status
    arrived = ShipmentPhoto.objects.filter(stage=ProofStage.ARRIVED)
    assert arrived.count() == 1
    assert AuditEvent.objects.filter(action="order.arrival_shown").count() == 1
    with pytest.raises(RuleViolation):
        prove_arrival(order_id=order.pk, actor=kept_world.citra, photos=[photo() for _ in range(5)])
    counted = dict(order.lines.values_list("pk", "quantity"))
    receive_order(order_id=order.pk, accepted=counted, actor=kept_world.eka)
    with pytest.raises(InvalidTransition):
        prove_arrival(order_id=order.pk, actor=kept_world.citra, photos=[photo()])
    assert arrived.count() == 1


@pytest.mark.parametrize("name", ["ani", "budi", "eka", "indra", "mira", "dedi"])
def test_only_the_shop_shows_the_arrival(kept_world, accepted, name):
    order = ship(kept_world, accepted)
    factories.hire(kept_world)
    with pytest.raises(NotAllowed):
        prove_arrival(order_id=order.pk, actor=getattr(kept_world, name), photos=[photo()])
    assert not ShipmentPhoto.objects.exists()


def test_a_photo_stands_as_it_came(kept_world, accepted):
    ship(kept_world, accepted, photo(place=KUPANG), keep_place=True)
    row = ShipmentPhoto.objects.get()
    rows = ShipmentPhoto.objects.filter(pk=row.pk)
    for change in (lambda: rows.update(latitude=Decimal(0)), rows.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    row.pk, row.number, row.place_agreed = None, 2, False
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
