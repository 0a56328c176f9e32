#!/usr/bin/env python3
"""The commands of the gate: `manage.py help`."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gate.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("Django is not installed here; run `make run` once, then use .venv/bin/python manage.py.")
    import gate.celery  # noqa: F401 - reads the settings and gives shared tasks their broker

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
