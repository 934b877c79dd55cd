"""Numbered papers: issued with frozen data, typeset when first read, checkable by anybody."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """The room of issued papers; which papers there are is the business of the rooms above."""

    name = "marketplace.documents"
    label = "documents"
