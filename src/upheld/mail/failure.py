"""The error of a mail that could not be sent, with the step that failed."""

from __future__ import annotations

from enum import StrEnum


class Step(StrEnum):
    """The steps of sending a mail; the advice to the operator depends on the step."""

    CONNECTION = "connection"
    ENCRYPTION = "encryption"
    CERTIFICATE = "certificate"
    SIGN_IN = "sign-in"
    SENDER = "sender"
    RECIPIENT = "recipient"
    MESSAGE = "message"
    FOLDER = "folder"


class MailFailed(Exception):
    """A mail could not be sent. ``permanent``: the same mail will never be accepted."""

    def __init__(self, reason: str, *, step: Step = Step.MESSAGE, permanent: bool = False) -> None:
        super().__init__(reason)
        self.step = step
        self.permanent = permanent
