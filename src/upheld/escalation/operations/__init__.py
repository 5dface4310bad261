"""Operations on webhook endpoints and on failed messages."""

from upheld.escalation.operations.endpoints import (
    CannotUseEndpoint,
    CreatedEndpoint,
    create_endpoint,
    disable_endpoint,
    enable_endpoint,
    endpoint_gone,
    test_endpoint,
)
from upheld.escalation.operations.passing_on import pass_on
from upheld.escalation.operations.resending import CannotResend, resend
from upheld.escalation.operations.sealing import reseal_endpoints

__all__ = [
    "CannotResend",
    "CannotUseEndpoint",
    "CreatedEndpoint",
    "create_endpoint",
    "disable_endpoint",
    "enable_endpoint",
    "endpoint_gone",
    "pass_on",
    "reseal_endpoints",
    "resend",
    "test_endpoint",
]
