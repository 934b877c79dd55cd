"""Files of a conversation and marks of reading: for whoever sees the order, and nobody else."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from marketplace.core import clock
from marketplace.core.models import FileAccess, PrivateFile
from marketplace.notices.models import Message, Reading
from marketplace.notices.services import post_message
from tests import factories
from tests.clients import signed_in
from tests.orders import stories

MARK = "Dibaca oleh"


@pytest.fixture
def order(kept_world):
    return stories.issued(kept_world)


@pytest.fixture
def world(kept_world):
    return kept_world


def page(person, order):
    answer = signed_in(person).get(reverse("order_detail", args=[order.public_id]))
    assert answer.status_code == 200
    return answer.content.decode()


def write(person, order, text="Barang siap", **files):
    return signed_in(person).post(
        reverse("order_message", args=[order.public_id]), {"text": text, **files}
    )


def test_lina_sends_photos_along_and_only_who_sees_the_order_gets_them(order, world):
    factories.hire(world)
    hostile = factories.make_photo("..\\<b>kain</b>.png")
    answer = write(world.lina, order, file_1=factories.make_photo(), file_3=hostile)
    assert answer.status_code == 303
    first, second = PrivateFile.objects.filter(kind="message_file").order_by("pk")
    for reader in (world.ani, world.budi, world.indra):
        shown = page(reader, order)
        for file in (first, second):
            address = reverse("private_file", args=[file.public_id])
            assert address in shown
            assert signed_in(reader).get(address).status_code == 200
        assert "<b>kain" not in shown
    read = FileAccess.objects.count()
    address = reverse("private_file", args=[first.public_id])
    for stranger in (world.dedi, world.kartika, factories.make_user("Nona")):
        assert signed_in(stranger).get(address).status_code == 404
    world.lina.vendor_memberships.update(until=clock.now(), ended_by=world.citra)
    assert signed_in(world.lina).get(address).status_code == 404  # who sent it has left the shop
    assert FileAccess.objects.count() == read


@pytest.mark.parametrize(
    ("name", "content"), [("x.exe", b"MZ\x90\x00"), ("b.pdf", b"<html><script>1</script>")]
)
def test_a_file_that_is_not_taken_keeps_the_words_and_sends_nothing(order, world, name, content):
    sent = SimpleUploadedFile(name, content)
    answer = write(world.citra, order, "Kirim Kamis", file_1=factories.make_photo(), file_2=sent)
    assert answer.status_code == 422
    assert 'value="Kirim Kamis"' in answer.content.decode()
    assert not Message.objects.exists()
    assert not PrivateFile.objects.filter(kind="message_file").exists()


def test_six_files_are_too_many(order, world):
    with pytest.raises(Exception, match="6"):
        post_message(
            subject=order,
            author=world.citra,
            author_line="Citra",
            text="Foto",
            uploads=[factories.make_photo() for _ in range(6)],
        )
    assert not Message.objects.exists()


def test_ani_sees_that_citra_has_read_and_nobody_else_is_told(order, world):
    write(world.ani, order, "Kapan dikirim?")
    assert MARK not in page(world.ani, order)
    assert "1 pesan baru" in page(world.citra, order)
    assert "pesan baru" not in page(world.citra, order)
    mine = page(world.ani, order)
    assert MARK in mine
    assert str(world.citra) in mine.split(MARK)[1].split("</p>")[0]
    # The auditor looks on: no mark is made of that, and none is shown.
    assert MARK not in page(world.indra, order)
    assert not Reading.objects.filter(person=world.indra).exists()
    # It is the newest of one's own that says so, and what Citra answers unread says nothing.
    write(world.citra, order, "Besok")
    assert MARK not in page(world.citra, order)
    write(world.ani, order, "Baik")
    assert MARK not in page(world.ani, order)


def test_the_list_counts_what_is_new_until_it_is_read(order, world):
    for words in ("Satu", "Dua"):
        write(world.citra, order, words)

    def listed(person):
        return signed_in(person).get(reverse("orders")).content.decode()

    assert "2 pesan baru" in listed(world.ani)
    assert "pesan baru" not in listed(world.citra)
    assert "pesan baru" not in listed(world.indra)  # whose conversation it is not
    page(world.ani, order)
    assert "pesan baru" not in listed(world.ani)
    assert "2 pesan baru" in listed(world.budi)  # each reads for themselves


def test_reading_twice_is_one_mark(order, world):
    write(world.citra, order)
    page(world.ani, order)
    page(world.ani, order)
    assert Reading.objects.filter(person=world.ani).count() == 1
