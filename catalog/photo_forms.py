"""The form of a listing's photos: words for each, and places for new ones."""

import re
from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _

from catalog.photo_models import MOST_PHOTOS
from catalog.photos import Picture
from marketplace.web.fields import LineField, PhotoField

AT_ONCE: Final = 3  # new photos of one sending; a phone's camera gives one each time
_KEY = re.compile(r"[0-9a-f]{32}")
WORDS_MAX = 140


class PhotosForm(forms.Form):
    """All photos of a listing with their words; ``shown`` are those it has, in their order."""

    def __init__(self, *args: Any, shown: Sequence[Picture], **options: Any) -> None:
        super().__init__(*args, **options)
        self.shown = shown
        for picture in shown:
            self.fields[f"words-{_key(picture)}"] = LineField(
                label=_("The photo in words"),
                max_length=WORDS_MAX,
                required=False,
                initial=picture.words,
            )
        for number in self.new_places:
            self.fields[f"photo-{number}"] = PhotoField(
                label=_("New photo %(number)s") % {"number": number}, required=False
            )
            self.fields[f"new_words-{number}"] = LineField(
                label=_("The photo in words"), max_length=WORDS_MAX, required=False
            )

    @property
    def new_places(self) -> range:
        """The numbers of the places for new photos."""
        return range(1, min(AT_ONCE, MOST_PHOTOS - len(self.shown)) + 1)

    @property
    def words_fields(self) -> list[forms.BoundField]:
        """The field beside each photo that the listing has."""
        return [self[f"words-{_key(picture)}"] for picture in self.shown]

    @property
    def new_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The fields of each new photo: the file, and what it shows."""
        return [(self[f"photo-{n}"], self[f"new_words-{n}"]) for n in self.new_places]

    def pictures(self) -> list[Picture]:
        """Return the photos that the listing has with the words typed now."""
        words = self.cleaned_data
        return [Picture(one.name, words[f"words-{_key(one)}"]) for one in self.shown]

    def uploads(self) -> list[tuple[str, Any, str]]:
        """Return the new photos: the field, the file, and what it shows."""
        data = self.cleaned_data
        return [
            (f"photo-{n}", data[f"photo-{n}"], data[f"new_words-{n}"])
            for n in self.new_places
            if data[f"photo-{n}"]
        ]


def _key(picture: Picture) -> str:
    found = _KEY.search(picture.name)
    return found[0] if found else picture.name


STEPS: Final = {"earlier": -1, "later": 1}


def moved(pictures: list[Picture], step: str, name: str) -> list[Picture]:
    """Return the photos after a button beside one of them was pressed; unknown ones do nothing."""
    names = [picture.name for picture in pictures]
    if name not in names:
        return pictures
    here = names.index(name)
    left = pictures[:here] + pictures[here + 1 :]
    if step == "remove":
        return left
    there = max(here + STEPS.get(step, 0), 0)
    return [*left[:there], pictures[here], *left[there:]]
