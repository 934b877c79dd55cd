"""Addresses of competitions."""

from django.urls import path

from marketplace.competition import views

AT = "mini-kompetisi/<uuid:public_id>/"
urlpatterns = [
    path("mini-kompetisi/", views.competitions, name="competitions"),
    path("mini-kompetisi/baru/", views.competition_shops, name="competition_shops"),
    path("mini-kompetisi/baru/isi/", views.competition_new, name="competition_new"),
    path(AT, views.competition, name="competition"),
    path(f"{AT}tetapkan/", views.competition_confirm, name="competition_confirm"),
    path(f"{AT}tanya/", views.competition_ask, name="competition_ask"),
    path(f"{AT}jawab/", views.competition_answer, name="competition_answer"),
    path(f"{AT}tawar/", views.competition_offer, name="competition_offer"),
    path(f"{AT}buka/", views.competition_release, name="competition_release"),
    path(f"{AT}pemenang/", views.competition_award, name="competition_award"),
    path(f"{AT}akhiri/", views.competition_end, name="competition_end"),
]
