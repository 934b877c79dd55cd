"""What the words of a search mean: which of them count, and what else each may be called.

Pure: words in, words out. A search is a list of ``Group``; goods match when they answer each group
by one of its ``ways``, and a way is answered when all of its words are there.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from catalog.rules import MAX_WORD, MAX_WORDS, clean_query, folded, parted

MAX_WAYS: Final = 24  # of one group
MAX_TERM: Final = 4  # words of one term of a synonym
_WORD: Final = re.compile(r"[^\W_]+")
_YEAR: Final = re.compile(r"20[0-4]\d")


def _set_of(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Units after a number, those of one line alike.
_SAME_UNITS = """
g gr gram gsm
kg kilo kilogram
ml mililiter
l lt ltr liter
mm
cm
m meter
lembar lbr
buah bh pcs
orang org
rim
gb
tb
"""
_UNITS: Final = {
    unit: tuple(line.split()) for line in _SAME_UNITS.splitlines() for unit in line.split()
}
# Words that join others and name nothing.
_JOINING = """
ada adalah akan agar atas atau bagi bagian berupa dalam dan dari dengan dg dgn di guna hingga ini
itu juga karena ke kepada lain lainnya maupun melalui namun oleh pada para per sampai secara sebagai
seperti serta setiap sesuai tentang terhadap tsb tersebut untuk utk yaitu yang yg
and for of the to with
"""
STOP: Final = _set_of(_JOINING)
# Words that say that something is bought, by whom or when, never what.
_BUYING = """
anggaran apbd apbn belanja beli biaya cari dukungan jualan kabupaten kebutuhan kecamatan kelurahan
keperluan pelaksanaan pembelian pemenuhan pemerintah pengadaan penyediaan penyelenggaraan
perkantoran persediaan provinsi rangka sekretariat subbagian ta tahun termurah triwulan
"""
BUYING: Final = _set_of(_BUYING)
# Beside one of these they say no more; alone they may name goods: "paket sembako", "tas kantor".
_BESIDE = """
badan bahan barang berkas bidang bulan daerah dinas direktorat eselon harga i ii iii iv jenderal
jual kantor kegiatan kementerian kerja koordinasi kota layanan lembaga lingkungan modal murah
operasional paket pendukung pengelolaan penunjang peralatan perlengkapan perwakilan program promo
rutin satker satuan tahap umum wilayah
"""
BESIDE: Final = _set_of(_BESIDE)

Way = tuple[str, ...]
Synonyms = Mapping[Way, tuple[Way, ...]]


class Group(NamedTuple):
    """One thing that is wanted: the words as typed, and what else it is called."""

    typed: Way
    others: tuple[Way, ...] = ()


def words_of(text: str) -> list[str]:
    """Return the words to look for, each once, eight at most; empty when there are only signs.

    Words that join, and those that only say that something is bought, count when nothing else was
    typed.
    """
    return _telling(_all_words(text))[:MAX_WORDS]


def names_a_package(text: str) -> bool:
    """Whether it is a line of a budget ("Belanja …"), which says more than what is bought."""
    return any(word in BUYING for word in _all_words(text))


def _all_words(text: str) -> list[str]:
    found = _WORD.findall(parted(folded(clean_query(text))))
    return list(dict.fromkeys(word[:MAX_WORD] for word in found))


def _telling(words: list[str]) -> list[str]:
    named = [word for word in words if word not in STOP]
    telling = named
    if any(word in BUYING for word in named):
        telling = [
            word
            for word in named
            if word not in BUYING and word not in BESIDE and not _YEAR.fullmatch(word)
        ]
    return telling or named or words


def groups_of(words: Sequence[str], synonyms: Synonyms) -> tuple[Group, ...]:
    """Put words together that name one thing (the longest terms first), with its other names."""
    groups: list[Group] = []
    at = 0
    while at < len(words):
        length = _length_of_term(words[at:], synonyms)
        typed = tuple(words[at : at + length])
        others = synonyms.get(typed) or _other_units(typed)
        groups.append(Group(typed, others[:MAX_WAYS]))
        at += length
    return tuple(groups)


def _length_of_term(words: Sequence[str], synonyms: Synonyms) -> int:
    for length in range(min(MAX_TERM, len(words)), 1, -1):
        if tuple(words[:length]) in synonyms:
            return length
    return 2 if _is_size(words[:2]) else 1


def _is_size(words: Sequence[str]) -> bool:
    return len(words) == 2 and words[0].isdigit() and words[1] in _UNITS


def _other_units(words: Way) -> tuple[Way, ...]:
    if not _is_size(words):
        return ()
    number, stated = words
    return tuple((number, unit) for unit in _UNITS[stated] if unit != stated)


def joined(words: Sequence[str]) -> list[Way]:
    """Return the same words with two neighbours written as one: ``flash disk`` as ``flashdisk``."""
    return [
        (*words[:at], words[at] + words[at + 1], *words[at + 2 :])
        for at in range(len(words) - 1)
        if words[at].isalpha()
        and words[at + 1].isalpha()
        and len(words[at] + words[at + 1]) <= MAX_WORD
    ]


def wanting(groups: Sequence[Group], *, within: str = "", beginnings: bool = True) -> str:
    """Return the text of a tsquery that wants each group, by any of its names.

    ``within``: a weight class of the search vector. ``beginnings``: the longer words that were
    typed may go on; another name never does.
    """
    return " & ".join(f"({_by_any_name(group, within, beginnings=beginnings)})" for group in groups)


def _by_any_name(group: Group, within: str, *, beginnings: bool) -> str:
    typed = " & ".join(_lexeme(word, within, beginning=beginnings) for word in group.typed)
    others = (" & ".join(_lexeme(word, within) for word in way) for way in group.others)
    return " | ".join([f"({typed})", *(f"({other})" for other in others)])


def _lexeme(word: str, within: str, *, beginning: bool = False) -> str:
    return f"{word}:{'*' * (beginning and len(word) > 1)}{within}".rstrip(":")
