"""From pixels to boxes round things."""
