"""What was seen is what is done: every kind of change is named, old and new."""

import pytest

from marketplace.core.errors import Conflict
from marketplace.core.seen import Fact, Kind, opened, require_seen, sealed

SHOWN = {
    "name": Fact("Nama", "Kain"),
    "price": Fact("Harga", 25_000, Kind.RUPIAH),
    "rate": Fact("PPN", 1_100, Kind.PERCENT),
    "units": Fact("Jumlah", 2_000, Kind.NUMBER),
    "day": Fact("Tanggal", "2026-12-30", Kind.DAY),
}


def test_what_is_as_it_was_passes():
    require_seen(sealed(SHOWN), dict(SHOWN))
    assert opened(sealed(SHOWN)) == SHOWN


@pytest.mark.parametrize(
    ("key", "value", "named"),
    [
        ("name", "Kain batik", "Nama: Kain → Kain batik"),
        ("price", 27_500, "Harga: Rp 25.000 → Rp 27.500"),
        ("rate", 1_200, "PPN: 11 % → 12 %"),
        ("units", 3, "Jumlah: 2.000 → 3"),
        ("day", "", "→ –"),
    ],
)
def test_a_change_is_named_old_and_new(key, value, named):
    now = {**SHOWN, key: SHOWN[key]._replace(value=value)}
    with pytest.raises(Conflict) as refused:
        require_seen(sealed(SHOWN), now)
    assert named in refused.value.message.replace("\N{NO-BREAK SPACE}", " ")
    assert (refused.value.code, refused.value.http_status) == ("changed_since_seen", 409)


def test_what_came_and_what_went_are_named_and_many_are_counted():
    with pytest.raises(Conflict) as refused:
        require_seen(sealed(SHOWN), {str(n): Fact(f"Baru {n}", n) for n in range(4)})
    assert "Nama: Kain → –" in refused.value.message
    assert "Baru 0: – → 0" in refused.value.message
    assert refused.value.message.count("→") == 6


@pytest.mark.parametrize("token", ["", "x", "a:b:c", sealed(SHOWN)[:-1]])
def test_what_no_page_of_ours_wrote_was_not_seen(token):
    assert opened(token) is None
    with pytest.raises(Conflict):
        require_seen(token, SHOWN)
