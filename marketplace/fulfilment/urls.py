"""Addresses of ratings, and where couriers speak to us; steps of an order have theirs in orders."""

from django.urls import path

from marketplace.fulfilment import hooks, views

urlpatterns = [
    path("katalog/penilaian/", views.moderated_ratings, name="moderated_ratings"),
    path("katalog/penilaian/<uuid:public_id>/sembunyikan/", views.rating_hide, name="rating_hide"),
    path("kurir/kabar/", hooks.courier_hook, name="courier_hook"),
]
