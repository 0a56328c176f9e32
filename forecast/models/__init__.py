"""What forecasts keep."""

from forecast.models.day import FiledAhead, GateDay
from forecast.models.forecast import Forecast, ForecastQuerySet, Round, Standing, What, Why

__all__ = ["FiledAhead", "Forecast", "ForecastQuerySet", "GateDay", "Round", "Standing", "What", "Why"]
