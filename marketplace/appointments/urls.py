"""Addresses of an agency's people."""

from django.urls import path

from marketplace.appointments import views

urlpatterns = [
    path("instansi/orang/", views.agency_people, name="agency_people"),
    path("instansi/<int:agency_id>/angkat/", views.agency_appoint, name="agency_appoint"),
    path("instansi/<int:agency_id>/alamat/", views.agency_address, name="agency_address"),
    path("instansi/peran/<int:membership_id>/cuti/", views.role_stand_in, name="role_stand_in"),
    path("instansi/peran/<int:membership_id>/akhiri/", views.role_end, name="role_end"),
]
