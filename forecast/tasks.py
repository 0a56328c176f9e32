"""Forecasts by the clock: read it, call one operation."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from forecast.operations.making import make_forecasts


@shared_task(name="forecast.look_ahead", acks_late=True)
def look_ahead(**_: Any) -> int:
    """Make the forecasts of the evening, if they are not there yet."""
    return make_forecasts(at=timezone.now())
