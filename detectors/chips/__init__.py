"""Small windows of a radar picture round what was found, and what a network makes of them."""
