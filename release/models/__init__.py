"""The rows of the time release study: facts of passages and checks, targets, and how far the journal was followed."""

from release.models.fact import CheckFact, Passage
from release.models.following import Follow, Look
from release.models.target import Target

__all__ = ["CheckFact", "Follow", "Look", "Passage", "Target"]
