"""Mail that could not be handed over: why, and at which step."""

from __future__ import annotations

from enum import StrEnum


class Step(StrEnum):
    """The steps of handing a mail over. What would help differs from step to step."""

    CONNECTION = "connection"
    ENCRYPTION = "encryption"
    CERTIFICATE = "certificate"
    SIGN_IN = "sign-in"
    SENDER = "sender"
    RECIPIENT = "recipient"
    MESSAGE = "message"
    FOLDER = "folder"


class MailFailed(Exception):
    """A mail was not handed over. ``permanent``: the same mail will never be taken."""

    def __init__(self, reason: str, *, step: Step = Step.MESSAGE, permanent: bool = False) -> None:
        super().__init__(reason)
        self.step = step
        self.permanent = permanent
