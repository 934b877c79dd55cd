"""What pages ask of a request: return addresses of this site, pages of a list."""

import pytest

from marketplace.web.paging import page_of
from marketplace.web.requests import own_address


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/pesanan/?page=2", True),
        ("http://testserver/tugas/", True),
        ("http://elsewhere.test/", False),
        ("//elsewhere.test/", False),
        ("javascript:alert(1)", False),
        ("", False),
    ],
)
def test_only_an_address_of_this_site_is_returned_to(rf, address, kept):
    assert own_address(rf.get("/"), address) == (address if kept else "")


@pytest.mark.parametrize(
    ("query", "number"), [("", 1), ("page=2", 2), ("page=99", 4), ("page=x", 1), ("page=-1", 4)]
)
def test_an_absurd_page_is_the_first_or_the_last(rf, query, number):
    assert page_of(rf.get(f"/?{query}"), range(31), 10).number == number
