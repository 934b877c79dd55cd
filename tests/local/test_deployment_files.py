"""The files that deploy must agree with each other, with the code and with the README."""

import re
from pathlib import Path

import pytest
import yaml

from config.local import bootstrap, deployment
from config.local.paths import ROOT
from config.local.programs import SERVER
from config.serving.limits import (
    CONNECTIONS_OF_OTHERS,
    MIB,
    RESERVED_CONNECTIONS,
    Limits,
    connections_of_web,
    web_workers,
)

IMAGE_OWN = {"TZ"}
SECRET = re.compile(r"KEY|SECRET|PASSWORD")
EXPECTED = {"proxy", "web", "worker", "beat", "poller", "postgres", "redis"}


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def programs(compose):
    return {n: s for n, s in compose["services"].items() if s.get("image") == "pasar-bela"}


def proxy():
    return (ROOT / "config/proxy/nginx.conf").read_text()


def documented():
    """The names in the first column of the README's table of environment variables."""
    text = (ROOT / "README.md").read_text()
    return set(re.findall(r"^\|\s*`([A-Z][A-Z0-9_]+)`", text, flags=re.MULTILINE))


def interpolated():
    text = (ROOT / "docker-compose.yml").read_text()
    return set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", text))


def test_every_service_is_there_and_watched(compose):
    assert set(compose["services"]) >= EXPECTED
    for name in EXPECTED:
        check = compose["services"][name]["healthcheck"]
        assert check["test"][0] == "CMD", name


def test_every_program_runs_the_same_image_settings_and_kind(compose):
    for name, service in programs(compose).items():
        found = service["environment"]
        assert found["DJANGO_SETTINGS_MODULE"] == "config.settings", name
        assert found["PASAR_BELA_ENV"] == "production", name
        assert service["read_only"] is True, name


def test_the_commands_start_what_the_local_start_starts(compose):
    words = {name: " ".join(it["command"]) for name, it in programs(compose).items()}
    assert words["web"].startswith(f"granian {' '.join(SERVER)} ")
    assert words["worker"].startswith("celery -A config worker")
    assert words["beat"].startswith("celery -A config beat")
    assert words["poller"] == "python3 manage.py run_poller"
    assert "manage.py migrate" in words["migrate"]
    assert "manage.py grant_app_role" in words["migrate"]


def test_only_the_proxy_is_reachable(compose):
    published = {n: s["ports"] for n, s in compose["services"].items() if "ports" in s}
    assert published == {"proxy": ["80:8080", "443:8443"]}


def test_only_the_proxy_is_believed_about_who_asks(compose):
    (subnet,) = [it["subnet"] for it in compose["networks"]["front"]["ipam"]["config"]]
    inside = {n for n, s in compose["services"].items() if "front" in s.get("networks", [])}
    assert inside == {"proxy", "web"}
    assert compose["services"]["web"]["environment"]["TRUSTED_PROXIES"] == subnet
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in proxy()


def test_proxy_and_site_take_bodies_of_one_size():
    assert f"client_max_body_size {Limits().body_bytes // MIB}m;" in proxy()


def test_the_connections_of_all_programs_fit_the_database(compose):
    words = compose["services"]["postgres"]["command"]
    most = int(words[words.index("-c") + 1].removeprefix("max_connections="))
    assert connections_of_web() + CONNECTIONS_OF_OTHERS <= most - RESERVED_CONNECTIONS


def test_bodies_that_are_being_read_fit_the_temporary_folder(compose):
    (folder,) = compose["services"]["web"]["tmpfs"]
    assert folder == "/tmp:size=1g,mode=1777"  # noqa: S108 - a mount
    assert web_workers() * Limits().bodies_bytes <= 1024 * MIB


def test_every_service_is_bounded(compose):
    for name, service in compose["services"].items():
        assert {"mem_limit", "pids_limit"} <= set(service), name


def test_only_the_migration_may_change_the_structure(compose):
    owners = {n for n, s in programs(compose).items() if "DATABASE_OWNER_URL" in s["environment"]}
    assert owners == {"migrate"}


def test_programs_wait_for_the_migration_and_the_services(compose):
    for name in ("web", "worker", "beat", "poller"):
        assert set(compose["services"][name]["depends_on"]) == {"migrate", "postgres", "redis"}


def test_every_variable_is_in_the_readme(compose):
    used = interpolated()
    for service in compose["services"].values():
        used |= set(service.get("environment", []))
    plain = {name.removesuffix("_FILE") for name in used}
    assert plain - IMAGE_OWN - {name.removesuffix("_FILE") for name in documented()} == set()


def test_every_secret_is_a_file(compose):
    """No secret stands in an environment, where `docker inspect` and a crash report show it."""
    text = (ROOT / "docker-compose.yml").read_text()
    assert not SECRET.search(" ".join(interpolated()))
    for name, service in compose["services"].items():
        for variable, value in service.get("environment", {}).items():
            if SECRET.search(variable):
                assert value.removeprefix("/run/secrets/") in service["secrets"], (name, variable)
            assert not re.search(r"://[^/@]*:[^/@]*@", str(value)), (name, variable)
    for read in re.findall(r"\$\(cat /run/secrets/(\w+)\)", text):
        assert read in compose["services"]["postgres"]["secrets"]


def test_the_secrets_are_those_that_are_made_or_asked_for(compose):
    files = {Path(it["file"]).name for it in compose["secrets"].values()}
    assert files == set(deployment.MADE) | set(deployment.BROUGHT)
    used = {name for it in compose["services"].values() for name in it.get("secrets", [])}
    assert used == set(compose["secrets"])


def test_every_image_is_pinned_by_its_digest(compose):
    foreign = {it["image"] for it in compose["services"].values()} - {"pasar-bela"}
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    foreign |= {line.split()[1] for line in lines if line.startswith("FROM ")}
    assert len(foreign) == 4
    for image in foreign:
        assert re.fullmatch(r"[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}", image), image


def test_the_image_is_debian_and_drops_root():
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    (base,) = [line for line in lines if line.startswith("FROM ")]
    assert base.startswith("FROM debian:bookworm-slim@")
    users = [line.split()[1] for line in lines if line.startswith("USER ")]
    assert users
    assert users[-1] not in {"root", "0"}
    assert any(line.startswith("HEALTHCHECK") for line in lines)
    assert any("--require-hashes" in line for line in lines)


def test_the_image_gets_the_pinned_pip_and_no_package_that_only_a_local_start_needs():
    text = (ROOT / "Dockerfile").read_text()
    assert set(re.findall(r"requirements[\w-]*\.lock", text)) == {"requirements.lock"}
    assert set(re.findall(r"pip-[\d.]+-py3-none-any\.whl", text)) == {bootstrap.PIP_WHEEL}


def test_what_is_private_stays_out_of_the_image():
    ignored = set((ROOT / ".dockerignore").read_text().split())
    assert {".git", ".env", "var", "secrets", ".venv"} <= ignored
