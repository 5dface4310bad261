from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "upheld.console"

    def ready(self) -> None:
        """Register the links of the staff's pages; those of pages that are not installed are left out."""
        from upheld.accounts.roles import MANAGERS, Role
        from upheld.ui import nav

        docket = frozenset({Role.ARBITER, *MANAGERS})
        nav.register(
            "staff",
            [
                nav.Link("console:queue", "console.queue"),
                nav.Link("console:docket", "console.docket", docket),
                nav.Link("console:customers", "console.customers"),
                nav.Link("console:contracts", "console.contracts"),
                nav.Link("console:attainment", "console.attainment"),
                nav.Link("console:people", "console.people"),
                nav.Link("console:outbox", "console.outbox", frozenset(MANAGERS)),
                nav.Link("console:saved_replies", "console.saved_replies"),
            ],
            search="console:search",
        )
