"""Addresses of reports and watched words."""

from django.urls import path

from catalog.moderation import views

urlpatterns = [
    path("produk/<uuid:public_id>/lapor/", views.listing_report, name="listing_report"),
    path("katalog/laporan/", views.listing_reports, name="listing_reports"),
    path("katalog/kata/", views.watched_words, name="watched_words"),
]
