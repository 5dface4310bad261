from django.apps import AppConfig
from django.conf import settings


class I18nConfig(AppConfig):
    name = "upheld.i18n"

    def ready(self) -> None:
        from upheld.i18n import words

        words.load()
        # Only now: when Django loads its settings, it wants a file of the machine for the zone.
        settings.TIME_ZONE = settings.ZONE_OF_STRANGERS
