"""Addresses of cart and checkout."""

from django.urls import path

from marketplace.sourcing import (
    checkout_views,
    filling_views,
    line_views,
    negotiating_views,
    share_views,
    views,
)

urlpatterns = [
    path("keranjang/", views.cart, name="cart"),
    path("keranjang/tambah/", views.cart_add, name="cart_add"),
    path("keranjang/instansi/", views.cart_agency, name="cart_agency"),
    path("keranjang/pilih/", line_views.cart_choose, name="cart_choose"),
    path("keranjang/kembalikan/", line_views.cart_put_back, name="cart_put_back"),
    path("keranjang/serahkan/", share_views.cart_share, name="cart_share"),
    path("keranjang/serahan/<uuid:public_id>/", share_views.shared_cart, name="shared_cart"),
    path(
        "keranjang/serahan/<uuid:public_id>/ambil/",
        share_views.shared_cart_take,
        name="shared_cart_take",
    ),
    path(
        "keranjang/serahan/<uuid:public_id>/tolak/",
        share_views.shared_cart_decline,
        name="shared_cart_decline",
    ),
    path(
        "keranjang/tawar/<slug:section>/", negotiating_views.cart_negotiate, name="cart_negotiate"
    ),
    path("keranjang/bayar/", checkout_views.checkout, name="checkout"),
    path("keranjang/bayar/paket/", checkout_views.checkout_packages, name="checkout_packages"),
    path("keranjang/<int:item_id>/jumlah/", views.cart_change, name="cart_change"),
    path("keranjang/<int:item_id>/hari/", views.cart_days, name="cart_days"),
    path("keranjang/<int:item_id>/catatan/", line_views.cart_note, name="cart_note"),
    path("keranjang/<int:item_id>/hapus/", line_views.cart_remove, name="cart_remove"),
    path("keranjang/<int:item_id>/setuju/", views.cart_confirm, name="cart_confirm"),
    path(
        "keranjang/dari-daftar/<uuid:public_id>/",
        filling_views.cart_from_list,
        name="cart_from_list",
    ),
    path(
        "keranjang/pesan-lagi/<uuid:public_id>/",
        filling_views.cart_from_order,
        name="cart_from_order",
    ),
    path(
        "keranjang/penyedia-lain/<uuid:public_id>/",
        filling_views.cart_from_elsewhere,
        name="cart_from_elsewhere",
    ),
]
