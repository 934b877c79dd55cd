"""One JSON object per log line, without locals, so that no personal number leaks into a log."""

import logging
import re
from typing import Final

import structlog
from structlog.typing import EventDict

_QUOTED: Final = re.compile(r"DETAIL:.*?(?=\nCONTEXT|\n\s*\n|\Z)", re.DOTALL)


def without_values(words: str) -> str:
    """Return an error's words without the row that Postgres quotes: it may name a person."""
    return _QUOTED.sub("DETAIL: …", words)


def said_by(failure: BaseException) -> str:
    """Return what is written down of a failure: its class and its words, no values of a row."""
    return without_values(f"{type(failure).__name__}: {failure}")[:500]


def _hide_values(_logger: object, _method: str, event: EventDict) -> EventDict:
    if isinstance(event.get("exception"), str):
        event["exception"] = without_values(event["exception"])
    return event


class JsonFormatter(structlog.stdlib.ProcessorFormatter):
    """Formats both structlog's and the standard library's records."""

    def __init__(self, *_: object, **__: object) -> None:
        super().__init__(
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
            ],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                _hide_values,
                structlog.processors.JSONRenderer(),
            ],
        )


structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
