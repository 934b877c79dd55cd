"""Requests of data subjects (UU PDP): to be handed what is held of them, and to be erased."""
