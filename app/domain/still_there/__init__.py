"""Is it still happening? The same touchpoint asked of today's patients and staff (M8, T5).

`tables` says what an answer and a check are, `links` how a card leads to the question, `answering`
what somebody at the card does, `checks` when a check is due and what it says, `reading` what may be
shown of the answers, `before_after` how the touchpoint felt before and feels now.
"""

from app.domain.still_there.answering import Asked, answer, answer_of, asked_with, take_answer_back
from app.domain.still_there.before_after import BeforeAfter, Felt, before_and_after
from app.domain.still_there.checks import (
    CheckShown,
    checks_of,
    due_checks,
    settle_check,
)
from app.domain.still_there.forgetting import forget_answers
from app.domain.still_there.links import AskLink, begin_asking, links_of, stop_asking
from app.domain.still_there.reading import (
    Said,
    WordsWritten,
    hide_words,
    said_by,
    show_words,
    words_written,
)
from app.domain.still_there.tables import SAID, SIDES, WORDS, Answer, Check

__all__ = [
    "SAID",
    "SIDES",
    "WORDS",
    "Answer",
    "AskLink",
    "Asked",
    "BeforeAfter",
    "Check",
    "CheckShown",
    "Felt",
    "Said",
    "WordsWritten",
    "answer",
    "answer_of",
    "asked_with",
    "before_and_after",
    "begin_asking",
    "checks_of",
    "due_checks",
    "forget_answers",
    "hide_words",
    "links_of",
    "said_by",
    "settle_check",
    "show_words",
    "stop_asking",
    "take_answer_back",
    "words_written",
]
