"""How long it will take, reckoned from what was observed: pure arithmetic, no database, no clock (docs/estimate.md)."""
