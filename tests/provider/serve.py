"""`python -m tests.provider.serve --port 9000 --folder DIR --back-to ADDRESS`: serve a provider until it is ended.

Its people are named on the command line as `email=subject`; an address with `unsure:` before it is one that the
provider does not vouch for. All have the one password below.
"""

import argparse
import socketserver
import sys
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings

CLIENT_ID, CLIENT_SECRET = "trellis-at-the-tests", "a-secret-for-the-tests-alone"
PASSWORD = "password-at-the-provider"
_PAGE = """<!doctype html><html lang="en"><head><title>{title}</title><link rel="icon" href="data:,"></head>
<body><main><h1>{title}</h1>{body}</main></body></html>"""
_FIELDS = """{% if form.errors %}<p>{{ form.errors }}</p>{% endif %}<form method="post">{% csrf_token %}{{ form.as_p }}"""
TEMPLATES = {
    "registration/login.html": _PAGE.format(
        title="The provider’s own sign-in",
        body=_FIELDS
        + '<input type="hidden" name="next" value="{{ next }}"><button type="submit">Sign in there</button></form>',
    ),
    "oauth2_provider/authorize.html": _PAGE.format(
        title="May Trellis know who you are?",
        body="{% if error %}<p>{{ error.error }}: {{ error.description }}</p>{% endif %}"
        + _FIELDS
        + '<button type="submit" name="allow" value="Authorize">Yes</button>'
        '<button type="submit" name="deny" value="Cancel">No</button></form>',
    ),
    "oauth2_provider/logout_confirm.html": _PAGE.format(
        title="Sign out of the provider?",
        body=_FIELDS + '<button type="submit" name="allow" value="yes">Sign out there</button></form>',
    ),
}


def configure(*, port: int, folder: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    settings.configure(
        SECRET_KEY="of-the-provider-for-the-tests-alone",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF="tests.provider.addresses",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "provider.sqlite3"}},
        INSTALLED_APPS=[
            "django.contrib.contenttypes",
            "django.contrib.auth",
            "django.contrib.sessions",
            "oauth2_provider",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {
                    "loaders": [("django.template.loaders.locmem.Loader", TEMPLATES)],
                    "context_processors": ["django.template.context_processors.request"],
                },
            }
        ],
        SESSION_COOKIE_NAME="provider",
        CSRF_COOKIE_NAME="provider_csrf",
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        LOGIN_URL="/login/",
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        OAUTH2_PROVIDER={
            "OIDC_ENABLED": True,
            "OIDC_RSA_PRIVATE_KEY": key.decode(),
            "OIDC_ISS_ENDPOINT": f"http://127.0.0.1:{port}/o",
            "OIDC_RP_INITIATED_LOGOUT_ENABLED": True,
            "OAUTH2_VALIDATOR_CLASS": "tests.provider.claims.Claims",
            "PKCE_REQUIRED": True,
            "SCOPES": {"openid": "who you are", "profile": "your name", "email": "your address"},
        },
    )
    django.setup()


def people(listed: list[str], *, back_to: list[str]) -> None:
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from oauth2_provider.models import Application

    call_command("migrate", verbosity=0)
    for each in listed:
        email, _, subject = each.partition("=")
        sure = not email.startswith("unsure:")
        email = email.removeprefix("unsure:")
        User.objects.create_user(
            username=subject, email=email, password=PASSWORD, first_name="" if sure else "unsure"
        )
    Application.objects.create(
        name="Trellis",
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_AUTHORIZATION_CODE,
        redirect_uris=" ".join(f"{address}/sign-in/with/local/answer/" for address in back_to),
        post_logout_redirect_uris=" ".join(f"{address}/signed-out/" for address in back_to),
        algorithm=Application.RS256_ALGORITHM,
    )


class Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Say nothing of each request."""


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--back-to", action="append", default=[])
    parser.add_argument("people", nargs="*")
    args = parser.parse_args(arguments)
    configure(port=args.port, folder=args.folder)
    people(args.people, back_to=args.back_to)
    from django.core.wsgi import get_wsgi_application

    with make_server(
        "127.0.0.1", args.port, get_wsgi_application(), server_class=Server, handler_class=Quiet
    ) as server:
        server.serve_forever()


if __name__ == "__main__":
    main(sys.argv[1:])
