"""Estimates as they were published, what came of them, and their scores."""

from estimate.models.estimate import Estimate, Fate
from estimate.models.round import Round
from estimate.models.score import WeekScore

__all__ = ["Estimate", "Fate", "Round", "WeekScore"]
