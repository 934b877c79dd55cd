"""Passwords that are guessed first here, and those that are not."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from marketplace.accounts.passwords import guessable


@pytest.mark.parametrize(
    "password",
    [
        "rahasia12345", "R4hasia-2026!", "pasar-bela-2026", "Bismillah12345", "indonesia1945",
        "qwerty123456", "p@ssw0rd12345", "sayangku2026!", "admin-kupang-01", "aaaaaaaaaaaa1",
        "Surabaya#2026", "ppk-mojokerto-1", "123456789012a",
    ],
)  # fmt: skip
def test_common_words_with_numbers_are_refused(password):
    assert guessable(password)
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize(
    "password",
    [
        "kuda-lemari-hujan-sepeda",
        "Gelas7Jendela!Rumput",
        "vT9#kqLm2xWz",
        "kopi-toko-hujan-medan-teh",
    ],
)
def test_words_that_belong_nowhere_are_taken(password):
    assert not guessable(password)
    validate_password(password)
