"""The simulator's configuration, read from the environment and failing loudly."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from payments import snap

REPOSITORY = Path(__file__).resolve().parents[2]
LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, kw_only=True)
class SimulatorConfig:
    """One bank with one client. `callback_url` is the base of the client's notification routes."""

    client_id: str
    client_secret: str = field(repr=False)
    merchant_id: str
    client_public_key: RSAPublicKey = field(repr=False)
    private_key: RSAPrivateKey = field(repr=False)
    record_file: Path
    callback_url: str
    return_origins: frozenset[str]

    def may_return_to(self, url: str) -> bool:
        """Say whether the card page may send a browser there: registered origins and loopback."""
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or parts.username is not None:
            return False
        origin = f"{parts.scheme}://{parts.netloc}"
        return parts.hostname in LOOPBACK_NAMES or origin in self.return_origins


def read_config(environ: Mapping[str, str]) -> SimulatorConfig:
    """Build the configuration. Raises: ValueError naming what is missing."""
    var_dir = Path(environ.get("VAR_DIR") or REPOSITORY / "var")
    callback_url = environ.get("BANK_CALLBACK_URL", "").rstrip("/")
    listed = [origin.strip() for origin in environ.get("BANK_RETURN_ORIGINS", "").split(",")]
    return SimulatorConfig(
        client_id=_required(environ, "BANK_CLIENT_ID"),
        client_secret=_required(environ, "BANK_CLIENT_SECRET"),
        merchant_id=_required(environ, "BANK_MERCHANT_ID"),
        client_public_key=snap.load_public_key(
            _required(environ, "BANK_CLIENT_PUBLIC_KEY").encode()
        ),
        private_key=snap.load_private_key(_required(environ, "BANK_SIM_PRIVATE_KEY").encode()),
        record_file=Path(environ.get("SIM_RECORD_FILE") or var_dir / "bank" / "record.jsonl"),
        callback_url=callback_url,
        return_origins=frozenset(filter(None, [*listed, _origin(callback_url)])),
    )


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _required(environ: Mapping[str, str], name: str) -> str:
    if value := environ.get(name):
        return value
    if file_name := environ.get(f"{name}_FILE"):
        return Path(file_name).read_text(encoding="utf-8").strip()
    raise ValueError(f"{name} (or {name}_FILE) must be set for the bank simulator")
