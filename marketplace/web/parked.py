"""Files that come in parts: begun, continued where the line broke, handed to the form they are for.

The protocol is tus 1.0.0, its core and creation, so that any client of it can send. A form names
what it waits for by ``kiriman-<field>``; the middleware puts the file where a browser would have.
What came with a form that was refused for another reason is kept the same way: the page names it by
``terkirim-<field>``, and it counts unless another file was chosen.
"""

import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import islice
from typing import IO, Any, Final
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from marketplace.core import clock, guards, locks
from marketplace.core.errors import Conflict, InvalidUpload, NoRoom, NotFoundError
from marketplace.core.uploads.taking import safe_name, too_large
from marketplace.web.models import ParkedFile, ParkedPart

MOST_BYTES_A_PART: Final = 1_048_576
MOST_PARKED: Final = 6  # of one account; beginning another drops those touched longest ago
KEPT: Final = timedelta(days=1)
FIELD: Final = "kiriman-"
AGAIN: Final = "terkirim-"
_FORMS: Final = ("multipart/form-data", "application/x-www-form-urlencoded")


class WrongPlace(Conflict):
    """A part does not begin where the last one ended; ``received`` says where to go on."""

    code = "wrong_place"


class NoPlace(NoRoom):
    """So much is on its way that nothing more is taken ahead; a form carries its file itself."""

    code = "parked_full"


@guards.use_case
def begin(*, name: str, size: int, owner: Any) -> ParkedFile:
    """Open a file of ``size`` bytes for its parts. Raises: InvalidUpload, NoPlace."""
    if not 0 < size <= settings.PICTURE_MAX_BYTES:
        raise too_large(size, settings.PICTURE_MAX_BYTES)
    locks.advisory_lock(f"parked-{owner.pk}")
    _drop_for(size, owner)
    _require_place(size)
    return ParkedFile.objects.create(
        owner=owner, name=safe_name(name), size=size, touched_at=clock.now()
    )


def _drop_for(size: int, owner: Any) -> None:
    """Drop what an account touched longest ago, until one more file fits."""
    room, kept, dropped = settings.PARKED_MAX_BYTES_OF_ONE - size, 0, []
    own = ParkedFile.objects.filter(owner=owner).order_by("-touched_at", "-pk")
    for place, (key, bytes_of_it) in enumerate(own.values_list("pk", "size"), start=1):
        kept += bytes_of_it
        if place >= MOST_PARKED or kept > room:
            dropped.append(key)
    ParkedFile.objects.filter(pk__in=dropped).delete()


def _require_place(more: int) -> None:
    """Refuse what would pass the cap over all accounts; announced and never sent counts nothing."""
    held = ParkedFile.objects.aggregate(held=Sum("received", default=0))["held"]
    if held + more > settings.PARKED_MAX_BYTES:
        raise NoPlace(
            _("Too many large files are on their way. Send this one with its form, or later.")
        )


@guards.use_case
def append(*, public_id: UUID, start: int, content: bytes, owner: Any) -> ParkedFile:
    """Add the next part; returns the file with the bytes received so far.

    Raises: NotFoundError, WrongPlace, NoPlace, InvalidUpload for more bytes than were announced.
    """
    file = locks.lock_one(ParkedFile, of(public_id, owner).pk)
    if start != file.received:
        raise WrongPlace(_("This part is not the next one."), received=file.received)
    if not content or len(content) > MOST_BYTES_A_PART or start + len(content) > file.size:
        raise InvalidUpload(_("This part is larger than what is left of the file."))
    _require_place(len(content))
    ParkedPart.objects.create(file=file, start=start, content=content)
    file.received += len(content)
    file.touched_at = clock.now()
    file.save(update_fields=["received", "touched_at"])
    return file


