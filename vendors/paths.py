"""Along which path an application is filled in, and who acts: its owner, or somebody for them."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from django.http import HttpRequest

from marketplace.accounts.models import User
from vendors.application import PAPERS, Identity
from vendors.models import Vendor
from vendors.presenters import SUMMARY


class Path(ABC):
    """The addresses of the steps, where they lead back to, and for whom somebody acts.

    ``place``: the page of the menu it belongs to. ``is_own``: whether the reader fills in their
    own application.
    """

    place: ClassVar[str]
    is_own: ClassVar[bool]

    def __init__(self, actor: User, vendor: Vendor | None) -> None:
        self.actor, self.vendor = actor, vendor

    @abstractmethod
    def address(self, step: str) -> str:
        """Return the address of a step, or of the summary."""

    @abstractmethod
    def begin(self, identity: Identity) -> Vendor:
        """Open the application with its first step. Raises: DomainError."""

    @abstractmethod
    def begin_named(self, name: str) -> Vendor:
        """Open the application with nothing but its name. Raises: DomainError."""

    @property
    @abstractmethod
    def home(self) -> str:
        """Where whoever stops here finds the application again."""

    @abstractmethod
    def crumbs(self, here: str) -> list[tuple[str, str]]:
        """Return the way back from a step."""

    @property
    def summary(self) -> str:
        """The address of the whole application in words."""
        return self.address(SUMMARY)

    @property
    def papers(self) -> str:
        """The address of the step of the papers."""
        return self.address(PAPERS)

    @property
    def may_change(self) -> bool:
        """Whether the steps are open now, so that a summary links to them."""
        return True

    @property
    def kept_as(self) -> str:
        """Under which name a browser keeps what was typed and not yet saved."""
        return str(self.actor.pk)

    def before(self, _step: str) -> dict[str, Any] | None:
        """Return what stands in the page of a step that was never saved; nothing."""
        return None

    def note_of(self, _name: str, _value: Any) -> str:
        """Return what only this path knows of a value to be saved, in a sentence; nothing.

        Raises: DomainError for a value that would be refused later on this path.
        """
        return ""

    def saved(self, _request: HttpRequest, _vendor: Vendor) -> None:
        """Note that a step was saved; nothing to note."""
        return
