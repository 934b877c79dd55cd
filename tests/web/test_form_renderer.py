"""A list of choices has Django's own markup, though no template is asked for it."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext_lazy

from marketplace.web.form_renderer import Renderer

PLAIN = [("", "All"), (1, "Sikka & <Ende>"), ('a"b', gettext_lazy("Region"))]
GROUPED = [("Flores", [(1, "Sikka"), (2, "Ende")]), ("Timor <&>", [(3, "Kupang")]), (4, "Alor")]


@pytest.mark.parametrize("choices", [[], PLAIN, GROUPED])
@pytest.mark.parametrize("value", [None, "", 1, "3", 'a"b', ["1", "2"]])
@pytest.mark.parametrize("widget", [forms.Select, forms.SelectMultiple, forms.NullBooleanSelect])
def test_a_list_of_choices_is_written_as_django_writes_it(widget, choices, value):
    control = widget(attrs={"class": 'a "b"', "required": True, "disabled": False, "size": 3})
    if widget is not forms.NullBooleanSelect:
        control.choices = choices
    elif isinstance(value, list):
        value = "true"
    attrs = {"id": "id_<place>", "aria-describedby": "help"}
    ours = control.render("pl&ce", value, attrs, renderer=Renderer())
    assert ours == control.render("pl&ce", value, attrs, renderer=DjangoTemplates())


def test_other_controls_are_left_to_their_templates():
    control = forms.TextInput()
    assert control.render("q", "<x>", renderer=Renderer()) == control.render(
        "q", "<x>", renderer=DjangoTemplates()
    )
