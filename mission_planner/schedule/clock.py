"""The clock of a day."""

from mission_planner.schedule.asked import DAY_S
from mission_planner.schedule.day import Day


def clock(day: Day, moment_s: float) -> str:
    """HH:MM of the local time; hours and minutes since the first take-off without a window."""
    window = day.asked.window
    minutes = round((moment_s + (window.start_s if window else 0.0)) / 60.0)
    hours, rest = divmod(minutes, 60)
    if window is None:
        return f"+{hours:02d}:{rest:02d}"
    return f"{hours % int(DAY_S / 3600):02d}:{rest:02d}"
