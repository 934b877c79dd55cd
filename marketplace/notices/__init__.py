"""Inbox, e-mail and conversation."""
