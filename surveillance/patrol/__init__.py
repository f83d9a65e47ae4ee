"""Fly a planned sortie: checks, upload, confirmation, launch, watch, landing."""
