"""Enumerated values of request bodies and paths."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

Language = Literal["en", "zh-hans"]
RoleName = Literal["requester", "customer_manager", "engineer", "expert", "csm", "support_manager", "arbiter", "admin"]
Roles = Annotated[list[RoleName], Field(min_length=1, max_length=8, examples=[["requester"]])]
