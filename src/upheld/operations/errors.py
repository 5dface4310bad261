"""The errors by which operations refuse to act: a code, its parameters, the field concerned and a text.

Each operation defines its own ``Cannot…`` as a subclass of `Refused` beside it; every surface turns any
of them, at one place, into a form error or a problem+json answer. The words stand in the context's
catalogue under ``refused.<code>``.
"""

from __future__ import annotations

from upheld.i18n.words import say


class Refused(Exception):
    """An operation refused to act. ``code`` is stable, ``params`` fill its text, ``field`` names the wrong input."""

    def __init__(self, code: str, *, field: str | None = None, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.params: dict[str, object] = params

    def text(self, lang: str | None = None) -> str:
        """The reason in words; in the active language where none is given."""
        return say("refused", self.code, lang=lang, **self.params)

    def __str__(self) -> str:
        params = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.code}({params})" if params else self.code


class ComeAgain(Refused):
    """Refused for now. ``retry_after`` says, in whole seconds, when the same request may succeed."""

    @property
    def retry_after(self) -> int:
        return int(str(self.params["seconds"]))

    @property
    def headers(self) -> dict[str, str]:
        """The headers of the response."""
        return {"Retry-After": str(self.retry_after)}


class Damaged(Exception):
    """Stored data cannot be read. The request is not at fault; only restoring a backup helps.

    Each surface shows the words under ``damaged.<code>``, which say what is damaged and what to do.
    """

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def text(self, lang: str | None = None) -> str:
        """What is damaged, in words."""
        return say("damaged", self.code, lang=lang, **self.params)

    def __str__(self) -> str:
        return self.text("en")


class NotFound(Refused):
    """The object does not exist, or belongs to an organisation that the actor may not see; the answer is the same."""

    def __init__(self, code: str = "not_found", *, field: str | None = None, **params: object) -> None:
        super().__init__(code, field=field, **params)


class NotAllowed(Refused):
    """The actor may see the object but not perform this act."""

    def __init__(self, code: str = "not_allowed", *, field: str | None = None, **params: object) -> None:
        super().__init__(code, field=field, **params)


class ActorEnded(NotAllowed):
    """The actor was deactivated or erased after the request began."""

    def __init__(self) -> None:
        super().__init__("actor_ended")
