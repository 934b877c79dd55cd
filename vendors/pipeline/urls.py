"""Addresses of target lists, their sheets and the invitations to open a shop."""

from django.urls import path

from vendors.pipeline import answer_views, import_views, views

urlpatterns = [
    path("verifikasi/sasaran/", views.target_lists, name="target_lists"),
    path("verifikasi/sasaran/baru/", views.target_list_new, name="target_list_new"),
    path("verifikasi/sasaran/<uuid:public_id>/", views.target_list, name="target_list"),
    path(
        "verifikasi/sasaran/<uuid:public_id>/templat/",
        views.target_template,
        name="target_template",
    ),
    path(
        "verifikasi/sasaran/<uuid:public_id>/unggah/",
        import_views.target_upload,
        name="target_upload",
    ),
    path("verifikasi/sasaran/<uuid:public_id>/undang/", views.target_invite, name="target_invite"),
    path("verifikasi/sasaran/usaha/<uuid:public_id>/", views.target, name="target"),
    path("verifikasi/sasaran/usaha/<uuid:public_id>/kirim/", views.target_send, name="target_send"),
    path(
        "verifikasi/sasaran/usaha/<uuid:public_id>/lembar/", views.target_print, name="target_print"
    ),
    path(
        "verifikasi/sasaran/usaha/<uuid:public_id>/cabut/",
        views.target_revoke,
        name="target_revoke",
    ),
    path("verifikasi/impor/<uuid:public_id>/", import_views.target_import, name="target_import"),
    path(
        "verifikasi/impor/<uuid:public_id>/mulai/",
        import_views.target_import_start,
        name="target_import_start",
    ),
    path(
        "verifikasi/impor/<uuid:public_id>/batal/",
        import_views.target_import_cancel,
        name="target_import_cancel",
    ),
    path(
        "verifikasi/impor/<uuid:public_id>/perbaiki/",
        import_views.target_import_errors,
        name="target_import_errors",
    ),
    path("ajakan/", answer_views.shop_invitation, name="shop_invitation"),
    path("ajakan/<str:code>/", answer_views.shop_invitation_open, name="shop_invitation_open"),
]
