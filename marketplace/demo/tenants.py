"""Five invented governments with their agencies and officers.

Places are real; every agency carries '(contoh)' and every person is made up. The first agency of a
tenant holds the fixed logins (`pp.ntt@demo.test` ...), the others have officers of their own.
"""

from __future__ import annotations

from dataclasses import dataclass

PASSWORD = "pasar-bela-demo-2026"  # noqa: S105 (the demo's public password, printed by `up`)
ADMIN_EMAIL = "admin@demo.test"

AGENCY_ROLES: dict[str, str] = {
    "pp": "procurement_officer",
    "ppk": "commitment_officer",
    "pptk": "activity_officer",
    "pemegang-kartu": "card_holder",
    "kpa": "budget_authority",
    "bendahara": "treasurer",
    "kepegawaian": "agency_admin",
}
TENANT_ROLES: dict[str, str] = {
    "apip": "internal_auditor",
    "verifikator": "vendor_verifier",
    "katalog": "catalogue_manager",
    "loket": "counter_officer",
    "pimpinan": "leader",
    "katalog2": "catalogue_manager",
}
# An etalase is proposed by one catalogue manager and opened by another.
SECOND_MANAGERS: dict[str, str] = {
    "ntt": "Fransiska Lawe Betan",
    "kaltara": "Robianus Silas",
    "banten": "Yeyen Rukmini",
    "mojokerto": "Galih Pamungkas Aji",
    "jatim": "Sekar Ayu Lestariningsih",
}
# Who keeps the roles of each agency, in the order of the agencies.
ADMINISTRATORS: dict[str, tuple[str, ...]] = {
    "ntt": ("Serafina Uba Wuran", "Yosef Kia Duran", "Norbertus Bana", "Fransina Haning"),
    "kaltara": ("Lidia Apui Surang", "Kamaruddin Tajul", "Yuspina Bulan"),
    "banten": ("Euis Komariah", "Tubagus Rosyid", "Neneng Suhaeti", "Ahmad Sanwani"),
    "mojokerto": ("Endah Pratiwi Wulan", "Slamet Widodo Aris", "Retno Palupi"),
    "jatim": ("Dyah Ayu Pitaloka", "Moch Sholeh Fadli", "Wiwik Handayani", "Agus Santosa Putra"),
}


@dataclass(frozen=True)
class Officer:
    """A person with one role; `login` is the word before the dot in the e-mail address."""

    email: str
    name: str
    login: str
    role: str


@dataclass(frozen=True)
class Agency:
    """A regional agency (OPD) with one officer per agency role."""

    code: str
    name: str
    tenant: str
    district_code: str
    address: str
    officers: tuple[Officer, ...]

    def officer(self, role: str) -> Officer:
        """The one officer holding `role` here.

        Raises: KeyError when the agency has no such role.
        """
        for officer in self.officers:
            if officer.role == role:
                return officer
        raise KeyError(role)


@dataclass(frozen=True)
class Tenant:
    """A province or city that runs a storefront."""

    slug: str
    name: str
    storefront: str
    region_code: str
    time_zone: str
    agencies: tuple[Agency, ...]
    staff: tuple[Officer, ...]


@dataclass(frozen=True)
class _Seat:
    """An agency before its people are seated."""

    key: str
    name: str
    district_code: str
    address: str


@dataclass(frozen=True)
class _Plan:
    """A tenant before its people are seated; names are given out in this order."""

    slug: str
    name: str
    storefront: str
    region_code: str
    time_zone: str
    seats: tuple[_Seat, ...]
    names: str


