"""Addresses that belong to no room."""

from django.conf import settings
from django.urls import path

from marketplace.web import parked_views, style_guide, theme, views

urlpatterns = [
    path("berkas/<uuid:public_id>/", views.private_file, name="private_file"),
    path("kiriman/", parked_views.parked_begin, name="parked_begin"),
    path("kiriman/<uuid:public_id>/", parked_views.parked_file, name="parked_file"),
    path("tema/", theme.set_theme, name="set_theme"),
    path("healthz", views.healthz, name="healthz"),
]
if settings.DEBUG or settings.ENVIRONMENT in {"local", "test"}:
    urlpatterns.append(path("gaya/", style_guide.gallery, name="gallery"))
