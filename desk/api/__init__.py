"""What a scanner calls (docs/scanner.md)."""
