"""How fast the gate is, against a baseline of the same run (docs/benchmarks.md)."""
