"""How good the estimates of waiting were: for everybody to read."""
