"""`manage.py trust abuse` and `trust matrix`, what of them needs no furnished market."""

import pytest

from tests.architecture.permissions import PERMISSIONS
from tests.trust.abuse import elsewhere
from tests.trust.abuse.bed import Tally
from tests.trust.abuse.ways import AWAY, leads_away
from tests.trust.matrix.experiment import Fault, _of_twin, told

HOME = "pasar.test"


def fetched() -> Tally:
    tally = Tally("fetches")
    elsewhere.fetches(None, tally)
    return tally


def test_nothing_inside_is_fetched_and_a_careless_fetch_is_noticed():
    tally = fetched()
    assert tally.accepted == []
    assert tally.tried > 500
    with elsewhere.everywhere_open():
        assert fetched().accepted


@pytest.mark.parametrize(
    "address", ["/", "/pesanan/?a=//x.test", "keranjang/", "#atas", "?q=1", f"http://{HOME}/a", ""]
)
def test_an_address_of_ours_leads_nowhere_else(address):
    assert not leads_away(address, HOME)


@pytest.mark.parametrize("address", AWAY[:10])
def test_a_browser_would_leave_by_these(address):
    assert leads_away(address, HOME)


def test_faults_are_told_together_with_all_whom_they_befell():
    faults = [
        Fault("GET", "cart", "budi", 200, (403,)),
        Fault("GET", "cart", "ani's twin", 200, (403,)),
        Fault("PUT", "cart", "ani", 500, tuple(range(100, 500))),
    ]
    assert list(told(faults)) == [
        "GET cart: 200, not 403: budi, ani's twin",
        "PUT cart: 500, not below 500: ani",
    ]


@pytest.mark.parametrize(
    ("name", "person", "answer", "is_fine"),
    [
        ("budget_template", "gita", 200, True),  # an empty sheet: its address holds a word
        ("vendor_step", "citra", 302, True),
        ("synonym", "kartika", 200, True),  # the search has one set of words for all markets
        ("order_detail", "budi", 200, False),
        ("order_detail", "budi", 404, True),
        ("order_step approve", "budi", 409, False),
        ("showcase", "kartika", 200, False),
    ],
)
def test_to_a_twin_only_what_is_of_the_cast_is_not_there(name, person, answer, is_fine):
    assert (answer in _of_twin(PERMISSIONS[name], person)) == is_fine