_PLANS = (
    _Plan(
        "ntt",
        "Provinsi Nusa Tenggara Timur (contoh)",
        "Pasar Bela NTT",
        "53",
        "Asia/Makassar",
        (
            _Seat("perindag", "Dinas Perindustrian dan Perdagangan", "53.71.04", "Jalan Palapa 8"),
            _Seat("dikbud", "Dinas Pendidikan dan Kebudayaan", "53.71.05", "Jalan Merpati 21"),
            _Seat("dinkes", "Dinas Kesehatan", "53.71.03", "Jalan Cemara 4"),
            _Seat(
                "parekraf", "Dinas Pariwisata dan Ekonomi Kreatif", "53.71.02", "Jalan Lontar 17"
            ),
        ),
        "Yohanes Bria Nahak, Maria Goreti Seran, Petrus Kanisius Leki, Agnes Wadu Rihi, "
        "Frans Lodowik Tallo, Theresia Manek, Stefanus Ora Loin, Kornelia Mau Bere, "
        "Markus Ndolu, Adelina Kewa Tukan, Benediktus Nong Moan, Margareta Lena Poto, "
        "Gregorius Jehamat, Rosalia Dhone, Antonius Umbu Saga, Elisabet Dju Rohi, "
        "Melkianus Fallo, Veronika Bui Manu, Dominggus Lopo, Yuliana Ina Boleng, "
        "Simon Petrus Nalle, Anastasia Wea, Lukas Maleimau, Kristina Banunaek, "
        "Ignasius Tapoona, Ruth Hello, Matheus Klau, Emilia Nurak, Wilhelmus Raga",
    ),
    _Plan(
        "kaltara",
        "Provinsi Kalimantan Utara (contoh)",
        "Pasar Bela Kaltara",
        "65",
        "Asia/Makassar",
        (
            _Seat(
                "disperindagkop",
                "Dinas Perindustrian, Perdagangan, Koperasi dan UKM",
                "65.01.05",
                "Jalan Sengkawit 12",
            ),
            _Seat("disdik", "Dinas Pendidikan", "65.01.05", "Jalan Kolonel Contoh 3"),
            _Seat("dkp", "Dinas Kelautan dan Perikanan", "65.71.02", "Jalan Pelabuhan 30"),
        ),
        "Rahmat Yansen Lungu, Nuraini Saleh, Darius Padan Usat, Fitriani Badrun, "
        "Yusran Latief, Lince Ngau Balan, Hasanah Djafar, Markus Ibau Ating, "
        "Sari Melati Tahir, Gunawan Rante, Halimah Syukri, Yonas Lawing, "
        "Marlina Kila, Irwan Baddu, Ester Laing, Syamsul Rijal Noor, Dewi Kartika Bungan, "
        "Bahrun Efendi, Ruslina Apui, Taufik Gazali, Mery Udau, Hamzah Palinge, Juliana Pare",
    ),
    _Plan(
        "banten",
        "Provinsi Banten (contoh)",
        "Pasar Bela Banten",
        "36",
        "Asia/Jakarta",
        (
            _Seat(
                "diskopukm",
                "Dinas Koperasi, Usaha Kecil dan Menengah",
                "36.73.05",
                "Jalan Palima 9",
            ),
            _Seat("dindik", "Dinas Pendidikan dan Kebudayaan", "36.73.04", "Jalan Curug Raya 15"),
            _Seat(
                "dpupr", "Dinas Pekerjaan Umum dan Penataan Ruang", "36.73.01", "Jalan Kaujon 22"
            ),
            _Seat("dinsos", "Dinas Sosial", "36.73.06", "Jalan Taktakan 6"),
        ),
        "Asep Suhendar Mulya, Neneng Nurhayati, Ujang Supriatna, Entin Kartini Dewi, "
        "Maman Abdurahman Fikri, Iis Rohmatul, Dede Hidayat Saputra, Tuti Alawiyah Sari, "
        "Jajang Mulyana, Euis Wijayanti, Oman Fathurahman, Cucu Sumiati, "
        "Dadang Iskandar Muda, Lilis Suryani Fajar, Encep Mahfud, Yayah Rukiah, "
        "Tatang Sobari, Imas Masitoh, Ade Ruhiyat, Nani Suhaeni, Endang Sutisna, "
        "Wawat Karwati, Rohman Syafei, Pipit Fitriyah, Hasan Bisri Maulana, Siti Juhaeriah, "
        "Agus Setiawan Jaya, Ratu Intan Amalia, Tubagus Rizal Fahmi",
    ),
    _Plan(
        "mojokerto",
        "Kota Mojokerto (contoh)",
        "Pasar Mojo",
        "35.76",
        "Asia/Jakarta",
        (
            _Seat(
                "diskopukmperindag",
                "Dinas Koperasi, UKM, Perindustrian dan Perdagangan",
                "35.76.02",
                "Jalan Benteng 11",
            ),
            _Seat("disbud", "Dinas Kebudayaan", "35.76.03", "Jalan Gajah 5"),
            _Seat("dlh", "Dinas Lingkungan Hidup", "35.76.01", "Jalan Pahlawan 40"),
        ),
        "Ratna Damayanti, Budi Santosa Wijaya, Lestari Handayani, Eko Purwanto Adi, "
        "Wulan Kusumaningrum, Joko Susilo Hadi, Endang Palupi, Arif Rahman Fauzi, "
        "Dian Pertiwi, Suharto Nugroho, Nurul Hidayah Sari, Teguh Wahyudi, "
        "Retno Widyastuti, Agung Prabowo Seno, Yuni Astutik, Hari Sukmono, "
        "Titik Sulastri, Bayu Anggoro, Mega Puspitasari, Dwi Cahyono, "
        "Sulistyowati Rahayu, Rizki Ramadhani, Winarsih Utami",
    ),
    _Plan(
        "jatim",
        "Provinsi Jawa Timur (contoh)",
        "Pasar Bela Jatim",
        "35",
        "Asia/Jakarta",
        (
            _Seat(
                "disperindag", "Dinas Perindustrian dan Perdagangan", "35.78.22", "Jalan Siwalan 43"
            ),
            _Seat("disbudpar", "Dinas Kebudayaan dan Pariwisata", "35.78.04", "Jalan Wisata 7"),
            _Seat(
                "dinkominfo", "Dinas Komunikasi dan Informatika", "35.78.22", "Jalan Ketintang 24"
            ),
            _Seat("dpkp", "Dinas Pertanian dan Ketahanan Pangan", "35.78.07", "Jalan Lumbung 2"),
        ),
        "Bambang Irawan Putra, Siti Maimunah Azizah, Andri Kurniawan Lesmana, Sri Hartini Rahayu, "
        "Mohammad Hasyim Asyari, Lilik Indrawati, Gatot Subiyakto, Nanik Suprihatin, "
        "Achmad Fauzan Zaki, Yulia Anggraeni, Prasetyo Utomo, Luluk Maslukah, "
        "Heru Setyawan Jati, Ninik Chotimah, Didik Hariyadi, Farida Ariyani Dewi, "
        "Sugeng Riyanto Mukti, Erna Widowati, Rachmad Basuki, Indah Permatasari, "
        "Wawan Darmawan Sukma, Kholifah Nuraini, Tri Joko Waluyo, Anis Fitria Rosida, "
        "Hadi Prayitno Seto, Maya Safitri Andini, Suwandi Mulyono, Rina Agustina Wati, "
        "Ahmad Rofiq Hidayat",
    ),
)


