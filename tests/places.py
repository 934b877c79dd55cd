"""Regions, markets and offices of the fixed cast; ``tests.factories`` hands them out."""

from marketplace.accounts.models import Agency, Region, RegionLevel, Tenant
from tests.serials import new_serial


def make_region(name: str = "Kota Kupang", level: str = RegionLevel.REGENCY, **fields) -> Region:
    """A region in the central time zone unless said otherwise."""
    code = fields.pop("code", f"99.{new_serial():02d}")
    fields.setdefault("time_zone", "Asia/Makassar")
    return Region.objects.create(code=code, name=name, level=level, **fields)


def make_tenant(slug: str = "", region: Region | None = None) -> Tenant:
    """A province that hosts its own market."""
    slug = slug or f"provinsi-{new_serial()}"
    region = region or make_region(f"Provinsi {slug}", RegionLevel.PROVINCE)
    return Tenant.objects.create(slug=slug, name=f"Pasar {slug}", region=region)


def make_agency(tenant: Tenant | None = None, name: str = "Dinas Perpustakaan (contoh)") -> Agency:
    """An agency (OPD) in a city of the tenant."""
    tenant = tenant or make_tenant()
    return Agency.objects.create(
        tenant=tenant,
        code=f"OPD-{new_serial()}",
        name=name,
        region=make_region(parent=tenant.region),
        address="Jalan Contoh 1",
    )
