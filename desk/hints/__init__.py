"""What makes a declaration look misdeclared: pure rules over facts, each with its figures (ADR 0083)."""