def _seat_officers(plan: _Plan, seat: _Seat, first: bool, names: list[str]) -> Agency:  # noqa: FBT001
    """Fill an agency; only the first one carries the short fixed addresses."""
    middle = "" if first else f".{seat.key}"
    own = {"kepegawaian": ADMINISTRATORS[plan.slug][plan.seats.index(seat)]}
    officers = tuple(
        Officer(
            f"{login}{middle}.{plan.slug}@demo.test", own.get(login) or names.pop(0), login, role
        )
        for login, role in AGENCY_ROLES.items()
    )
    name = f"{seat.name} (contoh)"
    code = f"{plan.slug}-{seat.key}"
    return Agency(code, name, plan.slug, seat.district_code, seat.address, officers)


def _build(plan: _Plan) -> Tenant:
    """Give out the plan's names in order: first agency, tenant staff, other agencies."""
    names = [name.strip() for name in plan.names.split(",")]
    lead = _seat_officers(plan, plan.seats[0], True, names)  # noqa: FBT003
    second = {"katalog2": SECOND_MANAGERS[plan.slug]}
    staff = tuple(
        Officer(f"{login}.{plan.slug}@demo.test", second.get(login) or names.pop(0), login, role)
        for login, role in TENANT_ROLES.items()
    )
    rest = tuple(_seat_officers(plan, seat, False, names) for seat in plan.seats[1:])  # noqa: FBT003
    agencies = (lead, *rest)
    return Tenant(
        plan.slug, plan.name, plan.storefront, plan.region_code, plan.time_zone, agencies, staff
    )


TENANTS: tuple[Tenant, ...] = tuple(_build(plan) for plan in _PLANS)
AGENCIES: dict[str, Agency] = {agency.code: agency for t in TENANTS for agency in t.agencies}


def tenant(slug: str) -> Tenant:
    """The demo tenant of that slug.

    Raises: KeyError for an unknown slug.
    """
    return {t.slug: t for t in TENANTS}[slug]
