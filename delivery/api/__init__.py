"""What a manager's program calls (docs/delivery.md)."""
