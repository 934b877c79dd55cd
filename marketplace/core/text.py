"""What a person meant to type: text without the marks that nobody sees. Pure.

Text is pasted from letters, chats and PDF files. Whatever looks the same becomes the same here, and
what looks like nothing is nothing, so that every room compares, counts and prints what is seen.
"""

import re
import unicodedata
from typing import Final

NBSP: Final = "\u00a0"
# Unicode's Default_Ignorable_Code_Point and noncharacters; below what shows nothing but a gap.
_IGNORABLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)
_BLANK: Final = "\u115f\u1160\u2800\u3164\uffa0"
_JOINER, _EMOJI_STYLE = "\u200d", "\ufe0f"
# Wide letters and those of formulas are ours in another dress; digits in it are refused elsewhere.
_DRESSED: Final = {
    chr(code): plain
    for code in (*range(0xFF21, 0xFF5B), *range(0x1D400, 0x1D6A6))
    if (plain := unicodedata.normalize("NFKC", chr(code))).isascii() and plain.isalpha()
}
# Letters of other alphabets (Cyrillic, Greek, Armenian, Cherokee, Coptic, Lisu) that pass for ours.
_IMITATING: Final = re.compile(
    "[\u0370-\u03ff\u0400-\u052f\u0531-\u0587\u13a0-\u13fd\u1c80-\u1c8a\u2c80-\u2cf3"
    "\ua4d0-\ua4ff\ua640-\ua69d\uab70-\uabbf]"
)
_READ_AS: Final = str.maketrans("авекмнорстухіјѕԁһӏαεικνορτυχ", "abekmhopctyxijsdhlaeikvoptux")
_MEANT: Final = str.maketrans(
    {
        **_DRESSED,
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63\uff0d", "-"),
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u2032\uff07", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\uff02", '"'),
        **dict.fromkeys(_BLANK, " "),
        **dict.fromkeys("\v\f\u0085\u2028\u2029", "\n"),
    }
)
_LINE_ENDS: Final = re.compile(r"\r\n?")
_MANY_BLANK_LINES: Final = re.compile(r"\n{3,}")


_DOUBLED_STOP: Final = re.compile(r"(?<!\.)\.\.(?!\.)|(?<=[!?…])\.(?!\.)")


def one_stop(sentence: str) -> str:
    """Return a sentence in which typed words that end in a stop do not double ours.

    ``Alasan: Rusak.. Perbaiki`` becomes ``Alasan: Rusak. Perbaiki``; three dots stay three.
    """
    return _DOUBLED_STOP.sub(lambda found: found[0][1:], sentence)


def clean_line(text: str) -> str:
    """Return one line of text: what was meant, with single spaces and none at the ends."""
    return " ".join(_meant(text).split())


def clean_text(text: str) -> str:
    """Return text of several lines: what was meant, each line end once, no space at the ends.

    Empty when nothing of it can be seen. At most one empty line stands between two others.
    """
    lines = (line.rstrip() for line in _meant(text).split("\n"))
    return _MANY_BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def imitates(text: str) -> bool:
    """Say whether letters stand in it that only look like a to z, as in a borrowed name."""
    return _IMITATING.search(text) is not None


def as_read(text: str) -> str:
    """Return small letters as eyes read them, to compare what looks the same."""
    return text.casefold().translate(_READ_AS)


def _meant(text: str) -> str:
    plain = _LINE_ENDS.sub("\n", text).translate(_MEANT)
    kept = (_kept(plain, place) for place in range(len(plain)))
    return unicodedata.normalize("NFC", "".join(kept))


def _kept(text: str, place: int) -> str:
    """Return what stays of one character: itself, a space for a gap, or nothing."""
    char = text[place]
    if char in {"\n", " "} or char.isalnum():
        return char
    if _IGNORABLE.match(char):
        return char if _holds_an_emoji(text, place) else ""
    category = unicodedata.category(char)
    if category in {"Zs", "Co"} or char == "\t":  # private characters look different everywhere
        return " "
    is_nothing = category in {"Cc", "Cf", "Cs"} or _is_noncharacter(ord(char))
    return "" if is_nothing else char


def _holds_an_emoji(text: str, place: int) -> bool:
    """Whether a mark makes a picture of its neighbours: a family, a heart in colour."""
    before = text[place - 1 : place]
    after = text[place + 1 : place + 2]
    if text[place] == _EMOJI_STYLE:
        return _is_picture(before)
    return text[place] == _JOINER and _is_picture(after) and _ends_a_picture(before)


def _ends_a_picture(char: str) -> bool:
    return char == _EMOJI_STYLE or _is_picture(char)


def _is_picture(char: str) -> bool:
    is_skin_tone = "\U0001f3fb" <= char <= "\U0001f3ff"
    return bool(char) and (is_skin_tone or unicodedata.category(char) == "So")


def _is_noncharacter(code: int) -> bool:
    return f"{code:04x}".endswith(("fffe", "ffff"))
