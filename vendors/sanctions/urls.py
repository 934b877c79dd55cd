"""Addresses of sanctions: for everybody, for the shop, for those who oversee it."""

from django.urls import path

from vendors.sanctions import shop_views, views

urlpatterns = [
    path("sanksi/", views.public_sanctions, name="public_sanctions"),
    path("sanksi/unduh/", views.public_sanctions_csv, name="public_sanctions_csv"),
    path("penyedia/sanksi/", shop_views.shop_sanctions, name="shop_sanctions"),
    path("penyedia/sanksi/<uuid:public_id>/", shop_views.shop_sanction, name="shop_sanction"),
    path("verifikasi/sanksi/", views.sanction_list, name="sanction_list"),
    path("verifikasi/sanksi/<uuid:public_id>/", views.sanction, name="sanction"),
    path(
        "verifikasi/penyedia/<uuid:public_id>/sanksi/<slug:word>/",
        views.sanction_new,
        name="sanction_new",
    ),
]
