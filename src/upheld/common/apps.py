from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "upheld.common"

    def ready(self) -> None:
        from upheld.common import words

        words.discover()
