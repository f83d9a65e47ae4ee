"""The radar that looks at the sea: its orbit, where it puts a place, and how it measures."""
