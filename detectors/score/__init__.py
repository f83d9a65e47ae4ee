"""How good what was found is, against the truth."""
