"""An e-mail by GOV.UK Notify, whose REST API takes the subject and the text for a template that holds both alone."""

import time
from dataclasses import dataclass

import httpx
from joserfc import jwt
from joserfc.jwk import OctKey

from trellis.notices.message import Message, NotSent, Refused, Unsure

SITE = "https://api.notifications.service.gov.uk"


@dataclass(frozen=True, kw_only=True)
class Notify:
    """A service of GOV.UK Notify. `template` has ((subject)) as its subject and ((body)) as its text."""

    service: str
    secret: str
    template: str
    timeout: float
    site: str = SITE

    def send(self, message: Message) -> None:
        given = {
            "email_address": message.to,
            "template_id": self.template,
            "personalisation": {"subject": message.subject, "body": message.text},
            "reference": message.reference,
        }
        try:
            answer = httpx.post(
                f"{self.site}/v2/notifications/email",
                json=given,
                headers={"Authorization": f"Bearer {self._token()}"},
                timeout=self.timeout,
            )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise NotSent("GOV.UK Notify could not be reached.") from error
        except httpx.HTTPError as error:
            raise Unsure(
                "GOV.UK Notify had the message and then said nothing: it may have been sent, and is not sent again."
            ) from error
        if answer.status_code == 201:
            return
        if answer.status_code == 429 or answer.status_code >= 500:
            raise NotSent(f"GOV.UK Notify did not take the message now (answer {answer.status_code}).")
        raise Refused(f"GOV.UK Notify refused the message (answer {answer.status_code}).")

    def _token(self) -> str:
        """A signed name of the service, good for half a minute, as the API asks."""
        claims = {"iss": self.service, "iat": int(time.time())}
        return jwt.encode({"typ": "JWT", "alg": "HS256"}, claims, OctKey.import_key(self.secret))
