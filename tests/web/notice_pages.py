"""How the tests of notices and of concerns open and send their pages."""

import html as entities
import re

from django.test import Client

from tests import builders
from trellis.accounts.models import User

OAK = f"/schools/{builders.OAK}/notices/"
ACADEMY = f"/schools/{builders.ACADEMY}/concerns/"
DRAFT = {
    "grounds": ["low_standards"],
    "matters": "Results in mathematics are in the lowest tenth.",
    "required": "Appoint a leader of mathematics.",
    "days": "10",
    "basis": "calendar_days",
    "powers": ["interim_board"],
    "guidance": "support-and-intervention",
}
CHECK = {"lawyer": "Lena Ford, solicitor", "checked_on": "20/11/2026", "outcome": "sound"}
GIVE = {"given_on": "20/11/2026", "addressee": "Ben Marsh, chair", "means": "By hand"}
LETTER = {
    "addressee": "Dan Reed",
    "means": "E-mail",
    "dated": "20/11/2026",
    "words": "Please answer.",
    "due": "11/12/2026",
}


def client(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="trellis.accounts.sign_in.EmailBackend")
    return client


def role(role: str, *, urn: int | None = None, **more: str) -> Client:
    return client(builders.person(role, urns=(urn,) if urn else (), **more))


def text(response) -> str:
    main = response.content.decode().split("<main")[1].split("</main>")[0]
    return " ".join(entities.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def send(client: Client, address: str, **given: object):
    page = client.get(address).content.decode()
    seen = dict(re.findall(r'<input type="hidden"\s+name="(seen|shown_to)"\s+value="([^"]*)"', page))
    return client.post(address, {**seen, **given})
