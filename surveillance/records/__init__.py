"""What is kept of every sortie that was launched: one file each, whole and on the disk."""
