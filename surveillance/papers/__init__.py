"""Papers of an operation: what people recorded of permits, aircraft, pilots; never assumed."""
