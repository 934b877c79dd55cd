"""Addresses of papers."""

from django.urls import path

from marketplace.documents import views

urlpatterns = [
    path("dokumen/<path:number>/", views.issued_document, name="issued_document"),
    path("cek/<str:token>/", views.check_document, name="check_document"),
]
