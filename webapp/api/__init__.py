"""The interface for programs under /api/v1: JSON in and out, errors as application/problem+json."""
