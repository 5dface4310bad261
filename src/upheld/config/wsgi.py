"""The web application for a WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

from upheld.config.transfers import bounded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "upheld.config.settings")

application = bounded(get_wsgi_application())
