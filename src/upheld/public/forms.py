"""Forms for signing in and for the user's own account."""

from __future__ import annotations

from django import forms as django_forms

from upheld.ui import forms


class SignInForm(forms.BaseForm):
    address = forms.address("public.address", autofocus="")
    password = forms.password("public.password", new=False)


class ForgotForm(forms.BaseForm):
    address = forms.address("public.address", autofocus="")


class NewPasswordForm(forms.BaseForm):
    password = forms.password("public.new_password", new=True)


class AcceptForm(forms.BaseForm):
    name = forms.text("public.your_name", autocomplete="name")
    password = forms.password("public.choose_password", new=True)


class ProfileForm(forms.BaseForm):
    prefix_id = "profile"
    name = forms.text("public.your_name", autocomplete="name")
    language = forms.choice("public.language")
    timezone = forms.choice("public.timezone")
    theme = forms.choice("public.theme")


class PasswordForm(forms.BaseForm):
    prefix_id = "password"
    current = forms.password("public.current_password", new=False)
    password = forms.password("public.new_password", new=True)


class TokenForm(forms.BaseForm):
    prefix_id = "token"
    name = forms.text("public.token_name", most=100)
    kind = django_forms.ChoiceField(
        label=forms.word("public.token_kind"), widget=django_forms.RadioSelect, initial="machine"
    )
    scopes = forms.choices("public.scopes")
    days = django_forms.IntegerField(label=forms.word("public.token_days"), min_value=1, max_value=366, initial=90)
