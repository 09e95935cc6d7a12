"""The honesty check: what was acknowledged against what the server gives back."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

KINDS = ("placement", "word", "story", "idea", "dot", "answer")
OTHER = "other"
COUNTED_AS = {
    "placement": "placement",
    "word": "word",
    "story": "story",
    "change": "story",
    "idea": "idea",
    "dot": "dot",
    "dot_back": "dot",
    "answer": "answer",
}
RECEIPT_OF = {"change": "story", "take_back": "withdrawal", "pause_end": "no pause"}
KIND_OF_IDEA = {"priorities": "priority", "ideas": "idea"}


class Outcome(StrEnum):
    UNANSWERED = "unanswered"  # it may be stored or not
    ACKNOWLEDGED = "acknowledged"  # it must be stored
    REFUSED = "refused"  # it must not be stored


@dataclass
class Sent:
    """One act of one seat; `removes` is the text it takes away (a story changed or taken back)."""

    key: str
    act: str
    fields: tuple[tuple[str, str], ...] = ()
    outcome: Outcome = Outcome.UNANSWERED
    tries: int = 0
    began: float = 0.0  # seconds, on the client's own clock
    milliseconds: float = 0.0  # from the first try to the answer
    stage_kind: str = ""
    removes: tuple[str, str] | None = None  # touchpoint and text

    @property
    def kind(self) -> str:
        return COUNTED_AS.get(self.act, OTHER)

    def get(self, name: str) -> str:
        return next((value for known, value in self.fields if known == name), "")

    @property
    def is_sure(self) -> bool:
        return self.outcome is Outcome.ACKNOWLEDGED

    @property
    def may_be_stored(self) -> bool:
        return self.outcome is not Outcome.REFUSED


@dataclass
class Finding:
    """What came of one seat's acts: by kind, the keys found and lost, how many were too many."""

    found: dict[str, set[str]] = field(default_factory=dict)
    lost: dict[str, set[str]] = field(default_factory=dict)
    twice: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)

    def finds(self, sent: Sent) -> None:
        self.found.setdefault(sent.kind, set()).add(sent.key)

    def misses(self, sent: Sent, why: str) -> None:
        self.lost.setdefault(sent.kind, set()).add(sent.key)
        self.problems.append(f"{sent.kind} {sent.key} lost: {why}")

    def has_too_many(self, kind: str, many: int, why: str) -> None:
        self.twice[kind] += many
        self.problems.append(f"{kind} {many} too many: {why}")


def check_seat(acts: Sequence[Sent], mine: Mapping[str, Any] | None) -> Finding:
    """Compare one seat's acts, in their order, with its `mine.json`; None: it could not be read."""
    finding = Finding()
    if mine is None:
        for sent in acts:
            if sent.is_sure:
                finding.lost.setdefault(sent.kind, set()).add(sent.key)
        finding.problems.append("a seat could not be read back: all it gave counts as lost")
        return finding
    _check_receipts(acts, mine["receipts"], finding)
    _check_placements(acts, mine["placements"], finding)
    _check_guesses(acts, mine["guesses"], finding)
    _check_words(acts, mine["own_words"], finding)
    _check_stories(acts, mine["stories"], finding)
    _check_ideas(acts, mine["ideas"], finding)
    _check_dots(acts, mine["dots"], finding)
    _check_answers(acts, mine["answers"], finding)
    return finding


def _check_receipts(acts: Iterable[Sent], receipts: Mapping[str, str], finding: Finding) -> None:
    for sent in acts:
        kept = receipts.get(sent.key)
        if sent.is_sure and kept is None:
            finding.misses(sent, "it has no receipt")
        elif sent.is_sure and kept != RECEIPT_OF.get(sent.act, sent.act):
            finding.misses(sent, f"its receipt says {kept}")
        elif sent.is_sure:
            finding.finds(sent)
        elif sent.outcome is Outcome.REFUSED and kept is not None:
            finding.has_too_many(sent.kind, 1, f"{sent.key} was refused but is stored")


def _check_placements(
    acts: Sequence[Sent], stored: Mapping[str, int | None], finding: Finding
) -> None:
    _check_heights(acts, "placement", "height", stored, finding)


def _check_guesses(
    acts: Sequence[Sent], stored: Mapping[str, int | None], finding: Finding
) -> None:
    _check_heights(acts, "guess", "guess", stored, finding)


def _check_heights(
    acts: Sequence[Sent],
    act: str,
    field: str,
    stored: Mapping[str, int | None],
    finding: Finding,
) -> None:
    nothing, kind = "nothing", COUNTED_AS.get(act, OTHER)
    for touchpoint, mine in _by_touchpoint(acts, act):
        allowed, last = _last(mine, lambda sent: _height(sent.get(field)), nothing)
        now = stored.get(touchpoint, nothing)
        if now in allowed:
            continue
        if last is not None:
            finding.misses(last, f"the height is {now}, not {last.get(field)}")
        else:
            finding.has_too_many(kind, 1, "a height that was never acknowledged")
    sent_to = {sent.get("touchpoint") for sent in acts if sent.act == act}
    for touchpoint in stored.keys() - sent_to:
        finding.has_too_many(kind, 1, f"a height at {touchpoint}, where none was put")


