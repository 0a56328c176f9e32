"""Reading what was kept and what was not. No writes."""
