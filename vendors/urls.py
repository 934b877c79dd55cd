"""Addresses of the vendor's and the verifier's pages."""

from django.urls import path

from vendors import (
    application_views,
    change_views,
    invitation_views,
    people_views,
    review_views,
    size_views,
    views,
)

urlpatterns = [
    path("penyedia/", views.vendor_home, name="vendor_home"),
    path("penyedia/ganti/", views.vendor_switch, name="vendor_switch"),
    path("penyedia/daftar/", application_views.vendor_apply, name="vendor_apply"),
    path("penyedia/daftar/ringkasan/", application_views.vendor_summary, name="vendor_summary"),
    path("penyedia/daftar/<slug:step>/", application_views.vendor_step, name="vendor_step"),
    path("penyedia/orang/", people_views.vendor_people, name="vendor_people"),
    path("penyedia/orang/<int:membership_id>/akhiri/", people_views.member_end, name="member_end"),
    path(
        "penyedia/orang/<int:membership_id>/serahkan/",
        people_views.member_hand_over,
        name="member_hand_over",
    ),
    path("penyedia/orang/undang/", invitation_views.vendor_invite, name="vendor_invite"),
    path(
        "penyedia/orang/undangan/<uuid:public_id>/kirim/",
        invitation_views.invitation_send,
        name="invitation_send",
    ),
    path(
        "penyedia/orang/undangan/<uuid:public_id>/cetak/",
        invitation_views.invitation_print,
        name="invitation_print",
    ),
    path(
        "penyedia/orang/undangan/<uuid:public_id>/cabut/",
        invitation_views.invitation_revoke,
        name="invitation_revoke",
    ),
    path("undangan/", invitation_views.invitation, name="invitation"),
    path("undangan/<str:code>/", invitation_views.invitation_open, name="invitation_open"),
    path("penyedia/ukuran/", size_views.vendor_size, name="vendor_size"),
    path("penyedia/perubahan/", change_views.vendor_changes, name="vendor_changes"),
    path("penyedia/perubahan/<slug:word>/", change_views.vendor_change, name="vendor_change"),
    path(
        "penyedia/perubahan/<uuid:public_id>/tarik/",
        change_views.change_withdraw,
        name="change_withdraw",
    ),
    path(
        "verifikasi/perubahan/<uuid:public_id>/", change_views.change_review, name="change_review"
    ),
    path(
        "verifikasi/penyedia/<uuid:public_id>/pemilik/",
        people_views.vendor_owner,
        name="vendor_owner",
    ),
    path("verifikasi/", review_views.vendor_queue, name="vendor_queue"),
    path("verifikasi/<uuid:public_id>/", review_views.vendor_review, name="vendor_review"),
    path("verifikasi/<uuid:public_id>/tolak/", review_views.vendor_reject, name="vendor_reject"),
]
