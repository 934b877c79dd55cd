"""Addresses of reports and watched words."""

from django.urls import path

from catalog.moderation import takedown_views, views

urlpatterns = [
    path("produk/<uuid:public_id>/lapor/", views.listing_report, name="listing_report"),
    path("katalog/laporan/", views.listing_reports, name="listing_reports"),
    path("katalog/tayang/", takedown_views.live_goods, name="live_goods"),
    path("katalog/tayang/turunkan/", takedown_views.take_goods_down, name="take_goods_down"),
    path("katalog/kata/", views.watched_words, name="watched_words"),
]
