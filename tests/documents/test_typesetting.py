"""Papers: readable text, PDF/A, the same bytes again."""

import io
from copy import deepcopy
from dataclasses import replace
from datetime import date

import pypdf
import pytest
import typst

from catalog.tax import TaxableLine, TaxClass, compute_tax
from marketplace.core.money import grouped, percent, rupiah, terbilang
from marketplace.documents import layout
from marketplace.documents.typesetting import TEMPLATES, qr_svg, render_pdf
from marketplace.orders import document_text


def taxed(net, *, freight=0, is_pkp=True, tax_class=TaxClass.PPN):
    """The tax of one order at the rates in force on 2026-11-22."""
    return compute_tax(
        [TaxableLine(net, tax_class)],
        freight_rupiah=freight,
        is_pkp=is_pkp,
        vat_rate_bp=1_100,
        luxury_rate_bp=1_200,
        pph22_rate_bp=50,
    )


TAX = taxed(40_000_000, freight=500_000)
SIGNER: layout.Signer = {
    "position": "Pejabat Pembuat Komitmen",
    "name": "Budi Contoh",
    "signed_at": "23 November 2026 pukul 09.30 WIB",
}
COMMON = {
    "date": "Senin, 23 November 2026",
    "letterhead": {
        "government": "Pemerintah Kota Melati (contoh)",
        "agency": "Dinas Perpustakaan (contoh)",
        "address": "Jalan Contoh 00 · surel dinas@pemda.example",
    },
    "amount_in_words": f"{terbilang(TAX.gross_rupiah)} rupiah",
    "verify_url": "https://pasar.example/cek/7K3Q",
    "issued_at": "2026-11-23T02:30:00+00:00",
    "watermark": "CONTOH",
}


def purchase_letter(**changes):
    """A Surat Pesanan of two kinds of furniture: the example of the screen design."""
    return {
        **COMMON,
        "number": "SP-2026-001842",
        "buyer": {
            "name": "Budi Contoh",
            "position": "Pejabat Pembuat Komitmen",
            "rup_code": "67916737",
            "account_code": "5.2.02.05.01.0005",
        },
        "vendor": {
            "name": "Mebel Jati Makmur",
            "size_class": "Usaha kecil, PKP",
            "address": "Kec. Bugul Kidul",
            "payment_method": "Kartu Kredit Pemerintah Daerah",
        },
        "opening": "Dengan ini dipesan barang berikut.",
        "lines": [
            {
                "name": "Kursi rapat jati",
                "quantity": "20 unit",
                "unit_price_rupiah": 1_250_000,
                "amount_rupiah": 25_000_000,
            },
            {
                "name": "Meja rapat jati",
                "quantity": "5 unit",
                "unit_price_rupiah": 3_000_000,
                "amount_rupiah": 15_000_000,
            },
        ],
        "totals": document_text.order_totals(TAX),
        "gross_rupiah": TAX.gross_rupiah,
        "terms": document_text.order_terms(
            handover=document_text.handover_terms(
                place="gudang dinas",
                freight="Diantar penyedia menurut tabelnya: sampai 25 km",
                is_fetched=False,
                deliver_on=date(2026, 12, 7),
            ),
            accept_by="Kamis, 26 November 2026 pukul 09.30 WIB",
            late_bp_per_day=10,
            tax=TAX,
            by_card=True,
        ),
        "signer": SIGNER,
        **changes,
    }


