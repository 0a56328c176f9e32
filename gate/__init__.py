"""The shell: settings, addresses, processes and health. Wiring only; the gate's own work is in the other rooms."""
