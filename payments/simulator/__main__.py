"""`python -m payments.simulator --port N`: the bank in one process, dying in one piece."""

import argparse
import asyncio
import os
import signal
import sys

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.embed import Server

from payments.simulator.app import build
from payments.simulator.record import RecordInUseError

EXIT_IN_USE = 3


async def serve(host: str, port: int, *, until_eof: bool) -> None:
    """Serve until SIGINT or SIGTERM. Raises: ValueError, RecordInUseError before listening.

    until_eof: stop when standard input ends, too, which it does when whoever started us dies.
    """
    server = Server(
        build(os.environ),
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        websockets=False,
        log_level=LogLevels.error,
    )
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, server.stop)
    if until_eof:
        loop.add_reader(sys.stdin.fileno(), server.stop)
    await server.serve()


def main() -> int:
    parser = argparse.ArgumentParser(prog="payments.simulator", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8890)
    parser.add_argument("--until-eof", action="store_true", help="stop when standard input ends")
    options = parser.parse_args()
    try:
        asyncio.run(serve(options.host, options.port, until_eof=options.until_eof))
    except RecordInUseError as in_use:
        sys.stderr.write(f"{in_use}\n")
        return EXIT_IN_USE
    return 0


if __name__ == "__main__":
    sys.exit(main())
