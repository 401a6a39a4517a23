import settings  # noqa: F401  the application's
