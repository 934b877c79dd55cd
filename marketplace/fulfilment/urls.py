"""Addresses of what is said in ratings; the steps of an order have theirs in orders."""

from django.urls import path

from marketplace.fulfilment import views

urlpatterns = [
    path("katalog/penilaian/", views.moderated_ratings, name="moderated_ratings"),
    path("katalog/penilaian/<uuid:public_id>/sembunyikan/", views.rating_hide, name="rating_hide"),
]
