from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "upheld.public"

    def ready(self) -> None:
        from upheld.ui import navigation
        from upheld.ui.navigation import Link

        navigation.register("own", [Link("profile", "public.profile"), Link("tokens", "public.tokens")])
        navigation.register(
            "public",
            [Link("public_attainment", "public.attainment"), Link("sign_in", "public.sign_in")],
        )
