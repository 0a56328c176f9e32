"""What the scan page's templates ask for: short words for codes."""

from django import template

from declarations.stages import CheckCode, CheckState, Stage
from desk.admin.words import as_read
from desk.admin.words import why as why_of

register = template.Library()
register.filter("why", why_of)
register.filter("as_read", as_read)


@register.filter
def check_label(code: str) -> str:
    """A check by its name."""
    return str(CheckCode(code).label) if code in CheckCode.values else code


@register.filter
def state_label(state: str) -> str:
    """The state of a check by its name."""
    return str(CheckState(state).label) if state in CheckState.values else state


@register.filter
def stage_label(stage: str) -> str:
    """A stage by its name."""
    return str(Stage(stage).label) if stage in Stage.values else stage


@register.filter
def is_chinese(plate: str) -> bool:
    """Whether it is drawn yellow: a Vietnamese plate begins with a figure."""
    return not plate[:1].isdigit()
