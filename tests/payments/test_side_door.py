"""The simulator's knobs obey programs of this machine, and no page that a browser here has open."""

import httpx
import pytest

WISH = b'{"down": true}'
JSON = {"Content-Type": "application/json"}
FROM_ELSEWHERE = {
    "a page of another site": {"Origin": "https://example.test"},
    "a page of another port of this machine": {"Origin": "http://127.0.0.1:3000"},
    "a page without a site": {"Origin": "null"},
    "an old browser's word for another site": {"Sec-Fetch-Site": "cross-site"},
    "a page of this machine, of another port": {"Sec-Fetch-Site": "same-site"},
    "another name that points here": {"Host": "example.test"},
    "another name with our port": {"Host": "127.0.0.1.example.test:8890"},
    "no name": {"Host": ""},
    "a name nobody can read": {"Host": "[::1"},
}
READ = ("/_sim/record", "/_sim/knobs", "/_sim/events")
CHANGED = ("/_sim/knobs", "/_sim/events", "/_sim/qr/pay")


@pytest.fixture
def door(bank):
    with httpx.Client(base_url=bank.url, trust_env=False) as http:
        yield http
    assert bank.knobs()["down"] is False  # whoever was refused has turned nothing


@pytest.mark.parametrize("headers", FROM_ELSEWHERE.values(), ids=FROM_ELSEWHERE)
def test_what_comes_from_elsewhere_is_refused(door, headers):
    for path in READ:
        assert door.get(path, headers=headers).status_code == 403, path
    for path in CHANGED:
        answer = door.post(path, content=WISH, headers={**JSON, **headers})
        assert answer.status_code == 403, path


@pytest.mark.parametrize(
    "kind",
    ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=a"],
)
def test_what_a_plain_form_can_send_is_refused(door, kind):
    for path in CHANGED:
        answer = door.post(path, content=WISH, headers={"Content-Type": kind})
        assert answer.status_code == 415, path


def test_programs_and_the_banks_own_pages_are_heard(door):
    own = {"Origin": str(door.base_url).rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    for headers in ({}, own):
        wanted = {"Content-Type": "application/json; charset=utf-8", **headers}
        answer = door.post("/_sim/knobs", content=b'{"delay_ms": 0}', headers=wanted)
        assert answer.status_code == 200
        assert door.get("/_sim/knobs", headers=headers).status_code == 200


@pytest.mark.parametrize("since", ["x", "-1", "٣", "9" * 5000])
def test_a_number_that_is_none_is_refused(door, since):
    assert door.get("/_sim/record", params={"since": since}).status_code == 400
