"""The files of a sending: made once and kept by reports, whoever sends them."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import IO, Any, NamedTuple

from reports.exports.making import name_of
from reports.models import Bulletin, ReportFile
from reports.operations import files


class Paper(NamedTuple):
    """One file, and the name that it is sent under."""

    name: str
    file: ReportFile

    @property
    def form(self) -> str:
        return self.file.form

    @property
    def size_bytes(self) -> int:
        return self.file.size_bytes or 0

    def open(self) -> IO[bytes]:
        """Its bytes, to be read."""
        return files.open_file(self.file)

    def as_json(self) -> dict[str, Any]:
        """What a sending keeps of it."""
        return {
            "form": self.form, "name": self.name, "size_bytes": self.size_bytes, "sha256": self.file.sha256
        }  # fmt: skip


def papers_of(
    bulletin: Bulletin, *, gates: Sequence[str], language: str, forms: Iterable[str], at: dt.datetime
) -> list[Paper]:
    """The files of these forms, made now where they were not yet.

    :raises DomainError: this machine cannot make one of them.
    """
    return [
        Paper(
            name_of(bulletin, form=form),
            files.file_for(bulletin_id=bulletin.pk, gates=gates, language=language, form=form, at=at),
        )
        for form in forms
    ]
