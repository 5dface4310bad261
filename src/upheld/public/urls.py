"""URLs that need no organisation: signing in and out, the user's own account, published attainment."""

from __future__ import annotations

from django.urls import path

from upheld.public import attainment, home, invitations, mail, preferences, profile, resets, signin, tokens

urlpatterns = [
    path("", home.home, name="home"),
    path("attainment", attainment.listing, name="public_attainment"),
    path("attainment/<str:period>", attainment.page, name="public_attainment_period"),
    path("attainment/documents/<int:publication_id>", attainment.document, name="public_attainment_document"),
    path("sign-in", signin.sign_in, name="sign_in"),
    path("sign-out", signin.sign_out, name="sign_out"),
    path("sign-out-everywhere", signin.sign_out_everywhere, name="sign_out_everywhere"),
    path("enter/<str:secret>", signin.enter, name="enter"),
    path("forgot", resets.forgot, name="forgot"),
    path("reset/<str:secret>", resets.reset, name="reset"),
    path("invitation/<str:secret>", invitations.invitation, name="invitation"),
    path("mail/stop/<str:token>", mail.stop, name="stop_mail"),
    path("preferences", preferences.preferences, name="preferences"),
    path("profile", profile.profile, name="profile"),
    path("profile/password", profile.password, name="password"),
    path("profile/tokens", tokens.tokens, name="tokens"),
    path("profile/tokens/<int:token_id>/revoke", tokens.revoke, name="revoke_token"),
]
