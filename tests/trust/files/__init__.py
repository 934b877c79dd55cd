"""The corpus of files that people send, hostile and from real life, and `manage.py trust files`."""
