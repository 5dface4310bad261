from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "upheld.portal"

    def ready(self) -> None:
        """Register the portal's navigation links."""
        from upheld.ui import navigation

        links = [
            navigation.Link("portal:home", "portal.tickets"),
            navigation.Link("portal:new", "portal.new"),
            navigation.Link("portal:contracts", "portal.contracts"),
            navigation.Link("portal:attainment", "portal.attainment"),
            navigation.Link("portal:people", "portal.colleagues"),
        ]
        navigation.register("customer", links, search="portal:search")