def keep(upload: UploadedFile[Any], owner: Any) -> ParkedFile | None:
    """Keep a file for when its form comes again; None for one that no form would take."""
    if isinstance(upload, SentAhead):
        upload.is_awaited = True
        return ParkedFile.objects.filter(pk=upload.key).first()
    try:
        kept = begin(name=upload.name or "", size=upload.size or 0, owner=owner)
    except InvalidUpload:
        return None
    upload.seek(0)
    for start in range(0, kept.size, MOST_BYTES_A_PART):
        content = upload.read(MOST_BYTES_A_PART)
        kept = append(public_id=kept.public_id, start=start, content=content, owner=owner)
    return kept


def of(public_id: UUID, owner: Any) -> ParkedFile:
    """Return a file of this person. Raises: NotFoundError, as for one that never was."""
    file = ParkedFile.objects.filter(public_id=public_id, owner=owner).first()
    if file is None:
        raise NotFoundError(_("This file is not here any more. Send it again."))
    return file


def sweep() -> int:
    """Drop what nobody has touched for a day; returns how many files."""
    old = ParkedFile.objects.filter(touched_at__lt=clock.now() - KEPT)
    return old.delete()[1].get(ParkedFile._meta.label, 0)


class SentAhead(UploadedFile):  # type: ignore[type-arg] # bytes, as of any upload
    """A file that came in parts, as a form finds one; its bytes are read when somebody asks."""

    def __init__(self, parked_file: ParkedFile) -> None:
        self.key = parked_file.pk
        self.is_awaited = False  # the page that is answered names it for the next try
        super().__init__(name=parked_file.name, size=parked_file.size)

    @property
    def file(self) -> IO[Any]:
        """The bytes, put together once."""
        return self._whole

    @file.setter
    def file(self, _nothing: IO[Any] | None) -> None:
        """Django sets what it opened; nothing was."""

    @property
    def was_read(self) -> bool:
        """Whether somebody asked for the bytes."""
        return "_whole" in self.__dict__

    def close(self) -> None:
        """Let go of the bytes; a request closes all its files, those nobody asked for too."""
        if self.was_read:
            self._whole.close()

    @cached_property
    def _whole(self) -> io.BytesIO:
        parts = ParkedPart.objects.filter(file=self.key).order_by("start")
        whole = io.BytesIO()
        for content in parts.values_list("content", flat=True).iterator(chunk_size=1):
            whole.write(content)
        whole.seek(0)
        return whole


class ParkedFilesMiddleware:
    """Give each form the files that were sent ahead of it; dropped once a form was taken.

    A form that is refused, or only asks for a word about one field, finds them again: what was sent
    is not sent twice.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        handed = _hand_over(request) if _may_name_some(request) else []
        response = self.get_response(request)
        taken = [file.key for file in handed if file.was_read and not file.is_awaited]
        if taken and response.status_code < 400:
            ParkedFile.objects.filter(pk__in=taken).delete()
        return response


def _may_name_some(request: HttpRequest) -> bool:
    is_form = request.method == "POST" and request.content_type in _FORMS
    return is_form and request.user.is_authenticated


def _hand_over(request: HttpRequest) -> list[SentAhead]:
    """Put each whole file that a form names where it names it first; return them."""
    handed: dict[int, SentAhead] = {}
    for field, text in _named(request):
        file = _complete(text, request.user)
        if file is None or file.pk in handed:  # named again it would fill the memory again
            continue
        handed[file.pk] = SentAhead(file)
        request.FILES.appendlist(field, handed[file.pk])
    return list(handed.values())


def _named(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """Return fields and the keys in them, no more in all than an account can have sent."""
    named = (
        (name.removeprefix(prefix), text)
        for prefix in (FIELD, AGAIN)
        for name in request.POST
        if name.startswith(prefix)
        for text in request.POST.getlist(name)
        if prefix == FIELD or name.removeprefix(prefix) not in request.FILES
    )
    return islice(named, MOST_PARKED)


def _complete(text: str, owner: Any) -> ParkedFile | None:
    """Return a file that is whole, None for anything else: then the form says that it lacks one."""
    try:
        public_id = UUID(text)
    except ValueError:
        return None
    file = ParkedFile.objects.filter(public_id=public_id, owner=owner).first()
    return file if file and file.received == file.size else None
