from django.apps import AppConfig


class DatabaseConfig(AppConfig):
    """Migrates the tables of all platform packages; their names begin with the label, which therefore stays."""

    name = "upheld.database"
    label = "common"
