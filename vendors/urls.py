"""Addresses of the vendor's and the verifier's pages."""

from django.urls import path

from vendors import review_views, views

urlpatterns = [
    path("penyedia/", views.vendor_home, name="vendor_home"),
    path("penyedia/ganti/", views.vendor_switch, name="vendor_switch"),
    path("penyedia/daftar/", views.vendor_apply, name="vendor_apply"),
    path("penyedia/daftar/ringkasan/", views.vendor_summary, name="vendor_summary"),
    path("penyedia/daftar/<slug:step>/", views.vendor_step, name="vendor_step"),
    path("verifikasi/", review_views.vendor_queue, name="vendor_queue"),
    path("verifikasi/<uuid:public_id>/", review_views.vendor_review, name="vendor_review"),
    path("verifikasi/<uuid:public_id>/tolak/", review_views.vendor_reject, name="vendor_reject"),
    path(
        "verifikasi/penyedia/<uuid:public_id>/tangguhkan/",
        review_views.vendor_suspend,
        name="vendor_suspend",
    ),
    path(
        "verifikasi/penyedia/<uuid:public_id>/pulihkan/",
        review_views.vendor_reinstate,
        name="vendor_reinstate",
    ),
]
