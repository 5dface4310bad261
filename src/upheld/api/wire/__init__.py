"""The HTTP layer of the API: authentication, request and response schemas, idempotency, rate limits and errors."""
