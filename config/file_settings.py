"""Where files are kept: folders of this machine, or for the private ones an S3 bucket.

Photos of goods stay in a folder: who may see goods may see them, and browsers keep them for ever.
"""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from config.environment import env

FOLDER = "django.core.files.storage.FileSystemStorage"
SCHEME = "s3"


def storages(var_dir: Path, *, production: bool) -> dict[str, dict[str, Any]]:
    """Return Django's ``STORAGES``.

    Raises: ValueError for a ``FILES_URL`` that names no bucket.
    """
    kept = env("FILES_URL", "")
    return {
        "default": _bucket(kept)
        if kept
        else {"BACKEND": FOLDER, "OPTIONS": {"location": str(var_dir / "private")}},
        "public": {
            "BACKEND": FOLDER,
            "OPTIONS": {"location": str(var_dir / "public"), "base_url": "/gambar/"},
        },
        "staticfiles": {
            "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if production
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        },
    }


def _bucket(url: str) -> dict[str, Any]:
    """Read ``s3://bucket/folder?endpoint=https://…&region=…``."""
    place = urlsplit(url)
    if place.scheme != SCHEME or not place.hostname:
        raise ValueError("FILES_URL is not of the form s3://bucket/folder?endpoint=…&region=…")
    asked = parse_qs(place.query)
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": place.hostname,
            "location": place.path.strip("/"),
            "endpoint_url": asked.get("endpoint", [None])[0],
            "region_name": asked.get("region", [None])[0],
            "access_key": env("FILES_ACCESS_KEY", ""),
            "secret_key": env("FILES_SECRET_KEY", ""),
            "default_acl": None,  # the bucket's own: private
            "file_overwrite": False,
        },
    }
