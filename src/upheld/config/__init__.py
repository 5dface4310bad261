"""The configuration of an installation: environment variables, Django settings, middleware, URLs and health checks."""
