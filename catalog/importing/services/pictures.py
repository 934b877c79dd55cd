"""Photos of a sheet: sent as a zip, or fetched from the addresses that its rows name.

A photo is fetched and drawn anew by the worker, one at a time, before any row is locked.
"""

import hashlib
from typing import Any, Final
from urllib.parse import urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from catalog import photos
from catalog.importing import policies, rules
from catalog.importing.models import GoodsImport, GoodsPicture, GoodsVerdict
from catalog.importing.rules import ImportState
from catalog.importing.services.steps import held
from marketplace.accounts.models import User
from marketplace.core import audit, fetching, guards
from marketplace.core.errors import InvalidUpload, RuleViolation
from marketplace.core.policy import require
from marketplace.core.sizes import megabytes
from marketplace.core.uploads import take_pictures
from marketplace.core.uploads.archives import MAX_PICTURE_BYTES, MAX_UNPACKED_BYTES

GIVEN_UP_AFTER: Final = 5  # photos of one host that did not come: the rest is not waited for
_LOST: Final = ("fetch_away", "fetch_inside")


def send_pictures(*, import_id: int, upload: UploadedFile[Any], actor: User) -> int:
    """Take a zip of photos for a sheet that is looked through; rows that lack one are judged anew.

    Returns how many. Raises: DoesNotExist, NotAllowed, InvalidUpload, Conflict, RuleViolation.
    """
    sheet = GoodsImport.objects.select_related("vendor").get(pk=import_id)
    require(policies.can_send(actor, sheet.vendor))
    with transaction.atomic():
        made = []
        for name, content in take_pictures(upload):
            digest = hashlib.sha256(content).hexdigest()
            made.append(GoodsPicture(source=name, digest=digest, content=content))
        return _keep(import_id, made, actor)


@guards.use_case
def _keep(import_id: int, made: list[GoodsPicture], actor: User) -> int:
    sheet = held(import_id, actor, ImportState.MAPPING, ImportState.JUDGING, ImportState.PREVIEW)
    sheet.pictures.filter(source__in=[one.source for one in made]).delete()
    before = sheet.pictures.exclude(content=None).values_list("content", flat=True)
    kept = sum(len(one) for one in before if one)
    if kept + sum(len(one.content or b"") for one in made) > MAX_UNPACKED_BYTES:
        raise RuleViolation(
            _("The photos of one sheet have at most %(size)s MB. Send the rest with another sheet.")
            % {"size": megabytes(MAX_UNPACKED_BYTES)}
        )
    for one in made:
        one.sheet = sheet
        one.save()
    lacking = sheet.rows.filter(problems__contains=[{"code": "photo_not_sent"}], done_at=None)
    if lacking.update(verdict=GoodsVerdict.PENDING):
        sheet.judged_at = None
        sheet.save(update_fields=["judged_at"])
    audit.record("goods_import.pictures_sent", actor=actor, subject=sheet, number=len(made))
    return len(made)


def photo_of(sheet: GoodsImport, source: str) -> tuple[str, str]:
    """Return the stored photo that a row names, or the code of why there is none.

    Fetches and draws it where nobody has yet. Raises: LockOrderError, Busy.
    """
    picture = sheet.pictures.filter(source=source).first()
    if picture is None and rules.OWN_PHOTO.fullmatch(source):
        return source, ""
    if picture is None:
        picture = GoodsPicture(sheet=sheet, source=source, digest=rules.source_digest(source))
    if not picture.photo and not picture.problem:
        _draw(picture)
        picture.content = None
        picture.save()
    return picture.photo, picture.problem


def _draw(picture: GoodsPicture) -> None:
    try:
        content = picture.content
        if content is None:
            _require_host(picture)
            content = fetching.fetch(picture.source, most_bytes=MAX_PICTURE_BYTES)
        picture.photo = photos.store_photo(SimpleUploadedFile("foto", bytes(content)))
    except fetching.NotFetched as lost:
        picture.problem = lost.code
    except InvalidUpload:
        picture.problem = "photo_refused"


def _require_host(picture: GoodsPicture) -> None:
    """Raises: NotFetched where a host has kept the worker waiting often enough."""
    host = urlsplit(picture.source).netloc
    lost = picture.sheet.pictures.filter(problem__in=_LOST)
    if lost.filter(source__startswith=f"https://{host}/").count() >= GIVEN_UP_AFTER:
        raise fetching.NotFetched("fetch_away")
