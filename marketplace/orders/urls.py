"""Addresses of orders. The word of each step's address stands in the step's own row."""

from django.urls import path

from marketplace.orders import booking_views, freight_views, successor_views, views
from marketplace.orders.own_rules import views as rules

urlpatterns = [
    path("penunjukan/", successor_views.appointments, name="appointments"),
    path("penunjukan/<uuid:public_id>/<slug:word>/", successor_views.appoint, name="appoint"),
    path("instansi/aturan-persetujuan/", rules.approval_rules, name="approval_rules"),
    path(
        "instansi/<int:agency_id>/aturan-persetujuan/tambah/",
        rules.approval_rule_new,
        name="approval_rule_new",
    ),
    path(
        "instansi/aturan-persetujuan/<int:rule_id>/akhiri/",
        rules.approval_rule_end,
        name="approval_rule_end",
    ),
    path("penyedia/jadwal/", booking_views.shop_days, name="shop_days"),
    path("penyedia/jadwal/buka/", booking_views.shop_day_open, name="shop_day_open"),
    path("penyedia/permintaan-ongkos-kirim/", freight_views.freight_quotes, name="freight_quotes"),
    path(
        "penyedia/permintaan-ongkos-kirim/<uuid:public_id>/jawab/",
        freight_views.freight_quote_answer,
        name="freight_quote_answer",
    ),
    path(
        "penyedia/permintaan-ongkos-kirim/<uuid:public_id>/tolak/",
        freight_views.freight_quote_refuse,
        name="freight_quote_refuse",
    ),
    path("pesanan/", views.orders, name="orders"),
    path("pesanan/<uuid:public_id>/", views.order_detail, name="order_detail"),
    path("pesanan/<uuid:public_id>/surat/", views.order_letter, name="order_letter"),
    path("pesanan/<uuid:public_id>/bundel/", views.order_bundle, name="order_bundle"),
    path("pesanan/<uuid:public_id>/pesan/", views.order_message, name="order_message"),
    path("pesanan/<uuid:public_id>/ubah/", views.order_edit, name="order_edit"),
    path("pesanan/<uuid:public_id>/perbaiki/", views.order_repair, name="order_repair"),
    path("pesanan/<uuid:public_id>/<slug:address>/", views.order_step, name="order_step"),
]
