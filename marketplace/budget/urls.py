"""Addresses of the budget."""

from django.urls import path

from marketplace.budget import sheet_views, views

urlpatterns = [
    path("anggaran/", views.budget, name="budget"),
    path("anggaran/baris/tambah/", views.budget_line_new, name="budget_line_new"),
    path("anggaran/baris/<int:line_id>/", views.budget_line, name="budget_line"),
    path("anggaran/paket/tambah/", views.budget_package_new, name="budget_package_new"),
    path("anggaran/paket/<str:rup_code>/", views.budget_package, name="budget_package"),
    path("anggaran/lembar/", sheet_views.budget_upload, name="budget_upload"),
    path(
        "anggaran/lembar/templat/<str:kind>/", sheet_views.budget_template, name="budget_template"
    ),
    path("anggaran/lembar/<uuid:public_id>/", sheet_views.budget_sheet, name="budget_sheet"),
]
