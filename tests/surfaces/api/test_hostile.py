"""The API against a generator of hostile calls: no error of ours, nothing invalid taken, nothing answered that is not
written down, nothing told without a token."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import CHECKS, load_all_checks

from factories.api import token_of
from factories.world import World
from surfaces.objects import objects
from upheld.api.document import document
from upheld.config.wsgi import application
from upheld.contracts import queries as contract_queries

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("one_connection")]
EXAMPLES = 10
REFUSED_BY_RULE = ["2XX", "401", "403", "404", "409", "422", "429"]
REFUSED = ["400", "401", "403", "404", "405", "409", "413", "415", "422", "429"]


def _schema() -> Any:
    schema = schemathesis.openapi.from_dict(document())
    schema.app = application
    schema.location = "/api/v1/openapi.json"
    schema.config.checks.positive_data_acceptance.expected_statuses = REFUSED_BY_RULE
    schema.config.checks.negative_data_rejection.expected_statuses = REFUSED
    schema.config.generation.update(with_security_parameters=False)
    return schema


load_all_checks()
schema = _schema()


@pytest.fixture
def caller(world: World, who: str) -> Iterator[tuple[str, dict[str, Any]]]:
    known = objects(world)
    yield token_of(world.staff[who]), known
    contract_queries.forget()


@schema.parametrize()
@pytest.mark.parametrize("who", ["admin"])  # with a parameter, each operation's test has a name of its own
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_hostile_calls_are_answered_as_written_down(
    case: schemathesis.Case, caller: tuple[str, dict[str, Any]]
) -> None:
    token, known = caller
    for name, value in (case.path_parameters or {}).items():
        # What is well formed leads to something that exists, so that calls get further than 404.
        if type(value) is int and value > 0 and name in known:
            case.path_parameters[name] = known[name]
    case.call_and_validate(
        headers={"Authorization": f"Bearer {token}"},
        checks=[check for name, check in CHECKS._items.items() if name != "missing_required_header"],
    )