HANDOVER = {
    **COMMON,
    "number": "BAST-2026-001842",
    "receiver": {
        "name": "Budi Contoh",
        "position": "Pejabat Pembuat Komitmen",
        "agency": "Dinas Perpustakaan (contoh)",
        "place": "Gudang dinas",
    },
    "vendor": {"name": "Mebel Jati Makmur", "represented_by": "Citra", "address": "Bugul Kidul"},
    "order_number": "BELA-2026-001842",
    "purchase_letter_number": "SP-2026-001842",
    "received_on": "Senin, 7 Desember 2026",
    "lines": [
        {"name": "Kursi", "ordered": "20 unit", "received": "19 unit", "condition": "baik"},
    ],
    "totals": document_text.order_totals(TAX),
    "amount_rupiah": TAX.gross_rupiah,
    "statements": ["Barang diperiksa dan sesuai."],
    "receiver_signer": SIGNER,
    "vendor_signer": {"position": "Penyedia", "name": "Citra"},
}
RECEIPT = {
    **COMMON,
    "number": "KW-2026-001842",
    "payer": "Dinas Perpustakaan (contoh)",
    "amount_rupiah": TAX.gross_rupiah,
    "purpose": "Pembelian kursi dan meja rapat",
    "payment_method": "Kartu Kredit Pemerintah Daerah",
    "order_number": "BELA-2026-001842",
    "stamp_duty_rupiah": 10_000,
    "signer": {**SIGNER, "position": "Penyedia"},
}
SLIP = {
    **COMMON,
    "number": "BP-2026-001842",
    "period": "November 2026",
    "amount_in_words": f"{terbilang(4_657_500)} rupiah",
    "vendor": {"name": "Mebel Jati Makmur", "npwp_masked": "•••• 1000", "address": "Bugul Kidul"},
    "collector": {"name": "Pasar Bela (contoh)", "npwp": "0990000002000000"},
    "order_number": "BELA-2026-001842",
    "taxes": [
        {
            "name": "PPh Pasal 22",
            "base_rupiah": 40_500_000,
            "rate": percent(50),
            "amount_rupiah": 202_500,
        }
    ],
    "amount_rupiah": 4_657_500,
    "notes": ["Contoh: bukan pemungut pajak yang ditunjuk."],
    "signer": {"position": "Pemungut", "name": "Pasar Bela (contoh)"},
}
COMPARISON = {
    **{name: value for name, value in COMMON.items() if name != "amount_in_words"},
    "number": "BANDING-2026-001842",
    "title": "Kertas triwulan dua",
    "opening": "Penawaran berikut dibandingkan sebagaimana tercantum.",
    "tables": [
        {
            "heads": ["1. Kertas A4", "2. Kertas A4 tebal", "3. Kertas A4 daur ulang"],
            "rows": [
                ["Harga termasuk PPN", "Rp 50.000 / rim", "Rp 61.000 / rim", "Rp 47.500 / rim"],
                ["Toko", "Toko Satu", "Toko Dua", "Toko Tiga"],
            ],
        },
        {"heads": ["4. Kertas F4"], "rows": [["Toko", "Toko Empat"]]},
    ],
    "totals": [{"label": "Kertas A4, Toko Satu", "amount_rupiah": 50_000}],
    "signer": {"position": "Dibandingkan oleh", "name": "Ani", "unsigned": "disimpan oleh sistem"},
}
NEGOTIATION = {
    **COMMON,
    "number": "NEGO-2026-001842",
    "opening": "Instansi dan penyedia bernegosiasi atas barang berikut.",
    "vendor": {"name": "Mebel Jati Makmur", "address": "Bugul Kidul"},
    "rounds": [
        {"when": "23 Juli 2026 10.12 WITA", "who": "Instansi menawar (Ani)", "said": "Rp 900.000"},
        {"when": "24 Juli 2026 09.00 WITA", "who": "Penyedia menyetujui (Citra)", "said": "–"},
    ],
    "lines": [
        {
            "name": "Meja kerja",
            "quantity": "2 unit",
            "list_rupiah": 1_000_000,
            "unit_price_rupiah": 900_000,
            "amount_rupiah": 1_800_000,
        }
    ],
    "totals": [{"label": "Ongkos kirim", "amount_rupiah": 50_000}],
    "amount_rupiah": 1_850_000,
    "terms": ["Dibanding harga etalase sebelum PPN, instansi menghemat Rp 200.000."],
    "buyer_signer": {"position": "Pejabat Pengadaan", "name": "Ani"},
    "vendor_signer": {"position": "Untuk penyedia", "name": "Citra"},
}


COMPETITION = {
    **{name: value for name, value in COMMON.items() if name != "amount_in_words"},
    "number": "MK-2026-000042",
    "title": "Meja kerja",
    "opening": "Instansi membuka penawaran tertutup untuk 2 unit Meja kerja.",
    "offers": [
        {
            "rank": rank,
            "vendor": "Mebel Jati Makmur",
            "goods": "Meja kerja",
            "received": "24 Juli 2026 09.00 WITA",
            "unit_price_rupiah": 900_000,
            "freight_rupiah": 50_000,
            "amount_rupiah": 1_850_000,
        }
        for rank in ("1", "2", "gugur")
    ],
    "terms": ["Penawaran yang diambil: Mebel Jati Makmur, Rp 1.850.000."],
    "buyer_signer": {"position": "Pejabat Pengadaan", "name": "Ani"},
    "approver_signer": {"position": "Pejabat Pembuat Komitmen", "name": "Budi"},
}


