"""What people send is opened in one place, `marketplace.core.uploads`, by the house's fields."""

import ast

import pytest
from django.forms import FileField, Form

from marketplace.web.fields import PaperField
from tests.architecture.test_layers import PRODUCT, named
from tests.trust.inputs.fields import below

HOME = ("core", "uploads")
# The demo draws the papers that its own people send.
DRAWS = {"marketplace/demo/documents.py"}
STORES = {"marketplace/core/files.py", "catalog/photos.py", "marketplace/demo/load/state.py"}
# Tables that we write ourselves, for people to download.
WRITES = {"marketplace/core/sheets.py"}
DECODERS = {"PIL", "pypdf", "openpyxl"}
OPENS = {"chunks", "multiple_chunks", "temporary_file_path", "upload_handlers"}
# The home of the fields; the last test looks at them.
FIELDS = "marketplace/web/fields.py"
ELSEWHERE = [path for path in PRODUCT if path.parts[-3:-1] != HOME and named(path) != FIELDS]


def imported(tree: ast.AST) -> set[str]:
    """The modules that a file imports, with the names it takes from them."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
    return found


def faults(path: str, text: str) -> list[str]:
    """What a module outside the home does with files that people send."""
    tree = ast.parse(text)
    names = imported(tree)
    found = [one for one in names if one.split(".")[0] in DECODERS and path not in DRAWS | WRITES]
    if path not in STORES:
        found += [one for one in names if one.startswith("django.core.files.storage")]
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in OPENS:
            found.append(f"{node.lineno}: .{node.attr}")
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {
            *("forms.FileField", "forms.ImageField", "models.FileField", "models.ImageField"),
            *("serializers.FileField", "serializers.ImageField"),
        }:
            found.append(f"{node.lineno}: {ast.unparse(node)}")
        if isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith(".FILES"):
            found.append(f"{node.lineno}: {ast.unparse(node)}")
    return found


def test_nobody_else_opens_what_people_send():
    found = {
        named(path): faults(named(path), path.read_text(encoding="utf-8")) for path in ELSEWHERE
    }
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize(
    "text",
    [
        "from PIL import Image",
        "import pypdf.generic",
        "import openpyxl",
        "content = b''.join(upload.chunks())",
        "photo = forms.ImageField()",
        "upload = request.FILES['upload']",
        "from django.core.files.storage import default_storage",
    ],
)
def test_the_test_notices(text):
    assert faults("catalog/somewhere.py", text)


def test_every_form_takes_files_by_the_fields_of_the_house(db):
    from config import urls  # noqa: F401, PLC0415 - loads every view with its forms

    doors = [
        (form.__name__, name, field)
        for form in set(below(Form))
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, FileField)
        and form.__module__.startswith(("marketplace", "catalog", "vendors", "payments"))
    ]
    assert {form for form, _name, _field in doors} == {
        *("DocumentForm", "ListingForm", "ReceiveForm"),
        *("AccountChange", "NpwpChange", "PkpChange", "LicenceForm", "SheetForm"),
        *("PapersForm", "CaseForm", "SuspensionForm", "HideForm", "ProposalForm", "WordsForm"),
        *("NoteForm", "OfficeNoteForm", "TicketForm", "AnswerForm", "OfficeAnswerForm"),
        "SignedForm",
        "HandOnForm",
        *("GoodsSheetForm", "PicturesForm", "PlanSheetForm"),
        *("PaperForm", "RoleForm", "AppointForm", "InviteForm", "StandInForm"),
    }
    for form, name, field in doors:
        assert isinstance(field, PaperField), f"{form}.{name}"
        assert "accept" in field.widget.attrs
