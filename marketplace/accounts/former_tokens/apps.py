"""The table of API tokens up to release v0.2, which kept them in clear."""

from django.apps import AppConfig


class FormerTokensConfig(AppConfig):
    """Owns the migrations under the label that they had, so that older databases move forward."""

    name = "marketplace.accounts.former_tokens"
    label = "authtoken"
