"""The web application for a WSGI server; `serving` runs it in threads of its own."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "upheld.config.settings")

application = get_wsgi_application()
