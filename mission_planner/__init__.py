"""From an area to a flyable, checked mission."""
