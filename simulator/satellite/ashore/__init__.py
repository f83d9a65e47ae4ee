"""What receivers ashore hear of the vessels of a scene, and what they miss."""