STATEMENT = {
    **{name: value for name, value in COMMON.items() if name != "amount_in_words"},
    "number": "KET-2026-000042",
    "buyer": "Dinas Perpustakaan (contoh)",
    "vendor": HANDOVER["vendor"],
    "order_number": "PB-2026-000417",
    "purchase_letter_number": "SP-2026-000391",
    "opening": "Barang berikut sudah dikirim dan belum dihitung.",
    "lines": [{"name": "Kertas A4", "sent": "3 rim", "counted": "1 rim", "waiting": "2 rim"}],
    "statements": ["Surat ini bukan berita acara serah terima."],
    "signer": {"position": "Penyelenggara pasar", "name": "Pasar Bela", "unsigned": "otomatis"},
}


COVER = {
    **{name: value for name, value in COMMON.items() if name != "amount_in_words"},
    "number": "BB-2026-000042",
    "opening": "Bundel ini memuat bukti pesanan BELA-2026-000417.",
    "order": {
        "number": "BELA-2026-000417",
        "title": "Kertas triwulan dua",
        "buyer": "Dinas Perpustakaan (contoh)",
        "state": "Diterima",
        "rup_code": "67916737",
        "account_code": "5.2.02.05.01.0005",
    },
    "vendor": {"name": "Mebel Jati Makmur", "address": "Bugul Kidul"},
    "goods": [{"name": "Kertas A4", "quantity": "3 rim"}],
    "totals": [{"label": "Barang", "amount_rupiah": 150_000}],
    "gross_rupiah": 150_000,
    "steps": [
        {"when": "23 Juli 2026 10.12 WITA", "what": "Dibuat", "who": "Ani, PP", "why": ""},
        {
            "when": "24 Juli 2026 09.00 WITA",
            "what": "Ditolak",
            "who": "Budi",
            "why": "Terlalu mahal",
        },
    ],
    "checks": [{"state": "terpenuhi", "title": "Batas", "detail": "Rp 150.000 dari Rp 50.000.000"}],
    "rules": [{"code": "R-CAP-1", "value": "Rp 50.000.000", "source": "Perpres 12/2021"}],
    "contents": [
        {
            "path": "dokumen/SP-2026-000391.pdf",
            "what": "Surat pesanan",
            "size": "48.211 byte",
            "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        }
    ],
    "content_sha256": "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
    "terms": ["Jalankan sha256sum -c SHA256SUMS."],
    "signer": {"position": "Diminta oleh", "name": "Indra", "unsigned": "disusun oleh sistem"},
}


ADDENDUM = {
    "number": "ADD-2026-000012",
    "date": "Senin, 30 November 2026",
    "issued_at": "2026-11-30T02:00:00+00:00",
    "letterhead": COVER["letterhead"],
    "verify_url": COVER["verify_url"],
    "buyer": "Dinas Pendidikan",
    "vendor": {"name": "Tenun Oesao", "address": "Jalan Timor 4, Kupang"},
    "order_number": "BELA-2026-000391",
    "purchase_letter_number": "SP-2026-000391",
    "opening": "Para pihak sepakat mengubah hari pengiriman pesanan ini sebagai berikut.",
    "changes": [
        {
            "what": "Barang diserahkan paling lambat",
            "before": "Selasa, 1 Desember 2026",
            "after": "Selasa, 15 Desember 2026",
        }
    ],
    "terms": [
        "Diusulkan oleh penyedia, dengan alasan: Kapal tertunda",
        "Ketentuan lain Surat Pesanan tidak berubah.",
    ],
    "buyer_signer": {
        "position": "Pejabat Pembuat Komitmen",
        "name": "Budi",
        "signed_at": "Senin, 30 November 2026 pukul 10.00 WITA",
    },
    "vendor_signer": {
        "position": "Untuk penyedia",
        "name": "Citra",
        "signed_at": "Senin, 30 November 2026 pukul 09.00 WITA",
    },
}


PAPERS = {
    "adendum": ADDENDUM,
    "berita-acara-mini-kompetisi": COMPETITION,
    "bundel-bukti": COVER,
    "berita-acara-negosiasi": NEGOTIATION,
    "keterangan-kirim": STATEMENT,
    "perbandingan": COMPARISON,
    "surat-pesanan": purchase_letter(),
    "bast": HANDOVER,
    "kuitansi": RECEIPT,
    "withholding-slip": SLIP,
}


def read(pdf):
    """The pages of a PDF as text with single spaces."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return [" ".join(page.extract_text().split()) for page in pages]


def test_every_template_is_tried_here():
    assert set(PAPERS) == TEMPLATES


@pytest.mark.parametrize("template", sorted(PAPERS))
def test_a_paper_is_one_page_of_archive_grade_and_says_what_it_must(template):
    data = PAPERS[template]
    pdf = render_pdf(template, data)
    (page,) = read(pdf)
    assert data["number"] in page
    if "amount_in_words" in data:  # else it is not about one sum
        assert f"Terbilang: {data['amount_in_words']}" in page
        assert rupiah(data.get("gross_rupiah", data.get("amount_rupiah"))) in page
    assert "rupiah rupiah" not in page
    assert b"pdfaid:part>2<" in pdf.replace(b" ", b"")
    assert b"pdfaid:conformance>A<" in pdf.replace(b" ", b"")
    assert pypdf.PdfReader(io.BytesIO(pdf)).metadata.title.endswith(data["number"])


@pytest.mark.parametrize("template", sorted(PAPERS))
def test_the_same_data_gives_the_same_bytes(template):
    assert render_pdf(template, PAPERS[template]) == render_pdf(template, PAPERS[template])


def test_makers_of_a_cooperative_stand_under_their_goods():
    for template in ("surat-pesanan", "bast"):
        data = deepcopy(PAPERS[template])
        data["lines"][0]["makers"] = "Yuliana Tefa, Marten Nubatonis"
        text = " ".join(read(render_pdf(template, data)))
        assert f"{data['lines'][0]['name']} Dibuat oleh Yuliana Tefa, Marten Nubatonis" in text
        assert text.count("Dibuat oleh") == 1


def test_a_purchase_letter_shows_parties_lines_taxes_and_terms():
    (page,) = read(render_pdf("surat-pesanan", purchase_letter()))
    for words in (
        "DINAS PERPUSTAKAAN (CONTOH)",
        "67916737",
        "5.2.02.05.01.0005",
        "Mebel Jati Makmur",
        "20 unit 1.250.000 25.000.000",
        "Ongkos kirim 500.000",
        "Dasar pengenaan lain (11/12) 37.125.000",
        "PPN 12 % × 11/12 4.455.000",
        "Jumlah dibayar Rp 44.955.000",
        "paling lambat Senin, 7 Desember 2026.",
        "Kamis, 26 November 2026 pukul 09.30 WIB",
        "Dari pembayaran dipungut PPh Pasal 22 Rp 202.500 dan PPN Rp 4.455.000.",
        "Biaya bank (MDR) ditanggung penyedia; besarnya diketahui setelah kartu ditagih.",
        "ditandatangani elektronik",
        "tidak tersertifikasi",
        "pasar.example/cek/7K3Q",
    ):
        assert words in page
    assert "CONTOH" in page.replace("(CONTOH)", "")
    assert "penyedia menerima" not in page


def test_a_comparison_shows_its_offers_three_by_three_and_who_compared():
    (page,) = read(render_pdf("perbandingan", COMPARISON))
    for words in ("Kertas triwulan dua", "Rp 61.000 / rim", "Toko Empat", "disimpan oleh sistem"):
        assert words in page


def test_terms_promise_only_what_is_known():
    terms = {
        "handover": document_text.handover_terms(
            place="x",
            freight="Diambil sendiri oleh instansi",
            is_fetched=True,
            deliver_on=date(2026, 12, 7),
        ),
        "accept_by": "x",
        "late_bp_per_day": 10,
    }
    plain = document_text.order_terms(**terms, tax=taxed(1_000, is_pkp=False), by_card=False)
    assert plain[-1] == "Dari pembayaran dipungut PPh Pasal 22 Rp 5."
    free = replace(taxed(1_000, is_pkp=False), pph22_rupiah=0)
    assert len(document_text.order_terms(**terms, tax=free, by_card=True)) == 5


def test_a_slip_shows_the_base_on_which_its_rate_stands():
    vat = document_text.withheld_row("PPN", 40_500_000, 1_100, 4_455_000, tax_class="ppn")
    assert vat == {
        "name": "PPN, dasar pengenaan lain (11/12)",
        "base_rupiah": 37_125_000,
        "rate": "12 %",
        "amount_rupiah": 4_455_000,
    }
    luxury = document_text.withheld_row("PPN", 1_000, 1_200, 120, tax_class="luxury")
    assert (luxury["base_rupiah"], luxury["rate"]) == (1_000, "12 %")
    income = document_text.withheld_row("PPh Pasal 22", 1_000, 50, 5, tax_class="")
    assert (income["base_rupiah"], income["rate"]) == (1_000, "0,5 %")


def test_nobody_is_waited_for_where_nobody_signs():
    receipt = {**RECEIPT, "signer": {"position": "x", "name": "Citra", "unsigned": "otomatis"}}
    (page,) = read(render_pdf("kuitansi", receipt))
    assert "otomatis" in page
    assert "belum ditandatangani" not in page


def test_a_long_order_runs_over_numbered_pages_and_repeats_its_head():
    lines = purchase_letter()["lines"] * 30
    pages = read(render_pdf("surat-pesanan", purchase_letter(lines=lines)))
    assert len(pages) > 1
    for number, page in enumerate(pages[:2], start=1):
        assert f"halaman {number} dari {len(pages)}" in page
        assert "Harga satuan" in page
    assert "tidak tersertifikasi" in pages[-1]


def test_an_unsigned_paper_without_watermark_says_so():
    letter = purchase_letter(signer={"position": "PPK", "name": "Budi"}, watermark="")
    (page,) = read(render_pdf("surat-pesanan", letter))
    assert "belum ditandatangani" in page
    assert "CONTOH" not in page.replace("(CONTOH)", "")


def test_typed_text_is_never_read_as_markup():
    typed = '#panic() *tebal* $x$ <img> \\ "kutip" @nama'
    lines = [{**purchase_letter()["lines"][0], "name": typed}]
    (page,) = read(render_pdf("surat-pesanan", purchase_letter(lines=lines)))
    assert "#panic() *tebal* $x$ <img>" in page


def test_an_unknown_paper_and_a_wrong_shape_are_refused():
    with pytest.raises(KeyError):
        render_pdf("../surat-pesanan", COMMON)
    with pytest.raises(typst.TypstError):
        render_pdf("kuitansi", {**COMMON, "number": "KW-1"})


def test_the_code_to_scan_carries_the_address():
    assert qr_svg("https://pasar.example/cek/7K3Q") == qr_svg("https://pasar.example/cek/7K3Q")
    assert qr_svg("https://pasar.example/cek/7K3Q") != qr_svg("https://pasar.example/cek/7K3R")


@pytest.mark.parametrize(
    ("tax", "rows"),
    [
        (taxed(1_000_000, is_pkp=False), [("PPN (tidak dipungut)", 0)]),
        (taxed(10_000_000, tax_class=TaxClass.LUXURY), [("PPN barang mewah 12 %", 1_200_000)]),
        (
            taxed(1_000_000),
            [("Dasar pengenaan lain (11/12)", 916_667), ("PPN 12 % × 11/12", 110_000)],
        ),
    ],
)
def test_the_rows_under_the_table(tax, rows):
    assert [(row["label"], row["amount_rupiah"]) for row in document_text.order_totals(tax)] == rows


def test_another_rate_prints_itself():
    tax = compute_tax(
        [TaxableLine(1_000, TaxClass.PPN)],
        freight_rupiah=0,
        is_pkp=True,
        vat_rate_bp=1_050,
        luxury_rate_bp=1_200,
        pph22_rate_bp=50,
    )
    assert document_text.order_totals(tax) == [{"label": "PPN 10,5 %", "amount_rupiah": 105}]


def test_words_on_paper():
    assert [percent(rate) for rate in (1_100, 50, 5, 1_125)] == [
        "11 %",
        "0,5 %",
        "0,05 %",
        "11,25 %",
    ]
    assert grouped(1_234_567) == "1.234.567"


def test_a_paper_without_a_moment_is_still_the_same_twice():
    undated = {**RECEIPT, "issued_at": ""}
    assert render_pdf("kuitansi", undated) == render_pdf("kuitansi", undated)
