"""What must stand in the head of an answer: a policy that runs and frames nothing foreign."""

from typing import Any


def directives(answer: Any) -> dict[str, str]:
    """The policy of an answer, by directive."""
    policy = answer.headers.get("Content-Security-Policy", "")
    return dict(part.strip().partition(" ")[::2] for part in policy.split(";") if part.strip())


def complaints(answer: Any, place: str) -> list[str]:
    """Whatever a page may do beyond its own scripts, styles and pictures."""
    policy = directives(answer)
    wrong = [] if policy.get("default-src") == "'none'" else ["no default"]
    wrong += ["runs foreign code"] if policy.get("script-src", "'self'") != "'self'" else []
    wrong += ["can be framed"] if answer.headers.get("X-Frame-Options") != "DENY" else []
    if answer.headers.get("Content-Type", "").startswith("text/html") and answer.content:
        page = {"style-src", "connect-src", "form-action", "frame-src"}
        pictures = policy.get("img-src")
        wrong += [f"img-src {pictures}"] if pictures != "'self' data:" else []
        wrong += [f"{name} {policy.get(name)}" for name in page if policy.get(name) != "'self'"]
        wrong += [] if policy.get("base-uri") == "'none'" else ["base"]
    wrong += [] if answer.headers.get("Permissions-Policy") else ["no Permissions-Policy"]
    return [f"{place} {answer.status_code}: {one}" for one in wrong]
