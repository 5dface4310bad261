"""A decorator for states of the database that many tests begin with: a process makes each once, then copies it."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.conf import settings

from support import states
from upheld.contracts import queries as contract_queries
from upheld.database import row_security
from upheld.database.timekeeping import dating

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

_results: dict[tuple[object, ...], tuple[bytes, str]] = {}
"""Results that this process made, and the rows of the database behind them."""


def remembered(make: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Make ``make`` write its rows and compute its result once for each arguments; later calls copy both.

    It must begin with an empty database, date its acts itself, and depend on nothing but its arguments. Where the
    database is not empty or not one of the tests', or the database dates the acts, every call runs ``make``.
    """

    @wraps(make)
    def copied(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        if not (dating.dating() and states.is_empty()):
            return make(*args, **kwargs)
        row_security.enter(None)
        contract_queries.forget()
        key = (make.__module__, make.__qualname__, settings.SECRET_KEY, args, *sorted(kwargs.items()))
        if key in _results:
            states.copy_in(_results[key][1])
        else:
            _results[key] = pickle.dumps(make(*args, **kwargs)), states.copy_out()
        result: Result = pickle.loads(_results[key][0])
        return result

    return copied
