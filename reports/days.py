"""The bulletin's day is the gate's own."""

from declarations.days import Day, current_date, day_of, last_due_date

__all__ = ["Day", "current_date", "day_of", "last_due_date"]
