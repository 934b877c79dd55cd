"""Pages that show one moment: what a worker commits meanwhile is not half on them."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection, transaction

from marketplace.accounts.models import User
from marketplace.core.snapshot import one_moment
from marketplace.orders import views
from tests import factories, stories


def add_elsewhere(name):
    """Add a person over a connection of its own, as a worker does."""

    def add():
        factories.make_user(name)
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(add).result()


def test_what_is_committed_meanwhile_is_seen_after_the_moment(committed_db):
    with one_moment():
        before = User.objects.count()
        add_elsewhere("Wulan")
        assert User.objects.count() == before
    assert User.objects.count() == before + 1


def test_nothing_can_be_written_in_a_moment(committed_db):
    with pytest.raises(DatabaseError, match="read-only"), one_moment():
        factories.make_user("Wulan")
    assert not User.objects.filter(name="Wulan").exists()


def test_a_moment_within_a_transaction_is_that_transactions(committed_db):
    with transaction.atomic():
        factories.make_user("Wulan")
        with one_moment():
            assert User.objects.filter(name="Wulan").exists()
    assert User.objects.filter(name="Wulan").exists()


def test_the_page_of_an_order_shows_one_moment(committed_world, client, monkeypatch):
    """The order is read, then a worker renames the shop: the page still says the old name."""
    order = stories.claimed(committed_world).order
    found = views._visible

    def then_renamed(request, public_id):
        order = found(request, public_id)
        with ThreadPoolExecutor(1) as pool:
            pool.submit(rename).result()
        return order

    def rename():
        User.objects.filter(pk=committed_world.budi.pk).update(name="Nama Baru")
        connection.close()

    monkeypatch.setattr(views, "_visible", then_renamed)
    client.force_login(committed_world.ani)
    page = client.get(f"/pesanan/{order.public_id}/")
    assert page.status_code == 200
    assert "Nama Baru" not in page.text
    monkeypatch.undo()
    assert "Nama Baru" in client.get(f"/pesanan/{order.public_id}/").text
