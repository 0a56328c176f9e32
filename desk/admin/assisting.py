"""The way from the first page of the desk to assisted filing, for the agencies that meet drivers at the gate."""

from datetime import datetime

from accounts.models import User
from declarations.admin.beside import Block
from declarations.operations.assisting import ASSISTING


def on_home(user: User, at: datetime) -> Block | None:  # noqa: ARG001
    """A link, for whoever assists."""
    return Block("admin/desk/home_assist.html", None) if user.is_officer and user.agency in ASSISTING else None
