"""How good it finds: measured, and written into docs/accuracy.md (`python -m bench.accuracy`)."""
