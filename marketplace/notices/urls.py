"""Tasks, documents, inbox, how one is told and, in the demo, the mails."""

from django.conf import settings
from django.urls import path

from marketplace.notices import choice_views, hooks, number_views, views

urlpatterns = [
    path("tugas/", views.tasks, name="tasks"),
    path("dokumen/", views.documents, name="documents"),
    path("kotak-masuk/", views.inbox, name="inbox"),
    path("kotak-masuk/<int:pk>/buka/", views.open_notice, name="notice_open"),
    path("kotak-masuk/semua-terbaca/", views.read_all, name="notices_read_all"),
    path("akun/pemberitahuan/", choice_views.notice_choices, name="notice_choices"),
    path("akun/pemberitahuan/nomor/", number_views.notice_number, name="notice_number"),
    path(
        "akun/pemberitahuan/nomor/kode/",
        number_views.notice_number_code,
        name="notice_number_code",
    ),
    path("surat/berhenti/<str:token>/", choice_views.unsubscribe, name="unsubscribe"),
    path("whatsapp/kabar/", hooks.whatsapp_hook, name="whatsapp_hook"),
]
if settings.DEMO:
    from marketplace.notices import demo_mail

    urlpatterns += [
        path("surat-uji/", demo_mail.mails, name="demo_mails"),
        path("surat-uji/<str:name>/", demo_mail.mail, name="demo_mail"),
    ]
