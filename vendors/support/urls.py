"""Addresses of the shop's and the officer's pages of help."""

urlpatterns = []
