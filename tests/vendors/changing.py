"""Requests for changes of Citra's verified shop: what she asks for, and what then stands there."""

from tests.factories import make_photo
from vendors import services
from vendors.application import Account
from vendors.models import ChangeKind, Vendor

NEW = {
    ChangeKind.ACCOUNT: Account("008", "123 456 7890", "CITRA CONTOH"),
    ChangeKind.PHONE: "0812-3456-7890",
    ChangeKind.NPWP: "09.254.294.3-407.000",
    ChangeKind.PKP: False,
}
COLUMNS = {
    ChangeKind.ACCOUNT: {"bank_code": "008", "account_number": "1234567890"},
    ChangeKind.PHONE: {"phone": "+6281234567890"},
    ChangeKind.NPWP: {"npwp": "0092542943407000"},
    ChangeKind.PKP: {"is_pkp": False},
}
WITH_PAPER = {ChangeKind.ACCOUNT, ChangeKind.NPWP, ChangeKind.PKP}


def ask(world, kind, asked=None, actor=None, upload="ours"):
    return services.ask_change(
        vendor_id=world.vendor.pk,
        kind=kind,
        asked=NEW[kind] if asked is None else asked,
        actor=actor or world.citra,
        upload=make_photo("bukti.png") if upload == "ours" else upload,
    )


def of(vendor, columns):
    stored = Vendor.objects.get(pk=vendor.pk)
    return {column: getattr(stored, column) for column in columns}
