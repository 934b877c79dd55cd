"""Addresses of questions about goods."""

from django.urls import path

from catalog.questions import views

urlpatterns = [
    path("produk/<uuid:public_id>/tanya/", views.product_questions, name="product_questions"),
    path("produk/<uuid:public_id>/tanya/baru/", views.question_ask, name="question_ask"),
    path("penyedia/pertanyaan/", views.shop_questions, name="shop_questions"),
    path(
        "penyedia/pertanyaan/<uuid:public_id>/jawab/", views.question_answer, name="question_answer"
    ),
    path("katalog/pertanyaan/", views.moderated_questions, name="moderated_questions"),
    path(
        "katalog/pertanyaan/<uuid:public_id>/turunkan/",
        views.question_remove,
        name="question_remove",
    ),
]
