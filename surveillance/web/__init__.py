"""The live map: its page, its assets, and the station that serves them."""
