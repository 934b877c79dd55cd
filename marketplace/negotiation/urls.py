"""Addresses of negotiations."""

from django.urls import path

from marketplace.negotiation import views

urlpatterns = [
    path("negosiasi/", views.negotiations, name="negotiations"),
    path("negosiasi/<uuid:public_id>/", views.negotiation, name="negotiation"),
    path(
        "negosiasi/<uuid:public_id>/tawar/", views.negotiation_counter, name="negotiation_counter"
    ),
    path("negosiasi/<uuid:public_id>/setuju/", views.negotiation_accept, name="negotiation_accept"),
    path("negosiasi/<uuid:public_id>/tolak/", views.negotiation_refuse, name="negotiation_refuse"),
]
