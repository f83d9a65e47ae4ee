"""MAVLink 2 signing: the key, the time that only rises, and the check of what arrives."""
