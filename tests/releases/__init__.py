"""What each release left to the ones after it: its migrations, and a small market full of rows.

A release is a folder `vX.Y` here, made by `manage.py release_snapshot`: `release.json` names the
migrations it applies and the hash of every file behind them, `rows.sql.gz` holds the rows of a
database that it made. Neither git tags nor history are needed to read them.
"""
