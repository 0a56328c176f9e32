"""Set Django up, then run one of the scripts beside; what it answers is printed as one line of JSON."""

import json
import sys
from importlib import import_module

import django

if __name__ == "__main__":
    django.setup()
    name, *arguments = sys.argv[1:]
    print(json.dumps(import_module(f"bench.inside.{name}").main(*arguments)))
