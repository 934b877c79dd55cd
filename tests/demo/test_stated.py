"""Every listing of the demo states what its showcase's category asks."""

from catalog import attributes
from catalog.attributes import Kind, Spec
from catalog.services.templates import template_rows
from marketplace.demo.etalases import BY_SLUG
from marketplace.demo.listings import listings
from marketplace.demo.stated import stated


def specs() -> dict[str, list[Spec]]:
    return {
        row["code"]: [
            Spec(
                one["code"],
                one["label"],
                Kind(one.get("kind", "text")),
                one.get("unit", ""),
                tuple(one.get("choices", ())),
                one.get("required", False),
            )
            for one in row["attributes"]
        ]
        for row in template_rows()
    }


def test_what_is_asked_is_stated_and_nothing_else():
    known, wrong = specs(), []
    for item in listings():
        asked = known[BY_SLUG[item.etalase].category]
        given = stated(item)
        values, faults = attributes.clean_all(asked, given)
        if faults or attributes.faults(asked, values) or set(given) - set(values):
            wrong.append((item.title, given, faults, attributes.faults(asked, values)))
    assert not wrong
