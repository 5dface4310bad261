from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "upheld.desk"

    def ready(self) -> None:
        """Load the acts, from which permissions are read."""
        from upheld.desk import acts  # noqa: F401  # Models cannot be imported before the apps are ready
