"""Addresses of the licences of a shop, and of their verification."""

from django.urls import path

from vendors.licences import views

urlpatterns = [
    path("penyedia/izin/", views.licence_list, name="licence_list"),
    path("penyedia/izin/tambah/", views.licence_kinds, name="licence_kinds"),
    path("penyedia/izin/tambah/<slug:kind>/", views.licence_new, name="licence_new"),
    path("penyedia/izin/<uuid:public_id>/perbarui/", views.licence_renew, name="licence_renew"),
    path("penyedia/izin/<uuid:public_id>/tarik/", views.licence_withdraw, name="licence_withdraw"),
    path("verifikasi/izin/<uuid:public_id>/", views.licence_review, name="licence_review"),
]
