"""What every test may use. Database tests run on the embedded PostgreSQL, as the application's role."""

pytest_plugins = ["support.database", "support.words", "factories.world"]
