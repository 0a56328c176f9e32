"""Text that a spreadsheet program must not take for a formula."""

_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would begin to compute."""
    return f"'{text}" if text.startswith(_BEGINNINGS) else text
