"""`{% load border %}`: how pages write instants, days, numbers and money (declarations.web.written)."""

from django import template

from declarations.web import written

register = template.Library()
register.filter("instant", written.instant)
register.filter("moment", written.moment)
register.filter("window", written.window)
register.filter("day", written.day)
register.filter("amount", written.amount)
register.filter("dong", written.dong)
register.filter("spaced", written.number)
register.filter("agency_beside", written.agency_beside)
