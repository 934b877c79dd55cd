"""The entrance in front of Django: what it lets in, for how long others wait, what it answers."""

import asyncio
import json
import threading

import pytest
from granian.utils.proxies import wrap_asgi_with_proxy_headers

from config.serving.bridge import NO_ADDRESS
from config.serving.entrance import HEALTH, Entrance
from config.serving.limits import MIB, Limits

SMALL = Limits(threads=1, waiting=1, wait_seconds=5.0, body_bytes=1_000, memory_bytes=64)


def scope(path="/", *, method="POST", query=b"", headers=(), client=("198.51.100.7", 4711)):
    return {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query,
        "http_version": "1.1",
        "scheme": "http",
        "server": ("127.0.0.1", 8000),
        "client": client,
        "headers": list(headers),
    }


class Client:
    """A client of the entrance: what it sends, and what it is answered."""

    def __init__(self, *parts, stalls=False, leaves=False):
        self._left = [
            {"type": "http.request", "body": part, "more_body": True} for part in parts[:-1]
        ]
        last = parts[-1] if parts else b""
        self._left.append({"type": "http.request", "body": last, "more_body": stalls or leaves})
        self._leaves = leaves
        self.sent = []

    async def receive(self):
        if self._left:
            return self._left.pop(0)
        if self._leaves:
            return {"type": "http.disconnect"}
        return await asyncio.Event().wait()

    async def send(self, message):
        self.sent.append(message)

    @property
    def status(self):
        return self.sent[0]["status"]

    @property
    def headers(self):
        return dict(self.sent[0]["headers"])

    @property
    def body(self):
        return b"".join(message.get("body", b"") for message in self.sent[1:])


def application(seen):
    """A WSGI application that notes each environment and answers with the body it was sent."""

    def answer(environ, start_response):
        body = environ["wsgi.input"].read()
        seen.append(environ)
        start_response("200 OK", [("X-Kind", "echo")])
        return [body]

    return answer


def ask(client, request, *, limits=SMALL, trusted=()):
    seen = []
    entrance = wrap_asgi_with_proxy_headers(Entrance(application(seen), limits), list(trusted))
    asyncio.run(entrance(request, client.receive, client.send))
    return seen


def test_a_request_reaches_django_whole_and_its_answer_comes_back():
    client = Client(b"a" * 300, b"", b"b" * 300)
    (environ,) = ask(client, scope("/pesanan/", query=b"q=1", headers=[(b"host", b"pasar.test")]))
    assert (client.status, client.body) == (200, b"a" * 300 + b"b" * 300)
    assert environ["CONTENT_LENGTH"] == "600"
    assert (environ["PATH_INFO"], environ["QUERY_STRING"]) == ("/pesanan/", "q=1")
    assert environ["HTTP_HOST"] == "pasar.test"


def test_a_large_answer_is_kept_on_disk_and_sent_in_parts():
    client, limits = Client(bytes(3 * MIB)), Limits(memory_bytes=64)
    ask(client, scope(), limits=limits)
    assert client.body == bytes(3 * MIB)
    assert len(client.sent) > 10


@pytest.mark.parametrize(
    ("client", "headers"),
    [
        (Client(b"x"), [(b"content-length", b"1001")]),
        (Client(b"x"), [(b"content-length", b"9" * 30)]),
        (Client(b"x" * 600, b"x" * 600), []),
    ],
)
def test_a_body_beyond_the_limit_never_reaches_django(client, headers):
    assert ask(client, scope(headers=headers)) == []
    assert client.status == 413
    assert b"berkas yang lebih kecil" in client.body


def test_a_stalled_body_is_let_go():
    client = Client(b"login=", stalls=True)
    assert ask(client, scope(), limits=Limits(head_seconds=0.05)) == []
    assert client.status == 408


def test_a_client_that_leaves_is_forgotten():
    client = Client(b"login=", leaves=True)
    assert ask(client, scope()) == []
    assert client.sent == []


def test_all_bodies_together_are_bounded():
    client = Client(b"x" * 600)
    assert ask(client, scope(), limits=Limits(bodies_bytes=500)) == []
    assert (client.status, client.headers[b"retry-after"]) == (503, b"5")


