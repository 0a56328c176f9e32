"""How many queries a page takes: asked for once to warm up, then counted."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def main(path: str, header: str, value: str) -> int:
    """Ask for `path` under that header (`Authorization` or `Cookie`); answers the number of queries."""
    client = Client(headers={header: value}, SERVER_NAME="127.0.0.1")
    client.get(path, secure=True)
    with CaptureQueriesContext(connection) as captured:
        status = client.get(path, secure=True).status_code
    if status != 200:
        raise SystemExit(f"{path} was answered with {status}.")
    return len(captured)