def _check_words(acts: Sequence[Sent], stored: Mapping[str, list[str]], finding: Finding) -> None:
    for touchpoint, mine in _by_touchpoint(acts, "word"):
        allowed, last = _last(mine, _words, frozenset())
        words = stored.get(touchpoint, [])
        doubled = len(words) - len(set(words))
        if doubled:
            finding.has_too_many("word", doubled, f"the same word again in {words}")
        if frozenset(words) in allowed:
            continue
        if last is not None:
            finding.misses(last, f"the words are {words}, not {sorted(_words(last))}")
        else:
            finding.has_too_many("word", 1, "words that were never acknowledged")
    sent_to = {sent.get("touchpoint") for sent in acts if sent.act == "word"}
    for touchpoint, words in stored.items():
        if words and touchpoint not in sent_to:
            finding.has_too_many("word", len(words), f"words at {touchpoint}, where none were put")


def _check_stories(
    acts: Sequence[Sent], stored: Iterable[Mapping[str, str]], finding: Finding
) -> None:
    told = [sent for sent in acts if sent.kind == "story"]
    removing = [sent for sent in acts if sent.removes is not None]
    _check_amounts(
        "story",
        [(sent, (sent.get("touchpoint"), sent.get("text"))) for sent in told],
        [(sent, sent.removes) for sent in removing],
        Counter((each["touchpoint"], each["text"]) for each in stored),
        finding,
    )


def _check_ideas(
    acts: Sequence[Sent], stored: Iterable[Mapping[str, str]], finding: Finding
) -> None:
    offered = [sent for sent in acts if sent.act == "idea"]
    _check_amounts(
        "idea",
        [(s, (KIND_OF_IDEA[s.stage_kind], s.get("touchpoint"), s.get("text"))) for s in offered],
        [],
        Counter((each["kind"], each["touchpoint"], each["text"]) for each in stored),
        finding,
    )


def _check_dots(acts: Sequence[Sent], stored: Mapping[str, int], finding: Finding) -> None:
    _check_amounts(
        "dot",
        [(sent, sent.get("idea")) for sent in acts if sent.act == "dot"],
        [(sent, sent.get("idea")) for sent in acts if sent.act == "dot_back"],
        Counter(stored),
        finding,
    )


def _check_answers(
    acts: Sequence[Sent], stored: Iterable[Mapping[str, Any]], finding: Finding
) -> None:
    """Of each choice only the last answer is stored, and none that was taken back."""
    kept = {(each["stage"], each["idea"]): _as_stored(each["says"]) for each in stored}
    sent_of: dict[tuple[str, str], list[Sent]] = {}
    for sent in acts:
        if sent.act == "answer":
            sent_of.setdefault((sent.get("stage"), sent.get("idea")), []).append(sent)
    for choice, mine in sent_of.items():
        allowed, last = _last(mine, _answer, frozenset())
        now = kept.get(choice, frozenset())
        if now in allowed:
            continue
        if last is not None:
            finding.misses(last, f"the answer is {sorted(now)}, not {sorted(_answer(last))}")
        else:
            finding.has_too_many("answer", 1, "an answer that was never acknowledged")
    for choice in kept.keys() - sent_of.keys():
        finding.has_too_many("answer", 1, f"an answer about {choice}, where none was given")


def _as_stored(says: Mapping[str, int]) -> frozenset[tuple[str, str]]:
    return frozenset((name, str(value)) for name, value in says.items())


def _answer(sent: Sent) -> frozenset[tuple[str, str]]:
    if sent.get("back"):
        return frozenset()
    return frozenset(field for field in sent.fields if field[0] not in {"stage", "idea"})


def _check_amounts(
    kind: str,
    adding: Sequence[tuple[Sent, Hashable]],
    removing: Sequence[tuple[Sent, Hashable]],
    stored: Counter[Any],
    finding: Finding,
) -> None:
    """Of each thing at least what is sure to be there, at most what may be there."""
    least, most = Counter[Hashable](), Counter[Hashable]()
    last: dict[Hashable, Sent] = {}
    for sent, what in adding:
        least[what] += sent.is_sure
        most[what] += sent.may_be_stored
        if sent.is_sure:
            last[what] = sent
    for sent, what in removing:
        least[what] -= sent.may_be_stored
        most[what] -= sent.is_sure
    for what in {*most, *stored}:
        if stored[what] > most[what]:
            finding.has_too_many(kind, stored[what] - most[what], f"{what}")
        elif stored[what] < least[what]:
            finding.misses(last[what], f"{stored[what]} of {least[what]} are there")


def _by_touchpoint(acts: Iterable[Sent], act: str) -> Iterable[tuple[str, list[Sent]]]:
    found: dict[str, list[Sent]] = {}
    for sent in acts:
        if sent.act == act:
            found.setdefault(sent.get("touchpoint"), []).append(sent)
    return found.items()


def _last(acts: Sequence[Sent], value: Any, nothing: Any) -> tuple[set[Any], Sent | None]:
    """What may be stored now (the last acknowledged, or one left unanswered after it), and it."""
    allowed, last = {nothing}, None
    for sent in acts:
        if sent.is_sure:
            allowed, last = {value(sent)}, sent
        elif sent.may_be_stored:
            allowed.add(value(sent))
    return allowed, last


def _height(said: str) -> int | None:
    return None if said == "skip" else int(said)


def _words(sent: Sent) -> frozenset[str]:
    return frozenset(value for name, value in sent.fields if name in {"word", "own"})
