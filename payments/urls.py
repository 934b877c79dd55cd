"""Addresses of money: finance, cards, the vendor's payouts, and where the bank speaks to us."""

from django.urls import path

from payments import member_views, views, webhooks

urlpatterns = [
    path("keuangan/", views.finance, name="finance"),
    path("keuangan/tagihan/<uuid:public_id>/", views.claim_detail, name="claim_detail"),
    path("keuangan/tagihan/<uuid:public_id>/bayar/", views.claim_pay, name="claim_pay"),
    path("keuangan/tagihan/<uuid:public_id>/status/", views.claim_status, name="claim_status"),
    path(
        "keuangan/bank/<int:instruction_id>/tanya/",
        views.instruction_recheck,
        name="instruction_recheck",
    ),
    path(
        "keuangan/bank/<int:instruction_id>/tutup/",
        views.instruction_close,
        name="instruction_close",
    ),
    path("keuangan/kartu/", views.cards, name="cards"),
    path("keuangan/kartu/daftar/<int:agency_id>/", views.card_register, name="card_register"),
    path("keuangan/kartu/kembali/", views.card_return, name="card_return"),
    path("keuangan/kartu/<int:card_id>/hentikan/", views.card_retire, name="card_retire"),
    path("penyedia/uang/", views.vendor_money, name="vendor_money"),
    path("penyedia/uang/<int:payout_id>/ulangi/", views.payout_retry, name="payout_retry"),
    path("koperasi/<uuid:public_id>/uang/", member_views.member_money, name="member_money"),
    path(
        "koperasi/<uuid:public_id>/uang/unduh/<slug:kind>/",
        member_views.member_money_export,
        name="member_money_export",
    ),
    path("koperasi/tagihan/<uuid:public_id>/", member_views.claim_split, name="claim_split"),
    path(
        "koperasi/anggota/<uuid:public_id>/", member_views.member_statement, name="member_statement"
    ),
    path(
        "koperasi/anggota/<uuid:public_id>/cetak/",
        member_views.member_statement_print,
        name="member_statement_print",
    ),
    path(
        "koperasi/pembayaran/<uuid:public_id>/batalkan/",
        member_views.member_payment_back,
        name="member_payment_back",
    ),
    # The bank's side of SNAP: the code of each notification's service stands in our answer.
    path("bank/v1.0/debit/notify", webhooks.bank_notify, {"service": "56"}, "bank_charge"),
    path("bank/v1.0/transfer/notify", webhooks.bank_notify, {"service": "43"}, "bank_payout"),
    path("bank/v1.0/qr/qr-mpm-notify", webhooks.bank_notify, {"service": "52"}, "bank_qris"),
]
