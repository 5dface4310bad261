"""The header policy: identifiers and addresses of lists stay on one line and are never encoded."""

from __future__ import annotations

from email import policy
from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import Message
from email.policy import Policy

AS_THEY_ARE = ("message-id", "in-reply-to", "references", "list-id", "list-unsubscribe")


class _OneLine(UnstructuredHeader, BaseHeader):
    """An ASCII value of ours. The standard library encodes a long one, and mail programs do not decode it there."""

    def fold(self, *, policy: Policy[Message[str, str]]) -> str:
        """The header on a line of its own."""
        return f"{self.name}: {self}{policy.linesep}"


def _registry() -> HeaderRegistry:
    registry = HeaderRegistry()
    for name in AS_THEY_ARE:
        registry.map_to_type(name, _OneLine)
    return registry


POLICY = policy.SMTP.clone(header_factory=_registry())
