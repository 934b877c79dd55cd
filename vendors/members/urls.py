"""Addresses of a cooperative's members."""

from django.urls import path

from vendors.members import sheet_views, views

urlpatterns = [
    path("penyedia/anggota/", views.coop_members, name="coop_members"),
    path("penyedia/anggota/tambah/", views.coop_member_new, name="coop_member_new"),
    path("penyedia/anggota/lembar/", sheet_views.coop_upload, name="coop_upload"),
    path("penyedia/anggota/lembar/templat/", sheet_views.coop_template, name="coop_template"),
    path("penyedia/anggota/lembar/<uuid:public_id>/", sheet_views.coop_sheet, name="coop_sheet"),
    path("penyedia/anggota/<uuid:public_id>/", views.coop_member, name="coop_member"),
    path(
        "penyedia/anggota/<uuid:public_id>/keluar/",
        views.coop_member_leave,
        name="coop_member_leave",
    ),
    path("verifikasi/<uuid:public_id>/anggota/", views.coop_review, name="coop_review"),
    path(
        "verifikasi/anggota/<uuid:public_id>/", views.coop_member_review, name="coop_member_review"
    ),
]
