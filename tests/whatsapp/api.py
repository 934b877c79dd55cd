"""The Cloud API as far as docs/whatsapp.md goes, as a process: ``python -m tests.whatsapp.api``.

``error`` among the knobs is the code of a refusal, under the status that goes with it.
"""

from typing import Any

from tests.sms import gateway
from tests.sms.gateway import GATEWAY, TOKEN, Answer

PATH = "/v23.0/100200300/messages"


class CloudApi(Answer):
    """Takes template messages; each post is a message of its own, whatever it says."""

    def _take(self, message: dict[str, Any]) -> None:
        GATEWAY.asked.append(message)
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            self._refuse(401, 190)
        elif self.path != PATH or message.get("messaging_product") != "whatsapp":
            self._refuse(400, 100)
        elif code := getattr(GATEWAY, "error", 0):
            self._refuse(GATEWAY.status, code)
        else:
            GATEWAY.delivered[str(len(GATEWAY.asked))] = message
            if GATEWAY.loses_answer:
                self.close_connection = True
                return
            name = f"wamid.{len(GATEWAY.asked)}"
            self._say(200, {"messaging_product": "whatsapp", "messages": [{"id": name}]})

    def _refuse(self, status: int, code: int) -> None:
        self._say(status, {"error": {"message": "refused", "type": "OAuthException", "code": code}})


if __name__ == "__main__":
    gateway.serve(CloudApi)
