"""Paths of the read-only pages."""

from django.urls import path

from marketplace.insight import funnel_views, views

urlpatterns = [
    path("pantau/", views.cockpit, name="cockpit"),
    path("pantau/corong/", funnel_views.funnel_page, name="funnel"),
    path("pantau/corong/unduh/<slug:kind>/", funnel_views.funnel_export, name="funnel_export"),
    path("pantau/corong/<slug:stage>/", funnel_views.funnel_stage, name="funnel_stage"),
    path("transaksi/<uuid:public_id>/", views.transaction, name="transaction"),
]
