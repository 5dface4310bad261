"""The product's settings, with a data folder of the tests' own and cheap passwords.

What the environment says is left aside, so that the tests mean the same on every machine.
"""

import os
from pathlib import Path

CACHE = Path(__file__).resolve().parent.parent / ".cache" / "tests"

for _name in [name for name in os.environ if name.startswith("UPHELD_")]:
    del os.environ[_name]
os.environ["UPHELD_DATA_DIR"] = str(CACHE)
os.environ["UPHELD_SECRET_KEY"] = "tests-only-" * 4

from upheld.config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {  # nothing is collected for tests
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MAIL_URL = f"file://{CACHE / 'mail'}"
