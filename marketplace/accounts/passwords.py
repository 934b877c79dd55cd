"""What a password must be, in our own words; and which ones a guesser tries first here."""

import re
import unicodedata
from pathlib import Path
from typing import Any, Final

from django.contrib.auth import password_validation as library
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

RULE: Final = gettext_lazy(
    "At least 12 characters. Best are four words that have nothing to do with each other; not your "
    "name or address, not only digits, no common word with a number."
)

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


class OurRule:
    """One sentence tells the whole rule, whichever part of it is asked."""

    def get_help_text(self) -> str:
        """Say what to type."""
        return str(RULE)


class LengthValidator(OurRule, library.MinimumLengthValidator):
    """Refuses what is too short."""

    def get_error_message(self) -> str:
        """Say how much is missing."""
        least = self.min_length
        return _("The password is too short. Type at least %(least)s characters.") % {
            "least": least
        }


class LikenessValidator(OurRule, library.UserAttributeSimilarityValidator):
    """Refuses the person's own name and address."""

    def get_error_message(self) -> str:
        """Say what to leave out."""
        return _("The password looks like your name or your e-mail address. Choose another one.")


class CommonValidator(OurRule, library.CommonPasswordValidator):
    """Refuses what others use most."""

    def get_error_message(self) -> str:
        """Say what to do."""
        return _("Many people use this password. Choose another one.")


class DigitsValidator(OurRule, library.NumericPasswordValidator):
    """Refuses digits alone."""

    def get_error_message(self) -> str:
        """Say what to add."""
        return _("The password has digits only. Add words.")


class GuessablePasswordValidator(OurRule):
    """Refuses what is guessed first here; the library's own list is English."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises: ValidationError."""
        if guessable(password):
            raise ValidationError(
                _(
                    "Common words with a number are guessed first. Put together four words that "
                    "have nothing to do with each other."
                ),
                code="password_guessable",
            )
