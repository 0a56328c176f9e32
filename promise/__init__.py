"""The promise in two directions, counted: what hauliers owe the gate and what the gate owes them (docs/duties.md)."""
