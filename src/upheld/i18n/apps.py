from django.apps import AppConfig


class I18nConfig(AppConfig):
    name = "upheld.i18n"

    def ready(self) -> None:
        from upheld.i18n import words

        words.discover()
