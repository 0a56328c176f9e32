"""The rooms of the house, from the ground up: each may use those before it, as pyproject.toml says more exactly."""

from typing import Final

ROOMS: Final = (
    "contract",
    "accounts",
    "declarations",
    "seal",
    "workspace",
    "desk",
    "notices",
    "reports",
    "release",
    "promise",
    "forecast",
    "estimate",
    "simulation",
    "opendata",
    "delivery",
)
