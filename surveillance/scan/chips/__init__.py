"""A small picture of each found thing."""
