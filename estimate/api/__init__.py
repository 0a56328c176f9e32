"""The record of the estimates, for programs."""
