"""What the officers and owners of the demo write: needs, reasons, ratings. All invented."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Need:
    """A kind of spending: budget line, etalases it buys from, typical order value, occasions."""

    key: str
    package: str  # title of the plan package (RUP)
    account_code: str
    etalases: tuple[str, ...]
    low_rupiah: int
    high_rupiah: int
    occasions: tuple[str, ...]  # completes "<goods> ..."


NEEDS: tuple[Need, ...] = (
    Need(
        "konsumsi",
        "Makanan dan minuman rapat",
        "5.1.02.01.01.0052",
        ("konsumsi-rapat",),
        900_000,
        7_500_000,
        (
            "rapat koordinasi penurunan stunting",
            "rapat evaluasi triwulan",
            "jamuan kunjungan kerja",
            "bimbingan teknis pelaku usaha",
            "musyawarah rencana pembangunan",
            "rapat persiapan pameran",
        ),
    ),
    Need(
        "dapur",
        "Bahan minuman dan natura kantor",
        "5.1.02.01.01.0043",
        ("teh-kopi", "oleh-oleh"),
        450_000,
        4_200_000,
        (
            "dapur kantor",
            "ruang tamu pimpinan",
            "kegiatan sosial",
            "persediaan triwulan",
        ),
    ),
    Need(
        "atk",
        "Alat tulis kantor",
        "5.1.02.01.01.0024",
        ("alat-tulis",),
        800_000,
        9_500_000,
        (
            "bagian keuangan",
            "sekretariat",
            "pendataan lapangan",
            "ruang layanan",
        ),
    ),
    Need(
        "seragam",
        "Pakaian batik, tenun, dan seragam pegawai",
        "5.1.02.01.01.0075",
        ("kain-seragam", "katalog-seragam"),
        4_000_000,
        44_000_000,
        (
            "pegawai",
            "petugas lapangan",
            "peringatan hari jadi",
            "hari berbudaya daerah",
        ),
    ),
    Need(
        "mebel",
        "Perabot kantor",
        "5.1.02.01.01.0030",
        ("mebel", "katalog-mebel"),
        5_000_000,
        45_000_000,
        (
            "ruang rapat",
            "ruang bendahara",
            "ruang pelayanan",
            "ruang pelatihan",
        ),
    ),
    Need(
        "cetak",
        "Bahan cetak dan penggandaan",
        "5.1.02.01.01.0026",
        ("cetak", "katalog-cetak"),
        600_000,
        12_000_000,
        (
            "pelatihan UMKM",
            "pameran produk lokal",
            "forum perangkat daerah",
            "dokumen perencanaan",
        ),
    ),
    Need(
        "gedung",
        "Pemeliharaan gedung dan peralatan kantor",
        "5.1.02.03.03.0001",
        ("pemeliharaan", "katalog-pemeliharaan", "kebersihan"),
        1_000_000,
        16_000_000,
        (
            "gedung utama",
            "ruang pelayanan",
            "gudang arsip",
            "halaman dan pos jaga",
        ),
    ),
    Need(
        "cenderamata",
        "Suvenir dan cendera mata",
        "5.1.02.01.01.0035",
        ("cendera-mata",),
        1_200_000,
        14_000_000,
        (
            "tamu kementerian",
            "lomba inovasi daerah",
            "forum perangkat daerah",
            "peringatan hari jadi",
        ),
    ),
    Need(
        "acara",
        "Penyelenggaraan acara",
        "5.1.02.02.01.0047",
        ("sewa-acara",),
        1_500_000,
        18_000_000,
        (
            "pasar murah",
            "upacara hari jadi",
            "pameran produk lokal",
        ),
    ),
)

REASONS: dict[str, tuple[str, ...]] = {
    "returned": (
        "Jumlah pesanan lebih besar dari nota dinas. Mohon disesuaikan lalu ajukan kembali.",
        "Kode rekening belum cocok dengan jenis barang. Pilih ulang lalu ajukan kembali.",
        "Alamat serah masih alamat lama. Perbarui ke gudang lantai dua.",
        "Belum ada pembanding kedua. Tambahkan satu penawaran lagi atau tulis alasannya.",
    ),
    "rejected": (
        "Kegiatan diundur ke tahun depan sesuai surat sekretaris.",
        "Barang serupa masih cukup di gudang persediaan.",
        "Anggaran kegiatan digeser pada perubahan anggaran.",
    ),
    "declined": (
        "Maaf, tenaga kami penuh sampai pekan depan.",
        "Bahan baku sedang habis, baru ada lagi bulan depan.",
        "Tanggal itu kami sudah menerima dua pesanan besar.",
        "Jalan menuju lokasi terputus banjir, kami tidak sanggup mengantar tepat waktu.",
    ),
    "expired": ("Tidak ada jawaban penyedia sampai tenggat tiga hari.",),
    "cancelled": (
        "Acara dibatalkan karena pimpinan dipanggil ke ibu kota.",
        "Pesanan ganda, yang satu sudah dikirim.",
        "Kebutuhan berubah, pesanan akan dibuat ulang.",
    ),
    "stopped": (
        "Keadaan kahar: jalan longsor, pengiriman dihentikan atas kesepakatan bersama.",
        "Kedua pihak sepakat menghentikan sisa pekerjaan karena gedung dipakai pengungsi.",
    ),
    "terminated": (
        "Penyedia tidak menyelesaikan kiriman setelah dua kali teguran tertulis.",
        "Barang yang datang dua kali tidak sesuai spesifikasi.",
    ),
}

DISPUTES: dict[str, str] = {
    "konsumsi": "Sebagian datang basi, foto terlampir. Kami minta diganti atau dipotong.",
    "seragam": "Warna kain berbeda dari contoh yang disetujui.",
    "mebel": "Dua buah goyah pada sambungan belakang.",
    "cetak": "Hasil cetak sebagian terbalik dan harus diulang.",
    "acara": "Perangkat yang dipasang lebih kecil dari yang dipesan.",
}
DISPUTE_OTHERWISE = "Jumlah yang diterima kurang dari surat pesanan, foto terlampir."

COMPARISON_REASONS: tuple[str, ...] = (
    "Dua penawaran dibandingkan; ini yang terdekat dan ongkos kirimnya terendah.",
    "Hanya penyedia ini yang barangnya siap kirim sebelum tanggal kegiatan.",
    "Harga di bawah median sekitar dan dapat diantar tepat waktu.",
    "Penyedia lain tidak sanggup jumlah ini pada tanggal yang diminta.",
)

# What a shop and an officer write to each other about an order: (who, words).
TALKS = (
    ("vendor", "Apakah barang boleh diantar Jumat pagi sebelum pukul sembilan?"),
    ("pp", "Boleh. Satpam kami yang menerima, sebut saja nomor pesanan ini."),
    ("vendor", "Baik, sopir kami bernama seperti yang tertulis di surat jalan. Terima kasih."),
)

# What agencies and shops say of each other, as (stars, words); replies of shops from so many stars.
RATINGS_OF_SHOPS: tuple[tuple[int, str], ...] = (
    (5, "Barang sesuai pesanan, dikemas rapi, dan datang sehari lebih awal."),
    (5, "Penyedia cepat menjawab dan membawa sendiri sampai ke gudang."),
    (4, "Mutunya baik. Dua kemasan penyok, tetapi isinya utuh."),
    (5, ""),
    (4, "Sesuai uraian. Waktu antar perlu dipastikan lebih awal."),
    (4, ""),
    (3, "Jumlah lengkap, tetapi diantar setelah jam kantor."),
    (5, "Rasa dan porsi sesuai, peserta rapat puas."),
    (2, "Warna tidak sama dengan foto. Akhirnya kami terima karena dibutuhkan segera."),
)
RATINGS_OF_AGENCIES: tuple[tuple[int, str], ...] = (
    (5, "Alamat dan jam terima jelas, barang langsung dihitung."),
    (4, "Pembayaran lancar. BAST ditandatangani esok harinya."),
    (5, ""),
    (3, "Kami menunggu lama di gudang sebelum barang dihitung."),
    (4, "Komunikasi baik, jadwal antar disepakati sejak awal."),
)
REPLIES_OF_SHOPS: tuple[tuple[int, str], ...] = (
    (4, "Terima kasih, kami senang melayani kembali."),
    (1, "Mohon maaf. Lain kali kami pastikan dahulu sebelum berangkat."),
)
REPLY_OF_AGENCIES = "Terima kasih masukannya, jadwal gudang sudah kami perbaiki."

# What an officer calls a good in the title of an order, by good code.
NOUNS: dict[str, str] = {
    "nasi-kotak-ayam": "Nasi kotak",
    "nasi-kotak-ikan": "Nasi kotak",
    "nasi-kotak-daging": "Nasi kotak",
    "nasi-kotak-jagung": "Konsumsi pangan lokal",
    "prasmanan": "Prasmanan",
    "tumpeng": "Tumpeng",
    "rehat-kopi": "Rehat kopi",
    "kue-kotak": "Kue kotak",
    "jajan-pasar": "Jajan pasar",
    "lapis-legit": "Kue",
    "roti": "Roti",
    "kue-kering": "Kue kering",
    "kopi-arabika": "Kopi",
    "kopi-robusta": "Kopi",
    "kopi-celup": "Kopi celup",
    "kopi-jahe": "Minuman rempah",
    "teh-melati": "Teh",
    "teh-kelor": "Teh kelor",
    "teh-kelor-celup": "Teh kelor celup",
    "bubuk-kelor": "Bubuk kelor",
    "sabun-kelor": "Sabun kelor",
    "camilan-kelor": "Camilan kelor",
    "madu": "Madu",
    "gula-aren": "Gula aren",
    "keripik": "Keripik",
    "sambal": "Sambal",
    "abon": "Abon",
    "minyak-kelapa": "Bahan dapur",
    "parsel-daerah": "Parsel hasil bumi",
    "beras": "Beras",
    "sembako-paket": "Paket sembako",
    "telur-kacang": "Bahan makanan",
    "minyak-goreng": "Minyak goreng",
    "air-minum": "Air minum",
    "ikan-kering": "Ikan kering",
    "olahan-ikan": "Kerupuk ikan",
    "rumput-laut": "Rumput laut",
    "bandeng": "Bandeng",
    "tenun-kain": "Kain tenun",
    "tenun-sarung": "Sarung tenun",
    "tenun-selendang": "Selendang tenun",
    "tenun-jadi": "Pernik tenun",
    "tenun-tas": "Tas tenun",
    "tenun-kemeja": "Kemeja tenun",
    "batik-cap": "Kain batik",
    "batik-tulis": "Batik tulis",
    "batik-kemeja": "Kemeja batik",
    "batik-pernik": "Pernik batik",
    "batik-syal": "Syal batik",
    "seragam-pdh": "Seragam PDH",
    "seragam-lapangan": "Baju lapangan",
    "rompi": "Rompi",
    "kaus": "Kaus",
    "topi": "Topi dan tanda pengenal",
    "tas-seminar": "Tas seminar",
    "keranjang": "Keranjang anyam",
    "kotak-anyam": "Kotak anyam",
    "nampan": "Nampan rotan",
    "topi-daerah": "Anyaman daerah",
    "mangkuk-batok": "Peralatan saji",
    "plakat": "Plakat",
    "mug": "Mug",
    "miniatur": "Miniatur rumah adat",
    "gantungan": "Gantungan kunci",
    "paket-cenderamata": "Paket cendera mata",
    "buku-catatan": "Buku catatan",
    "gerabah-hias": "Gerabah",
    "hvs": "Kertas",
    "pulpen": "Pulpen",
    "map": "Map",
    "buku-agenda": "Buku agenda",
    "amplop": "Amplop",
    "stapler": "Alat meja",
    "papan": "Papan tulis",
    "toner": "Toner",
    "aksesori-komputer": "Perlengkapan komputer",
    "rawat-komputer": "Servis komputer",
    "kursi-rapat": "Kursi",
    "kursi-kerja": "Kursi kerja",
    "meja": "Meja",
    "lemari": "Lemari arsip",
    "sofa": "Sofa tamu",
    "mimbar": "Mimbar",
    "spanduk": "Spanduk",
    "buku-cetak": "Cetak buku",
    "sertifikat": "Sertifikat",
    "brosur": "Brosur",
    "papan-nama": "Papan nama",
    "jilid": "Penggandaan",
    "cat": "Cat",
    "alat-tukang": "Perkakas",
    "listrik": "Alat listrik",
    "pipa": "Bahan saluran air",
    "jasa-cat": "Pengecatan",
    "jasa-listrik": "Perbaikan instalasi",
    "ac": "Servis AC",
    "servis-kendaraan": "Servis kendaraan dinas",
    "oli-ban": "Oli dan aki",
    "sewa-mobil": "Sewa kendaraan",
    "sabun-lantai": "Sabun dan pembersih",
    "sapu": "Alat kebersihan",
    "tisu": "Tisu",
    "jasa-bersih": "Jasa bersih",
    "tempat-sampah": "Tempat sampah",
    "tanaman": "Tanaman",
    "rawat-taman": "Perawatan taman",
    "pupuk": "Pupuk",
    "tenda": "Tenda",
    "sewa-kursi": "Sewa kursi",
    "pengeras-suara": "Pengeras suara",
    "dokumentasi": "Dokumentasi",
    "dekorasi": "Dekorasi",
}
