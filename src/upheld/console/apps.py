from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "upheld.console"

    def ready(self) -> None:
        """Registers the navigation links of the console; links to pages that are not installed are left out."""
        from upheld.accounts.roles import MANAGERS, Role
        from upheld.ui import navigation

        docket = frozenset({Role.ARBITER, *MANAGERS})
        navigation.register(
            "staff",
            [
                navigation.Link("console:queue", "console.queue"),
                navigation.Link("console:docket", "console.docket", docket),
                navigation.Link("console:customers", "console.customers"),
                navigation.Link("console:contracts", "console.contracts"),
                navigation.Link("console:attainment", "console.attainment"),
                navigation.Link("console:people", "console.people"),
                navigation.Link("console:outbox", "console.outbox", frozenset(MANAGERS)),
                navigation.Link("console:saved_replies", "console.saved_replies"),
            ],
            search="console:search",
        )
