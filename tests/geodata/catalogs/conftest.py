"""What is collected here: the mirror is asked through sentinelsat, where the extra is installed."""

from importlib.util import find_spec

collect_ignore = [] if find_spec("sentinelsat") else ["test_dhus_mirror.py"]
