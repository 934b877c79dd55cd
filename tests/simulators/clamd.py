"""`python -m tests.simulators.clamd PORT`: a virus scanner that speaks clamd's INSTREAM.

It finds the test file of the European Institute for Computer Antivirus Research, hangs on
``stall``, answers sign by sign on ``trickle``, and says what clamd says of a stream that is longer
than it takes.
"""

import socketserver
import sys
import time

TEST_FILE = b"EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE"
STALL, TRICKLE, TOO_LONG = b"stall-the-scanner", b"trickle-slowly", b"longer-than-it-takes"


class Scanner(socketserver.StreamRequestHandler):
    """One question."""

    def handle(self) -> None:
        """Read command and stream, answer as clamd does."""
        if self._until_zero() != b"zINSTREAM":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        content = b"".join(iter(self._part, b""))
        if STALL in content:
            time.sleep(3600)
        answer = self._verdict(content) + b"\0"
        if TRICKLE in content:
            for sign in answer:
                time.sleep(0.2)
                self.wfile.write(bytes([sign]))
            return
        self.wfile.write(answer)

    @staticmethod
    def _verdict(content: bytes) -> bytes:
        if TOO_LONG in content:
            return b"INSTREAM size limit exceeded. ERROR"
        return b"stream: Eicar-Signature FOUND" if TEST_FILE in content else b"stream: OK"

    def _until_zero(self) -> bytes:
        word = b""
        while (sign := self.rfile.read(1)) not in {b"\0", b""}:
            word += sign
        return word

    def _part(self) -> bytes:
        return self.rfile.read(int.from_bytes(self.rfile.read(4), "big"))


if __name__ == "__main__":
    socketserver.ThreadingTCPServer.allow_reuse_address = True
    socketserver.ThreadingTCPServer.daemon_threads = True
    with socketserver.ThreadingTCPServer(("127.0.0.1", int(sys.argv[1])), Scanner) as server:
        server.serve_forever()
