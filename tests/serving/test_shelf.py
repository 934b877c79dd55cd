"""What is the same for everybody is answered from memory for a second; nothing else ever is."""

import asyncio

import pytest
from django.test import Client as Browser
from django.urls import reverse

from config.serving.entrance import Entrance
from config.serving.shelf import MOST_BYTES, Kept, Shelf, key_of
from tests.serving.test_entrance import SMALL, Client, scope

SHARED = ("Cache-Control", "public, max-age=0, s-maxage=1")


class House:
    """An application that counts how often it was asked, and tells the number."""

    def __init__(self, *headers, status="200 OK", body=b"halaman"):
        self.asked, self._headers, self._status, self._body = 0, list(headers), status, body

    def __call__(self, environ, start_response):
        self.asked += 1
        start_response(self._status, [("X-Request-ID", str(self.asked)), *self._headers])
        return [self._body]


def visit(house, *requests, entrance=None):
    """Send requests one after the other; return what each client was told."""

    async def all_of_them():
        door = entrance or Entrance(house, SMALL)
        clients = []
        for request in requests:
            client = Client()
            await door(request, client.receive, client.send)
            clients.append(client)
        return clients

    return asyncio.run(all_of_them())


def get(path="/", **fields):
    return scope(path, method="GET", **fields)


def test_a_shared_page_is_made_once_a_second():
    house = House(SHARED)
    first, again = visit(house, get(), get())
    assert house.asked == 1
    assert (first.status, first.body) == (again.status, again.body) == (200, b"halaman")
    assert b"x-request-id" not in again.headers


OTHERS = {
    "another path": (get("/"), get("/etalase/")),
    "another query": (get(query=b"q=kopi"), get(query=b"q=teh")),
    "another host": (get(headers=[(b"host", b"a.test")]), get(headers=[(b"host", b"b.test")])),
    "a part of a page": (get(), get(headers=[(b"hx-request", b"true")])),
    "another encoding": (get(headers=[(b"accept-encoding", b"gzip")]), get()),
}


@pytest.mark.parametrize("requests", OTHERS.values(), ids=OTHERS)
def test_other_addresses_are_other_pages(requests):
    house = House(SHARED)
    visit(house, *requests)
    assert house.asked == 2


PERSONAL = {
    "a cookie": {"headers": [(b"cookie", b"sessionid=1")]},
    "a token": {"headers": [(b"authorization", b"Bearer x")]},
    "a body": {"headers": [(b"content-length", b"0")]},
    "a part of it": {"headers": [(b"range", b"bytes=0-9")]},
}


@pytest.mark.parametrize("asked", PERSONAL.values(), ids=PERSONAL)
def test_whoever_brings_something_of_their_own_is_asked_for_anew(asked):
    house = House(SHARED)
    visit(house, get(), get(**asked), get(**asked))
    assert house.asked == 3


KEPT_BY_NOBODY = {
    "no word": House(),
    "private": House(("Cache-Control", "private, no-store")),
    "a cookie": House(SHARED, ("Set-Cookie", "csrftoken=1")),
    "not found": House(SHARED, status="404 Not Found"),
    "large": House(SHARED, body=b"a" * 300_000),
}


@pytest.mark.parametrize("house", KEPT_BY_NOBODY.values(), ids=KEPT_BY_NOBODY)
def test_what_is_not_for_everybody_is_not_kept(house):
    first, again = visit(house, get(), get())
    assert house.asked == 2
    assert first.body == again.body == house._body


def test_what_is_kept_ends_with_its_second():
    moment = [0.0]
    shelf = Shelf(now=lambda: moment[0])
    key = key_of(get())
    shelf._put(key, Kept(200, [], b"lama", until=1.0))
    assert shelf.find(key) is not None
    moment[0] = 1.0
    assert shelf.find(key) is None


def test_a_shelf_is_full_once_and_the_oldest_goes():
    shelf = Shelf(now=lambda: 0.0)
    part = b"a" * (MOST_BYTES // 4)
    for number in range(6):
        shelf._put((number,), Kept(200, [], part, until=1.0))
    assert shelf._bytes <= MOST_BYTES
    assert shelf.find((0,)) is None
    assert shelf.find((5,)) is not None


def test_what_has_ended_leaves_when_something_new_comes():
    moment = [0.0]
    shelf = Shelf(now=lambda: moment[0])
    shelf._put(("lama",), Kept(200, [], b"lama", until=1.0))
    moment[0] = 1.5
    shelf._put(("baru",), Kept(200, [], b"baru", until=2.5))
    assert list(shelf._kept) == [("baru",)]
    shelf._put(("terlambat",), Kept(200, [], b"made for too long", until=1.4))
    assert shelf.find(("terlambat",)) is None


def test_many_who_ask_at_once_are_answered_by_one_page():
    house = House(SHARED)

    async def together():
        door = Entrance(house, SMALL)
        clients = [Client() for _ in range(20)]
        await asyncio.gather(*(door(get(), one.receive, one.send) for one in clients))
        return clients

    clients = asyncio.run(together())
    assert house.asked == 1
    assert {one.body for one in clients} == {b"halaman"}


PUBLIC = ["home", "etalase_list", "search"]


@pytest.mark.parametrize("name", PUBLIC)
def test_visitors_without_a_cookie_get_shared_pages_without_anything_of_theirs(world, name):
    answer = Browser().get(reverse(name))
    assert "s-maxage=1" in answer["Cache-Control"]
    assert not answer.cookies
    words = answer.content.decode()
    assert "csrfmiddlewaretoken" not in words
    assert "nonce" not in words + answer["Content-Security-Policy"]


@pytest.mark.parametrize("name", PUBLIC)
def test_a_person_or_another_language_gets_a_page_of_their_own(world, name):
    browser = Browser()
    browser.force_login(world.citra)
    assert "s-maxage" not in browser.get(reverse(name))["Cache-Control"]
    browser = Browser()
    browser.cookies["bahasa"] = "en"
    assert "s-maxage" not in browser.get(reverse(name)).get("Cache-Control", "")
