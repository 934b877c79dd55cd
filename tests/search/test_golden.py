"""The golden set: what people type, and which goods of the demo they mean."""

from collections import Counter

import pytest

from tests.bench import search_data
from tests.bench.report import Report
from tests.bench.run import CouldNotRun
from tests.bench.search_data import Wish
from tests.bench.search_quality import judge, recall, reciprocal

ENOUGH = 150


def test_every_row_of_the_set_means_goods_that_are_there():
    wishes = search_data.golden()
    assert len(wishes) >= ENOUGH
    assert [wish.query for wish in wishes if not wish.keys] == []
    twice = Counter(wish.query.lower() for wish in wishes)
    assert [query for query, times in twice.items() if times > 1] == []


def test_every_name_of_the_set_is_one_of_the_demo():
    goods = search_data.demo_goods()
    for row in search_data.rows_of(search_data.GOLDEN, "query", "goods"):
        for name in row["goods"].split("|"):
            assert list(search_data.meant(name, goods)), (row["query"], name)


@pytest.mark.parametrize(
    ("found", "wanted", "part", "first"),
    [
        (["a", "b"], {"a", "b"}, 1.0, 1.0),
        (["x", "a"], {"a", "b"}, 0.5, 0.5),
        ([], {"a"}, 0.0, 0.0),
        ([str(n) for n in range(24)], {str(n) for n in range(20)}, 1.0, 1.0),
        (["x"] * 10 + ["a"], {"a"}, 0.0, 1 / 11),
    ],
)
def test_recall_counts_the_first_ten_and_the_place_of_the_first(found, wanted, part, first):
    assert recall(found, frozenset(wanted)) == part
    assert reciprocal(found, frozenset(wanted)) == first


def test_the_figures_are_one_plain_line():
    report = Report("bench search-quality", 1, {})
    wishes = [Wish("kopi", frozenset({"1"})), Wish("teh", frozenset({"2"}))]
    line = judge(report, wishes, [["1"], ["3", "2"]])
    assert line == "recall@10=1.0000 mrr=0.7500 n=2"


def test_files_of_others_are_read_with_their_extra_columns(tmp_path):
    goods, pairs = tmp_path / "goods.csv", tmp_path / "pairs.csv"
    goods.write_text(
        "id,title,price_idr,category,seller_city,source\n"
        'k1,"Kopi, bubuk",12000,Minuman > Kopi,Kab. Ngada,x\nk2,Teh,,,,\n',
        encoding="utf-8",
    )
    pairs.write_text("query,product_id,by\nkopi,k1,a\nkopi,k2,a\n", encoding="utf-8")
    first, second = search_data.read_goods(goods)
    assert (first.title, first.price, first.city) == ("Kopi, bubuk", 12_000, "Kab. Ngada")
    assert second.price == search_data.PRICE
    assert search_data.read_wishes(pairs) == [Wish("kopi", frozenset({"k1", "k2"}))]


def test_a_file_that_cannot_be_read_says_why(tmp_path):
    with pytest.raises(CouldNotRun, match="cannot be read"):
        search_data.read_goods(tmp_path / "none.csv")
    short = tmp_path / "short.csv"
    short.write_text("id\n1\n", encoding="utf-8")
    with pytest.raises(CouldNotRun, match="no column title"):
        search_data.read_goods(short)
