from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "upheld.portal"

    def ready(self) -> None:
        """Register the links of the customers' pages."""
        from upheld.ui import nav

        links = [
            nav.Link("portal:home", "portal.tickets"),
            nav.Link("portal:new", "portal.new"),
            nav.Link("portal:contracts", "portal.contracts"),
            nav.Link("portal:attainment", "portal.attainment"),
            nav.Link("portal:people", "portal.colleagues"),
        ]
        nav.register("customer", links, search="portal:search")
