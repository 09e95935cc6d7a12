"""What a team typed on a project's page, and how long it may be."""

from app.domain import journey, projects, workshops

PROJECT = {"title": projects.TITLE, "journey": projects.JOURNEY}
WORKSHOP = {"title": workshops.TITLE}
JOURNEY = {"lines": journey.MOST * (journey.TITLE + journey.SOURCE)}
