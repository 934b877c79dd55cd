"""Keys of a shop: made by its owner, shown once, scoped, rotated, revoked; nothing else changes."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from catalog.channel_keys import keys
from catalog.channel_keys.models import ChannelKey
from marketplace.core import clock
from marketplace.core.errors import NotAllowed, NotFoundError, RuleViolation
from marketplace.core.models import AuditEvent
from tests import factories
from tests.clients import signed_in
from vendors.services import people

ADDRESS = "/penyedia/kunci/"


def made(world, *, actor=None, name="Jubelio", scopes=("read", "stock", "listing"), days=90):
    return keys.make(
        vendor_id=world.vendor.pk, actor=actor or world.citra, name=name, scopes=scopes, days=days
    )


def test_a_key_opens_the_shop_it_was_made_for_and_is_kept_as_a_hash(world):
    key, secret = made(world)
    assert keys.by_secret(secret) == key
    assert secret not in str(ChannelKey.objects.values())
    assert keys.by_secret(f"{secret}x") is None
    assert keys.by_secret("\ud800") is None
    assert AuditEvent.objects.get(action="channel_key.made").data["key"] == key.shown


def test_only_the_owner_makes_keys(world):
    factories.hire(world)
    for person in (world.lina, world.mira, world.ani, world.kartika, world.dedi):
        with pytest.raises(NotAllowed):
            made(world, actor=person)


@pytest.mark.parametrize(
    "given", [{"name": ""}, {"scopes": ()}, {"scopes": ("sell",)}, {"days": 9_999}]
)
def test_a_key_without_its_words_is_not_made(world, given):
    with pytest.raises(RuleViolation):
        made(world, **given)
    made(world)
    with pytest.raises(RuleViolation):
        made(world)


def test_a_rotated_key_works_a_day_longer_and_has_one_successor(world):
    old, before = made(world)
    new, after = keys.rotate(vendor_id=world.vendor.pk, actor=world.citra, key_id=old.pk)
    assert (new.name, new.scopes) == (old.name, old.scopes)
    assert keys.by_secret(before).pk == old.pk
    assert keys.by_secret(after).pk == new.pk
    with pytest.raises(RuleViolation):
        keys.rotate(vendor_id=world.vendor.pk, actor=world.citra, key_id=old.pk)
    with clock.moved_to(clock.now() + keys.OVERLAP + timedelta(seconds=1)):
        assert keys.by_secret(before) is None
        assert keys.by_secret(after).pk == new.pk


def test_a_key_ends_when_revoked_when_late_and_with_the_role_of_who_made_it(world):
    first, revoked = made(world, name="a")
    _second, late = made(world, name="b", days=30)
    keys.revoke(vendor_id=world.vendor.pk, actor=world.citra, key_id=first.pk)
    assert keys.by_secret(revoked) is None
    with pytest.raises(NotFoundError):
        keys.revoke(vendor_id=world.vendor.pk, actor=world.citra, key_id=first.pk)
    with clock.moved_to(clock.now() + timedelta(days=31)):
        assert keys.by_secret(late) is None
    other = factories.make_user("Sari")
    factories.join(world.vendor, other, "owner")
    _third, of_who_leaves = made(world, actor=other, name="c")
    assert keys.by_secret(of_who_leaves) is not None
    held = world.vendor.memberships.get(user=other)
    people.end_membership(membership_id=held.pk, actor=other)
    assert keys.by_secret(of_who_leaves) is None


@pytest.mark.parametrize(
    "change",
    [
        {"scopes": ["listing"]},
        {"digest": "0" * 64},
        {"expires_at": "2099-01-01T00:00Z"},
        {"ended_at": None, "ended_why": ""},
    ],
)
def test_the_database_lets_no_key_change(world, change):
    key, _secret = made(world, scopes=("read",))
    keys.revoke(vendor_id=world.vendor.pk, actor=world.citra, key_id=key.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        ChannelKey.objects.filter(pk=key.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        ChannelKey.objects.filter(pk=key.pk).delete()


# ---- the page


def test_the_owner_makes_a_key_sees_it_once_rotates_and_revokes_it(world):
    browser = signed_in(world.citra)
    assert ADDRESS in browser.get("/penyedia/produk/impor/").text
    form = {"name": "Jubelio", "scopes": ["read", "stock"], "days": "90"}
    assert browser.post(ADDRESS, {**form, "password": "salah"}).status_code == 422
    assert not ChannelKey.objects.exists()
    answer = browser.post(ADDRESS, {**form, "password": factories.PASSWORD})
    assert answer.status_code == 201
    key = ChannelKey.objects.get()
    secret = answer.text.split('value="pbk_')[1].split('"')[0]
    assert keys.by_secret(f"pbk_{secret}") == key
    assert secret not in browser.get(ADDRESS).text
    again = browser.post(f"{ADDRESS}{key.pk}/ganti/")
    assert again.status_code == 201
    assert "pbk_" in again.text
    browser.post(f"{ADDRESS}{key.pk}/cabut/")
    key.refresh_from_db()
    assert key.ended_why == "revoked"


def test_another_shops_key_is_not_there(world):
    key, secret = made(world)
    owner = factories.make_user("Sari")
    factories.make_vendor(owner)
    browser = signed_in(owner)
    for word in ("ganti", "cabut"):
        browser.post(f"{ADDRESS}{key.pk}/{word}/")
    assert keys.by_secret(secret) == key
    assert key.name not in browser.get(ADDRESS).text
