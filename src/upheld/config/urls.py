"""The URL configuration, by audience."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("upheld.config.front")),
    path("api/v1/", include("upheld.api.urls")),
    path("console/", include("upheld.console.urls")),
    path("portal/", include("upheld.portal.urls")),
    path("", include("upheld.config.health")),
    path("", include("upheld.public.urls")),
]
