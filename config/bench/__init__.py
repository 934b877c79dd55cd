"""The frame of `manage.py bench` and `manage.py trust`: register, run, compare, report."""
