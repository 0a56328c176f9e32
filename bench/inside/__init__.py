"""Scripts that run inside the gate, on the database of a bench: `python -m bench.inside NAME ARGUMENTS…`."""
