"""Settings of the test suite: a folder of its own, quick passwords, plain static files."""

import os
import tempfile

_home = tempfile.mkdtemp(prefix="trellis-test-")
os.environ["TRELLIS_HOME"] = _home

from trellis.config.settings import *
from trellis.config.settings import DATABASES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Hashed names are made by collectstatic, which tests do not run: a page would be judged without its stylesheet.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
if not DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A pool keeps connections that would stop the test database from being dropped.
    del DATABASES["default"]["OPTIONS"]["pool"]
