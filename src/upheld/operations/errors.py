"""What an operation answers when it will not act: a code, its values, the field concerned, words for people.

Each operation defines its own ``Cannot…`` as a subclass of `Refused` beside it; every surface turns any
of them, at one place, into a form error or a problem+json answer. The words stand in the context's
catalogue under ``refused.<code>``.
"""

from __future__ import annotations

from upheld.i18n.words import say


class Refused(Exception):
    """An act that is not done. ``code`` is stable; ``params`` are its values; ``field`` names the input at fault."""

    def __init__(self, code: str, *, field: str | None = None, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.params: dict[str, object] = params

    def text(self, lang: str | None = None) -> str:
        """The reason in words; in the active language where none is given."""
        return say("refused", self.code, lang=lang, **self.params)

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.code}({shown})" if shown else self.code


class Damaged(Exception):
    """What is stored cannot be read: no act of the reader's is at fault, and only a backup helps.

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
    """No such object, or one of an organisation that the actor does not belong to: one answer for both."""

    def __init__(self, code: str = "not_found", *, field: str | None = None, **params: object) -> None:
        super().__init__(code, field=field, **params)


class NotAllowed(Refused):
    """The object is the actor's to see; the act is not the actor's to do."""

    def __init__(self, code: str = "not_allowed", *, field: str | None = None, **params: object) -> None:
        super().__init__(code, field=field, **params)
