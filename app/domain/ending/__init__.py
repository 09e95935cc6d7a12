"""The end of a project: what is deleted, by whom, and what stays (A7, domain.md 4.8).

`verbs` ends it and opens it again, `deleting` takes away what people gave and who they are,
`contacts` deletes addresses that nothing more is written to, `archive` is what may be kept outside.
"""

from app.domain.ending.archive import archive
from app.domain.ending.contacts import contacts_over, forget_contacts_over
from app.domain.ending.deleting import delete_what_is_due, ends_due, to_be_deleted
from app.domain.ending.verbs import end_project, open_again

__all__ = [
    "archive",
    "contacts_over",
    "delete_what_is_due",
    "end_project",
    "ends_due",
    "forget_contacts_over",
    "open_again",
    "to_be_deleted",
]
