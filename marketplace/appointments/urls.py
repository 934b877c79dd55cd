"""Addresses of an agency's people."""

from django.urls import path

from marketplace.appointments import invitation_views, views

urlpatterns = [
    path("instansi/orang/", views.agency_people, name="agency_people"),
    path("instansi/<int:agency_id>/angkat/", views.agency_appoint, name="agency_appoint"),
    path("instansi/<int:agency_id>/alamat/", views.agency_address, name="agency_address"),
    path("instansi/<int:agency_id>/undang/", invitation_views.agency_invite, name="agency_invite"),
    path(
        "instansi/undangan/<int:invitation_id>/kirim/",
        invitation_views.role_invitation_send,
        name="role_invitation_send",
    ),
    path(
        "instansi/undangan/<int:invitation_id>/tarik/",
        invitation_views.role_invitation_withdraw,
        name="role_invitation_withdraw",
    ),
    path("undangan-peran/<str:code>/", invitation_views.role_invitation, name="role_invitation"),
    path("instansi/peran/<int:membership_id>/cuti/", views.role_stand_in, name="role_stand_in"),
    path("instansi/peran/<int:membership_id>/akhiri/", views.role_end, name="role_end"),
]
