"""The bounds of what a ticket and its entries hold. The desk and the check of an export apply the same ones."""

from __future__ import annotations

from upheld.contracts.limits import PLAN_MAX, REGION_MAX
from upheld.sla import ID_MAX

SUBJECT_MAX = 200
BODY_MAX = 50_000
"""Characters of a message."""
REASON_MAX = 4_000
LEVEL_MAX = CLAUSE_MAX = ID_MAX
"""Characters of the id of a severity, or of an exclusion clause: as many as a contract may give it."""
FILES_MAX = 10
"""The most files of a message."""
TAGS_MAX = 20
ITEM_MAX = 200
"""Characters of an item of a request for information."""
EVIDENCE_MAX = 50
"""The most values of evidence in one act."""
SHORT_MAX = REGION_MAX
"""Characters of a platform, an SDK version or a region."""
NAME_MAX = PLAN_MAX
"""Characters of a component or a plan."""
ITEMS_MAX = 20
"""The most items of a request for information."""
