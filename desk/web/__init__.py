"""The scan page: what an officer at the barrier works with, with network and without (docs/scanner.md)."""
