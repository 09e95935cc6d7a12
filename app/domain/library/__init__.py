"""The how: what a trial took, and the library in which other teams find it (T6).

`tables` says what is written down, `writing` how a team writes it, `own_words` keeps people's words
out of it, `publishing` puts it into the library and takes it out, `index` finds it by words,
`shelf` is what readers see, `copying` brings it into a project of one's own.
"""

from app.domain.library.copying import (
    CopyShown,
    copies_in,
    copy_how,
    copy_in_trial,
    put_copy_away,
    stop_using,
    take_copy_out,
    use_copy,
)
from app.domain.library.forgetting import forget_hows
from app.domain.library.publishing import (
    first_draft,
    on_the_shelf,
    publish,
    put_on_shelf,
    take_off_shelf,
    unpublish,
)
from app.domain.library.shelf import OnShelf, Shelf, Whole, shelf, whole
from app.domain.library.tables import FIELDS, Copy, How, HowSaid, Published
from app.domain.library.writing import how_of, how_stands, put_how, write_how

__all__ = [
    "FIELDS",
    "Copy",
    "CopyShown",
    "How",
    "HowSaid",
    "OnShelf",
    "Published",
    "Shelf",
    "Whole",
    "copies_in",
    "copy_how",
    "copy_in_trial",
    "first_draft",
    "forget_hows",
    "how_of",
    "how_stands",
    "on_the_shelf",
    "publish",
    "put_copy_away",
    "put_how",
    "put_on_shelf",
    "shelf",
    "stop_using",
    "take_copy_out",
    "take_off_shelf",
    "unpublish",
    "use_copy",
    "whole",
    "write_how",
]
