"""What open data keep."""

from opendata.models.release import Release, ReleaseQuerySet

__all__ = ["Release", "ReleaseQuerySet"]
