"""How a forecast is reckoned: arithmetic on days and counts, without database, clock or words (docs/forecast.md)."""
