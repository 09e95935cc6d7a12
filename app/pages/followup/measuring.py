"""The routes of measures, their figures and charts, at both doors of a trial."""

from app.pages.followup import chart_files, figures, measures

# Files first: their addresses end where a measure's page has its own.
_PARTS = (chart_files, measures, figures)
BY_ACCOUNT = tuple(part.by_account for part in _PARTS)
BY_LINK = tuple(part.by_link for part in _PARTS)
ROUTERS = (*BY_ACCOUNT, *BY_LINK)
