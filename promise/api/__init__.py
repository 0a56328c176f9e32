"""The companies' own strikes under /api/v1/."""
