"""Paths of the read-only pages."""

from django.urls import path

from marketplace.insight import views

urlpatterns = [
    path("pantau/", views.cockpit, name="cockpit"),
    path("transaksi/<uuid:public_id>/", views.transaction, name="transaction"),
]
