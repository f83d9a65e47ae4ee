"""Flight recordings as every ground station reads them: .tlog files, written and read."""
