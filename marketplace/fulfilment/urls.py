"""Addresses of the delivery's steps."""

from django.urls import path

from marketplace.fulfilment import views

urlpatterns = [
    path("pesanan/<uuid:public_id>/kirim/", views.order_ship, name="order_ship"),
    path("pesanan/<uuid:public_id>/terima/", views.order_receive, name="order_receive"),
    path("pesanan/<uuid:public_id>/sengketa/", views.order_dispute, name="order_dispute"),
    path("pesanan/<uuid:public_id>/tanda-tangan/", views.order_sign, name="order_sign"),
]
