"""Passwords that a guesser tries first: words that people here use, with a year behind them."""

import re
import unicodedata
from pathlib import Path
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_FILE: Final = Path(__file__).parent / "data" / "common_password_words.txt"
# Longest first, so that "pasarbela" is one word.
WORDS: Final = tuple(sorted(_FILE.read_text(encoding="utf-8").split(), key=len, reverse=True))
_LOOKALIKES: Final = str.maketrans("013457@$!", "oieastasi")
_FEWEST_OTHER_LETTERS: Final = 5
_MOST_WORDS: Final = 3  # four of them are a passphrase


def guessable(password: str) -> bool:
    """Say whether a few common words, digits and signs are all that makes up a password."""
    plain = unicodedata.normalize("NFKD", password).casefold()
    return any(_is_common(text) for text in (plain, plain.translate(_LOOKALIKES)))


def _is_common(text: str) -> bool:
    letters, found = re.sub(r"[^a-z]", "", text), 0
    for word in WORDS:
        found += letters.count(word)
        letters = letters.replace(word, "")
    return found <= _MOST_WORDS and len(set(letters)) < _FEWEST_OTHER_LETTERS


class GuessablePasswordValidator:
    """Refuses what is guessed first here; the library's own list is English."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises: ValidationError."""
        if guessable(password):
            raise ValidationError(self.get_help_text(), code="password_guessable")

    def get_help_text(self) -> str:
        """Say what to type instead."""
        return _(
            "Common words with a number are guessed first. Put together four words that have "
            "nothing to do with each other."
        )