def test_what_bodies_held_is_free_again():
    async def both():
        entrance = Entrance(application([]), Limits(bodies_bytes=700))
        for client in (first, second):
            await entrance(scope(), client.receive, client.send)

    first, second = Client(b"x" * 600), Client(b"x" * 600)
    asyncio.run(both())
    assert (first.status, second.status) == (200, 200)


@pytest.mark.parametrize(
    "request_",
    [scope(query=b"q=\xe9"), scope("/\udcff"), scope(headers=[(b"content-length", b"-5")])],
)
def test_a_request_that_no_browser_sends_is_refused_in_words(request_):
    client = Client()
    assert ask(client, request_) == []
    assert client.status == 400


def test_a_program_is_refused_in_its_own_form():
    client = Client(b"x" * 2_000)
    ask(client, scope("/api/v1/orders/"))
    assert client.headers[b"content-type"] == b"application/problem+json"
    problem = json.loads(client.body)
    assert (problem["status"], problem["code"]) == (413, "body_too_large")


def test_a_header_with_an_underscore_does_not_pass_for_another():
    headers = [(b"x_forwarded_for", b"203.0.113.1"), (b"x-real", b"yes")]
    (environ,) = ask(Client(), scope(headers=headers))
    assert "HTTP_X_FORWARDED_FOR" not in environ
    assert environ["HTTP_X_REAL"] == "yes"


PROXY = ("172.31.240.3", 1)


@pytest.mark.parametrize(
    ("client", "forwarded", "address"),
    [
        (PROXY, b"203.0.113.9", "203.0.113.9"),
        (PROXY, b"10.9.9.9, 203.0.113.9", "203.0.113.9"),  # what a client wrote before the proxy
        (PROXY, b"not an address", NO_ADDRESS),
        (("198.51.100.7", 1), b"203.0.113.9", "198.51.100.7"),  # no proxy of ours
    ],
)
def test_only_our_proxy_says_who_asks(client, forwarded, address):
    headers = [(b"x-forwarded-for", forwarded)]
    request = scope(headers=headers, client=client)
    (environ,) = ask(Client(), request, trusted=["172.31.240.0/28"])
    assert environ["REMOTE_ADDR"] == address


class Gate:
    """An application whose pages wait until the gate opens; the health of the site does not."""

    def __init__(self):
        self.entered, self.opened = threading.Semaphore(0), threading.Event()

    def __call__(self, environ, start_response):
        if environ["PATH_INFO"] != HEALTH:
            self.entered.release()
            assert self.opened.wait(30)
        start_response("200 OK", [])
        return [b"ok"]


async def crowd(gate, limits, paths):
    """Send requests one after another while the first holds the only thread; then open."""
    entrance, clients, tasks = Entrance(gate, limits), [], []
    for path in paths:
        client = Client()
        clients.append(client)
        tasks.append(asyncio.create_task(entrance(scope(path), client.receive, client.send)))
        if len(tasks) == 1:
            await asyncio.to_thread(gate.entered.acquire)
        await asyncio.wait([tasks[-1]], timeout=0.2 if path != HEALTH else 5)
    gate.opened.set()
    await asyncio.gather(*tasks)
    return [client.status for client in clients]


def test_beyond_the_queue_people_are_told_when_to_return_and_the_health_stays_green():
    statuses = asyncio.run(crowd(Gate(), SMALL, ["/a/", "/b/", "/c/", HEALTH]))
    assert statuses == [200, 200, 503, 200]


def test_a_queue_that_does_not_move_sends_people_away():
    limits = Limits(threads=1, waiting=5, wait_seconds=0.05)
    assert asyncio.run(crowd(Gate(), limits, ["/a/", "/b/"])) == [200, 503]


def test_a_client_that_leaves_keeps_its_thread_until_django_has_ended():
    gate = Gate()

    async def leave():
        entrance, gone, next_one = Entrance(gate, SMALL), Client(), Client()
        task = asyncio.create_task(entrance(scope(), gone.receive, gone.send))
        await asyncio.to_thread(gate.entered.acquire)
        task.cancel()
        following = asyncio.create_task(entrance(scope(), next_one.receive, next_one.send))
        await asyncio.wait([following], timeout=0.2)
        assert not gate.entered.acquire(blocking=False)  # the only thread is not free yet
        gate.opened.set()
        await asyncio.wait([task, following])
        return next_one.status

    assert asyncio.run(leave()) == 200
