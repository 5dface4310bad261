from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "upheld.public"

    def ready(self) -> None:
        from upheld.ui import nav

        nav.register("own", [nav.Link("profile", "public.profile"), nav.Link("tokens", "public.tokens")])
        nav.register(
            "public", [nav.Link("public_attainment", "public.attainment"), nav.Link("sign_in", "public.sign_in")]
        )
