"""The cockpit's geometry: bars stay inside the picture and add up."""

from hypothesis import given
from hypothesis import strategies as st

from marketplace.insight.charts import BOTTOM, GUIDES, MILLION, TOP, nice_top, stacked


@given(st.integers(min_value=0, max_value=10**9))
def test_the_top_is_round_and_above_everything(largest):
    top = nice_top(largest)
    assert top >= largest
    assert top % GUIDES == 0


@given(st.lists(st.tuples(st.integers(0, 10**13), st.integers(0, 10**13)), min_size=1, max_size=12))
def test_bars_stay_inside_the_picture(values):
    picture = stacked(values, [str(n) for n in range(len(values))], ("a", "b"))
    for bar in picture.bars:
        for part in bar.segments:
            assert TOP - 0.2 <= part.y <= BOTTOM


def test_parts_stand_on_each_other():
    picture = stacked([(2 * MILLION, 2 * MILLION)], ["Jan"], ("a", "b"))
    lower, upper = picture.bars[0].segments
    assert upper.y < lower.y
    assert picture.guides[-1].millions == 8
