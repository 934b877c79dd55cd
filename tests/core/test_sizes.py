"""Sizes of files are written as the reader writes numbers."""

import pytest
from django.utils import translation

from marketplace.core.sizes import MEGABYTE, megabytes


@pytest.mark.parametrize(
    ("language", "said"), [("id", ["9,3", "5", "1.000"]), ("en", ["9.3", "5", "1,000"])]
)
def test_megabytes(language, said):
    with translation.override(language):
        sizes = (int(9.3 * MEGABYTE), 5 * MEGABYTE, 1_000 * MEGABYTE)
        assert [megabytes(size) for size in sizes] == said
