"""Addresses of the keys of a shop's programs."""

from django.urls import path

from catalog.channel_keys import views

urlpatterns = [
    path("penyedia/kunci/", views.channel_keys, name="channel_keys"),
    path("penyedia/kunci/<int:key_id>/ganti/", views.channel_key_rotate, name="channel_key_rotate"),
    path("penyedia/kunci/<int:key_id>/cabut/", views.channel_key_revoke, name="channel_key_revoke"),
]
