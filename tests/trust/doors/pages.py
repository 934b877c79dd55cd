"""A page as its reader may press it: links, forms and dialogs, with or without a script."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

WITHOUT_END = frozenset({"area", "br", "hr", "img", "input", "link", "meta", "source", "wbr"})
UNSEEN = frozenset({"script", "style", "template", "head", "svg"})
NOT_SENT = frozenset({"button", "file", "image", "reset", "submit"})


@dataclass
class Form:
    """A form: where it goes, how, and what it sends as it stands."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    has_button: bool = False


@dataclass
class Reading:
    """What stands on a page and can be pressed; addresses are those of this site, made whole.

    ``turn``: what its card of the next step says, and how many ways onward that card offers.
    """

    links: list[str] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    turn: str = ""
    turn_ways: int = 0

    @property
    def ways(self) -> list[str]:
        """Every address that a press leads to."""
        return [*self.links, *(form.action for form in self.forms if form.has_button)]


class _Reader(HTMLParser):
    """Reads what is shown: not what a closed dialog holds unless a script opens it."""

    def __init__(self, address: str, *, script: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.address, self.script = address, script
        self.found, self.forms = Reading(), dict[str, Form]()
        self.open: list[tuple[str, bool]] = []
        self.form: Form | None = None
        self.select, self.turn_at, self.turn = "", 0, list[str]()

    @property
    def in_turn(self) -> bool:
        return 0 < self.turn_at <= len(self.open)

    @property
    def hidden(self) -> bool:
        return any(hides for _tag, hides in self.open)

    def _hides(self, tag: str, given: dict[str, str]) -> bool:
        closed = tag == "dialog" and not self.script
        unused = tag == "noscript" and self.script
        return tag in UNSEEN or closed or unused or "hidden" in given

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in WITHOUT_END:
            self.open.append((tag, self._hides(tag, given)))
            if "data-giliran" in given:
                self.turn_at = len(self.open)
        if self.hidden:
            return
        if self.in_turn and (tag == "form" or "href" in given):
            self.found.turn_ways += 1
        if tag == "a" and "href" in given:
            self._link(given["href"])
        elif tag == "form":
            self._form(given)
        elif tag in {"button", "input", "select", "option", "textarea"}:
            self._field(tag, given)

    def _link(self, target: str) -> None:
        whole = urlsplit(urljoin(self.address, target))
        if not target.startswith("#") and whole.netloc == urlsplit(self.address).netloc:
            self.found.links.append(whole._replace(fragment="").geturl())

    def _form(self, given: dict[str, str]) -> None:
        action = urljoin(self.address, given.get("action", ""))
        self.form = Form(action, given.get("method", "get").lower())
        if given.get("id"):
            self.forms[given["id"]] = self.form
        if self.form.method != "dialog":
            self.found.forms.append(self.form)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        form = self.forms.get(given.get("form", ""), self.form)
        if form is None:
            return
        kind = given.get("type", "submit" if tag == "button" else "text")
        if kind == "submit":
            form.has_button = True
            if given.get("formaction"):
                target = urljoin(self.address, given["formaction"])
                self.found.forms.append(Form(target, form.method, has_button=True))
        name = given.get("name", "")
        if tag == "select":
            self.select = name
        elif tag == "option" and "selected" in given and self.select:
            form.fields.append((self.select, given.get("value", "")))
        elif tag == "input" and name and _is_sent(kind, given):
            form.fields.append((name, given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        while self.open and any(name == tag for name, _hides in self.open):
            if self.open.pop()[0] == tag:
                break
        if tag == "form":
            self.form = None

    def handle_data(self, data: str) -> None:
        if self.in_turn and not self.hidden:
            self.turn.append(data)


def _is_sent(kind: str, given: dict[str, str]) -> bool:
    chosen = kind not in {"checkbox", "radio"} or "checked" in given
    return chosen and kind not in NOT_SENT


def read(address: str, html: str, *, script: bool) -> Reading:
    """Read a page at an absolute address as somebody with or without a script may press it."""
    reader = _Reader(address, script=script)
    reader.feed(html)
    reader.found.turn = " ".join(" ".join(reader.turn).split())
    return reader.found


def sent_by(form: Form) -> str:
    """Return the address of a form that asks, sent as it stands."""
    asked = urlencode([(name, value) for name, value in form.fields if value])
    return urlsplit(form.action)._replace(query=asked, fragment="").geturl()
