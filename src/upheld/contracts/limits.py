"""The bounds of what contracts and products name. Tickets hold these names, so the desk's bounds follow from them."""

from __future__ import annotations

PLAN_MAX = 60
COMPONENT_MAX = 60
REGION_MAX = 40
ENVIRONMENTS = ("production", "test")
