"""The static files, looked for once in a process: every test client makes the middlewares anew."""

from typing import Any, ClassVar

from whitenoise.middleware import WhiteNoiseMiddleware


class FilesOnce(WhiteNoiseMiddleware):  # type: ignore[misc]  # the library says nothing of its types
    """The middleware of the program, which shares what it found."""

    found: ClassVar[dict[str, Any]] = {}

    def add_files_from_finders(self) -> None:
        if not self.found:
            super().add_files_from_finders()
            self.found.update(self.files)
        self.files.update(self.found)
