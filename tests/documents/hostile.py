"""Words that people paste and type which no font of ours has, and worse; on any paper."""

from typing import Any

HOSTILE = {
    "emoji": "Nasi kotak 🍱 pedas 🌶️🌶️ untuk 👨‍👩‍👧",
    "units": "Karpet 3 ㎡, kawat 5 ㎏, ½ kg, 2³ ™ №7",
    "javanese": "ꦗꦮ batik tulis",
    "chinese": "普洱茶 500 g",
    "arabic": "قهوة halal ١٢",
    "thai": "ข้าวหอม",
    "vietnamese": "Cà phê Việt Nguyễn",
    "greek": "Ω 5 kΩ, λ",
    "fullwidth": "ＡＢＣ １２３",
    "mathematics": "𝐁𝐨𝐥𝐝 𝒔𝒄𝒓𝒊𝒑𝒕",
    "ligatures": "ﬁnal ﬂour",
    "arrows": "A → B ← C ⇒ D",
    "zero width": "ko\u200bpi\u200d \ufeffrobusta\u2060",
    "directions": "\u202egnolak\u202c \u2066isolat\u2069",
    "stacked marks": "Z̸̢̛̪a͎l̴g̷o̵" + "\u0301" * 40,
    "private and unassigned": "\ue000 \U000f1234 \U0003fffd \uffff",
    "lone surrogate": "a\ud800b",
    "controls": "a\x00b\x07c\td\x1be",
    "line ends": "satu\r\ndua\rtiga\u2028empat",
    "markup": "#panic() *tebal* $x$ @nama <a> \\u{1F600}",
    "long word": "W" * 140,
    "long word of emoji": "🍱" * 140,
    "empty": "",
    "nothing to see": "\u200b\u2060\u3164",
}  # fmt: skip


def dressed(data: Any, words: str) -> Any:
    """The same paper with the words in each text that people type."""
    kept = {"number", "date", "verify_url", "issued_at", "watermark", "amount_in_words", "rate"}
    if isinstance(data, dict):
        return {k: v if k in kept else dressed(v, words) for k, v in data.items()}
    if isinstance(data, list):
        return [dressed(value, words) for value in data]
    return words if isinstance(data, str) else data
