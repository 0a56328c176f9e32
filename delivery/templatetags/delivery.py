"""`{% load delivery %}`: what a report is called."""

from django import template

from delivery.titles import title_of

register = template.Library()
register.filter("title_of", title_of)
