"""``python -m upheld.api`` writes the OpenAPI document to standard output (docs/reference/openapi.json)."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "upheld.config.settings")
django.setup()

from upheld.api.document import document_text  # noqa: E402

sys.stdout.write(document_text())
