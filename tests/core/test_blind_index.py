"""An encrypted number is found again by a keyed hash, also while the key changes."""

import pytest

from marketplace.core.blind_index import index_of, indexes_of

NIK = "5371014107900003"


def test_the_same_number_has_the_same_index_and_another_kind_another_one():
    assert index_of("nik", NIK) == index_of("nik", NIK)
    assert index_of("nik", NIK) != index_of("npwp", NIK)
    assert NIK not in index_of("nik", NIK)


def test_nothing_is_found_by_nothing():
    assert index_of("nik", "") == ""
    assert indexes_of("nik", "") == []


def test_a_row_of_the_former_key_is_found_until_it_is_written_anew(settings):
    former = index_of("nik", NIK)
    settings.INDEX_KEYS = ["a-new-key", *settings.INDEX_KEYS]
    assert index_of("nik", NIK) != former
    assert indexes_of("nik", NIK) == [index_of("nik", NIK), former]


@pytest.mark.parametrize("keys", [["one"], ["two"]])
def test_without_the_key_the_index_says_nothing(settings, keys):
    known = index_of("nik", NIK)
    settings.INDEX_KEYS = keys
    assert index_of("nik", NIK) != known
