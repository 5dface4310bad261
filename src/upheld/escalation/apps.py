from django.apps import AppConfig


class EscalationConfig(AppConfig):
    name = "upheld.escalation"
