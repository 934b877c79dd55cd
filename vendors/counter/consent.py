"""What a person is told before anything is typed of them, by version; an old text stays readable.

UU 27/2022 art. 21: the purpose, what is kept, for how long, and the rights of the person.
"""

from typing import Final

# Papers and this text are Indonesian, as they are read aloud; a new text gets a new version.
CURRENT: Final = "2026-11"
TEXTS: Final[dict[str, tuple[str, ...]]] = {
    "2026-11": (
        "Petugas loket mengetik dan memotret data usaha Anda agar usaha Anda dapat berjualan "
        "kepada pemerintah daerah di Pasar Bela.",
        "Yang disimpan: nama, NIK atau NPWP, alamat, nomor ponsel, rekening, ukuran usaha, dan "
        "foto dokumen yang Anda tunjukkan. Tertulis pula siapa yang mengetik.",
        "Yang membaca: verifikator dan pengawas daerah ini. NIK, NPWP, dan nomor rekening "
        "disimpan tersandi.",
        "Data disimpan selama usaha terdaftar dan selama diwajibkan undang-undang. Anda boleh "
        "melihat, membetulkan, dan meminta penghapusan data Anda (UU 27/2022).",
        "Tanpa persetujuan Anda tidak ada yang diketik. Anda boleh berhenti kapan saja.",
    )
}
