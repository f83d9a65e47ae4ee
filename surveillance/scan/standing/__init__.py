"""What stands in the sea: told by a list or learned from many passes, and no vessel."""
