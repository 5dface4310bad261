"""A slow second opinion on the SLA semantics, written from the page alone.

It shares no code and no data structure with the product: plain dictionaries go in, plain dictionaries come out, and
open hours are a table of UTC minutes, each asked for its local wall-clock time.
"""

from sla.oracle.assess import Verdict, assess, assess_contract, calendar_of

__all__ = ["Verdict", "assess", "assess_contract", "calendar_of"]
