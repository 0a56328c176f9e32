"""The baseline: the same rows in the same tables, written by plain Django views and nothing else."""
