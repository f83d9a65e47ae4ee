"""Papers that come out of what was flown: flight log, notification, incident draft."""
