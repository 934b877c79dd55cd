"""The catalogue command: what it finds, keeps, imports and refuses."""

import gettext
import io
import json

import pytest
from django.core.management import CommandError, call_command

from marketplace.web import translations

PYTHON = """
from django.utils.translation import gettext as _, ngettext, pgettext, pgettext_lazy

A = _("Order %(number)s is late.") % {"number": 1}
B = ngettext("%(count)s day", "%(count)s days", 2)
C = pgettext("month", "May")
D = _("One " "sentence")
E = _(A)  # not a literal: left alone
F = _("day")
"""
TEMPLATE = """{% load i18n %}
   <h1>{% translate "Cart" %}</h1>
{% blocktranslate trimmed with name=user.name %}
  Hello
  {{ name }}
{% endblocktranslate %}
{% blocktranslate count n=all %}{{ n }} item{% plural %}{{ n }} items{% endblocktranslate %}
{% translate "May" context "verb" %} {{ value|default:_("nothing") }}
{% include "x.html" with title=_("Title") %} {% translate "100% local" %}
<c-field label="{% translate 'Name of the shop' %}"
         :help="_('As on the NIB')" :choices="[_('Yes'), _('No')]" />
{# a comment with 'quotes" #} it's "text" (with [odd} brackets
{% comment %} {% translate "Not this" %} {% endcomment %}
"""


@pytest.fixture
def project(tmp_path):
    """A small project of one module and one page."""
    (tmp_path / "vendors" / "migrations").mkdir(parents=True)
    (tmp_path / "vendors" / "views.py").write_text(PYTHON)
    (tmp_path / "vendors" / "migrations" / "0001.py").write_text('x = _("Never")')
    (tmp_path / "templates" / "cotton").mkdir(parents=True)
    (tmp_path / "templates" / "cotton" / "page.html").write_text(TEMPLATE)
    return tmp_path


def run(project, *options):
    """Run the command on the small project and return what it prints."""
    out = io.StringIO()
    call_command("translations", *options, "--root", str(project), stdout=out)
    return out.getvalue()


def compiled(project):
    """The finished catalogue as the standard library reads it."""
    with (project / "locale/id/LC_MESSAGES/django.mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def write(path, content):
    """Write JSON and return the path for the command line."""
    path.write_text(json.dumps(content))
    return str(path)


EVERYTHING = {
    "Order %(number)s is late.": "Pesanan %(number)s terlambat.",
    "%(count)s day": ["%(count)s hari"],
    "month\x04May": "Mei",
    "verb\x04May": "Boleh",
    "One sentence": "Satu kalimat",
    "day": "hari",
    "Cart": "Keranjang",
    "Hello %(name)s": "Halo %(name)s",
    "%(n)s item": ["%(n)s barang"],
    "nothing": "tidak ada",
    "Title": "Judul",
    "100% local": "100% lokal",
    "Name of the shop": "Nama toko",
    "As on the NIB": "Seperti pada NIB",
    "Yes": "Ya",
    "No": "Tidak",
}


def test_sentences_are_found_wherever_they_can_stand(project):
    found = {
        (message.context, message.id) for message in translations.collect(project) if message.id
    }
    assert found == {
        (None, "Order %(number)s is late."),
        (None, ("%(count)s day", "%(count)s days")),
        ("month", "May"),
        ("verb", "May"),
        (None, "One sentence"),
        (None, "day"),
        (None, "Cart"),
        (None, "Hello %(name)s"),
        (None, ("%(n)s item", "%(n)s items")),
        (None, "nothing"),
        (None, "Title"),
        (None, "100%% local"),
        (None, "Name of the shop"),
        (None, "As on the NIB"),
        (None, "Yes"),
        (None, "No"),
    }


def test_an_update_imports_compiles_and_then_stays_the_same(project, tmp_path):
    imported = write(tmp_path / "words.json", EVERYTHING)
    assert "0 without translation" in run(project, "--import", imported)
    words = compiled(project)
    assert words.gettext("Cart") == "Keranjang"
    assert words.gettext("100%% local") == "100%% lokal"
    assert words.ngettext("%(count)s day", "%(count)s days", 5) == "%(count)s hari"
    assert words.pgettext("verb", "May") == "Boleh"
    folder = project / "locale/id/LC_MESSAGES"
    before = [(folder / name).read_bytes() for name in ("django.po", "django.mo")]
    run(project)
    assert [(folder / name).read_bytes() for name in ("django.po", "django.mo")] == before
    assert b"#: " not in before[0]
    assert b"nplurals=1" in before[0]
    assert "all translated" in run(project, "--check")


def test_a_check_names_what_is_missing_obsolete_fuzzy_or_stale(project, tmp_path):
    run(project, "--import", write(tmp_path / "words.json", {**EVERYTHING, "Cart": ""}))
    page = project / "templates" / "cotton" / "page.html"
    page.write_text(page.read_text().replace('"Title"', '"Headline"'))
    po = project / "locale/id/LC_MESSAGES/django.po"
    po.write_text(po.read_text().replace('msgid "Yes"', '#, fuzzy\nmsgid "Yes"'))
    out = io.StringIO()
    with pytest.raises(CommandError, match="5 problems"):
        call_command("translations", "--check", "--root", str(project), stdout=out)
    assert out.getvalue().splitlines() == [
        'missing: "Cart"',
        'missing: "Headline"',
        'fuzzy: "Yes"',
        'obsolete: "Title"',
        "stale: django.mo (run manage.py translations)",
    ]


def test_a_blank_that_a_translation_forgets_is_found(project, tmp_path):
    wrong = {
        **EVERYTHING,
        "Order %(number)s is late.": "Pesanan %(nomor)s terlambat.",
        "%(n)s item": ["%(n)s barang %(x)s"],
    }
    run(project, "--import", write(tmp_path / "words.json", wrong))
    out = io.StringIO()
    with pytest.raises(CommandError, match="2 problems"):
        call_command("translations", "--check", "--root", str(project), stdout=out)
    assert out.getvalue().count("placeholders: ") == 2


@pytest.mark.parametrize("content", ["[1]", "{", None])
def test_an_import_that_cannot_be_read_changes_nothing(project, tmp_path, content):
    path = tmp_path / "bad.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(CommandError, match=r"bad\.json"):
        run(project, "--import", str(path))
    assert not (project / "locale").exists()
