"""How many queries a live page takes, and how many the question whether anything is new."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def main(path: str, cookie: str) -> tuple[int, int]:
    """Ask for the page, then for its part with the ETag it has; answers the number of queries of both."""
    client = Client(headers={"Cookie": cookie}, SERVER_NAME="127.0.0.1")
    asks = {"HX-Request": "true"}
    etag = client.get(path, secure=True, headers=asks).headers["ETag"]
    counted = []
    for headers, expected in (({}, 200), ({**asks, "If-None-Match": etag}, 304)):
        with CaptureQueriesContext(connection) as captured:
            status = client.get(path, secure=True, headers=headers).status_code
        if status != expected:
            raise SystemExit(f"{path} was answered with {status}, not {expected}.")
        counted.append(len(captured))
    return counted[0], counted[1]
