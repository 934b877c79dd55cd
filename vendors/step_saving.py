"""What one step of an application saves: all of it, or what holds of a page left before its end."""

from typing import Any, Final

from marketplace.core.errors import DomainError
from vendors import services
from vendors.form_base import StepForm
from vendors.models import Vendor
from vendors.paths import Path

SAVES: Final[dict[str, tuple[Any, str]]] = {
    "usaha": (services.save_identity, "identity"),
    "nomor": (services.save_numbers, "numbers"),
    "bidang": (services.save_fields, "fields"),
    "ukuran": (services.save_size, "figures"),
    "alamat": (services.save_address, "place"),
    "kontak": (services.save_contact, "phone"),
    "rekening": (services.save_bank, "account"),
    "pajak": (services.save_tax, "is_pkp"),
}


def save(step: str, form: Any, path: Path) -> Vendor:
    """Call the use-case of the step. Raises: DomainError."""
    if form.vendor is None:
        return path.begin(form.value())
    use_case, name = SAVES[step]
    saved: Vendor = use_case(
        **{"vendor_id": form.vendor.pk, name: form.value(), "actor": path.actor}
    )
    return saved


def keep(step: str, form: StepForm, path: Path) -> tuple[Vendor | None, list[str]]:
    """Save what holds of a page that is left before its end.

    Returns the application, if there is one, and the labels of what was typed and is not kept.
    """
    if not form.has_changed():
        return form.vendor, []
    try:
        if form.is_valid():
            _judge(path, form.cleaned_data)
            return save(step, form, path), []
        held = form.held()
    except DomainError as refused:
        held = _without(form.held(), refused)
    vendor, held = _kept(form.vendor, held, path)
    return vendor, [str(form[name].label) for name in form.changed_data if _lost(form, name, held)]


def _judge(path: Path, values: dict[str, Any]) -> None:
    for name, value in values.items():
        path.note_of(name, value)


def _kept(
    vendor: Vendor | None, held: dict[str, Any], path: Path
) -> tuple[Vendor | None, dict[str, Any]]:
    """Save these answers without those that are refused, and return what was saved."""
    while held:
        try:
            _judge(path, held)
            if vendor is None:
                if "name" not in held:
                    break
                vendor = path.begin_named(held["name"])
            return services.save_held(vendor_id=vendor.pk, held=held, actor=path.actor), held
        except DomainError as refused:
            held = _without(held, refused)
    return vendor, {}


def _without(held: dict[str, Any], refused: DomainError) -> dict[str, Any]:
    """Return the answers but for the refused one; nothing where it is not named."""
    named = refused.details.get("field")
    return {name: one for name, one in held.items() if name != named} if named in held else {}


def _lost(form: StepForm, name: str, held: dict[str, Any]) -> bool:
    typed = form[name].data not in (None, "", [])
    return typed and (name in form.errors or form.column_of.get(name, name) not in held)
