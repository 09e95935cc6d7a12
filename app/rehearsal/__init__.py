"""A rehearsal: invented people who come in by the same doors as everybody, over HTTP (S10)."""

from app.rehearsal.report import Line, Progress, Report
from app.rehearsal.running import CannotRehearse, rehearse

__all__ = ["CannotRehearse", "Line", "Progress", "Report", "rehearse"]
