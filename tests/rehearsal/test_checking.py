"""The check must be able to fail: each kind of dishonesty is caught."""

from copy import deepcopy
from typing import Any

import pytest

from app.rehearsal.checking import Outcome, Sent, check_seat
from app.rehearsal.report import report

YES, NO, OPEN = Outcome.ACKNOWLEDGED, Outcome.REFUSED, Outcome.UNANSWERED


def sent(key: str, act: str, outcome: Outcome = YES, **fields: str) -> Sent:
    removes = fields.pop("removes", None)
    kind = fields.pop("stage_kind", "")
    return Sent(
        key=key,
        act=act,
        fields=tuple(fields.items()),
        outcome=outcome,
        tries=1,
        milliseconds=10.0,
        stage_kind=kind,
        removes=tuple(removes.split("|")) if removes else None,
    )


ACTS = [
    sent("p1", "placement", touchpoint="t1", height="-2"),
    sent("p2", "placement", touchpoint="t1", height="1"),
    sent("p3", "placement", touchpoint="t2", height="skip"),
    sent("g1", "guess", touchpoint="t1", guess="2"),
    sent("g2", "guess", touchpoint="t1", guess="-1"),
    sent("w1", "word", touchpoint="t1", word="alone", own="in limbo"),
    sent("s1", "story", touchpoint="t1", text="Nobody came."),
    sent("s2", "story", touchpoint="t2", text="They all came."),
    sent("x1", "take_back", removes="t2|They all came."),
    sent("i1", "idea", stage_kind="priorities", touchpoint="t1", text="Less waiting"),
    sent("i2", "idea", stage_kind="ideas", touchpoint="t1", text="A card"),
    sent("d1", "dot", idea="i"),
    sent("d2", "dot", idea="i"),
    sent("d3", "dot", NO, idea="j"),
    sent("d4", "dot_back", idea="i"),
    sent("a1", "answer", stage="s", idea="i", agree="1"),
    sent("a2", "answer", stage="s", idea="i", agree="-1"),
    sent("a3", "answer", stage="s", idea="j", agree="0"),
    sent("a4", "answer", stage="s", idea="j", back="yes"),
]
MINE: dict[str, Any] = {
    "receipts": {
        "p1": "placement",
        "p2": "placement",
        "p3": "placement",
        "g1": "guess",
        "g2": "guess",
        "w1": "word",
        "s1": "story",
        "s2": "story",
        "x1": "withdrawal",
        "i1": "idea",
        "i2": "idea",
        "d1": "dot",
        "d2": "dot",
        "d4": "dot_back",
        "a1": "answer",
        "a2": "answer",
        "a3": "answer",
        "a4": "answer",
    },
    "placements": {"t1": 1, "t2": None},
    "guesses": {"t1": -1},
    "own_words": {"t1": ["alone", "in limbo"]},
    "stories": [{"id": "a", "touchpoint": "t1", "text": "Nobody came."}],
    "ideas": [
        {"id": "b", "touchpoint": "t1", "text": "Less waiting", "kind": "priority"},
        {"id": "c", "touchpoint": "t1", "text": "A card", "kind": "idea"},
    ],
    "dots": {"i": 1},
    "answers": [{"stage": "s", "idea": "i", "says": {"agree": -1}}],
}


def check(acts: list[Sent], mine: dict[str, Any] | None) -> tuple[dict[str, int], dict[str, int]]:
    """How many were lost and how many were too many, by kind."""
    finding = check_seat(acts, mine)
    lost = {kind: len(keys) for kind, keys in finding.lost.items()}
    assert bool(lost or finding.twice) == bool(finding.problems)
    return lost, dict(finding.twice)


def changed(**parts: Any) -> dict[str, Any]:
    return deepcopy(MINE) | parts


def without(key: str) -> dict[str, str]:
    return {known: act for known, act in MINE["receipts"].items() if known != key}


def test_an_honest_server_has_lost_nothing_and_has_nothing_twice():
    assert check(ACTS, MINE) == ({}, {})


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        ({"receipts": without("p1")}, "placement"),
        ({"receipts": without("d4")}, "dot"),
        ({"receipts": without("x1")}, "other"),
        ({"receipts": MINE["receipts"] | {"s1": "idea"}}, "story"),
        ({"placements": {"t1": -2, "t2": None}}, "placement"),
        ({"placements": {"t1": 1}}, "placement"),
        ({"placements": {"t1": 1, "t2": 0}}, "placement"),
        ({"guesses": {"t1": 2}}, "other"),
        ({"guesses": {}}, "other"),
        ({"own_words": {"t1": ["alone"]}}, "word"),
        ({"own_words": {"t1": ["alone", "in limbo", "calm"]}}, "word"),
        ({"own_words": {}}, "word"),
        ({"stories": []}, "story"),
        ({"stories": [{"id": "a", "touchpoint": "t2", "text": "Nobody came."}]}, "story"),
        ({"ideas": MINE["ideas"][:1]}, "idea"),
        ({"dots": {}}, "dot"),
        ({"receipts": without("a2")}, "answer"),
        ({"answers": []}, "answer"),
        ({"answers": [{"stage": "s", "idea": "i", "says": {"agree": 1}}]}, "answer"),
    ],
)
def test_what_was_acknowledged_and_is_not_there_is_lost(part: dict[str, Any], kind: str):
    lost, _ = check(ACTS, changed(**part))

    assert lost == {kind: 1}


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        ({"receipts": MINE["receipts"] | {"d3": "dot"}}, "dot"),
        ({"placements": {"t1": 1, "t2": None, "t3": 2}}, "placement"),
        ({"own_words": {"t1": ["alone", "alone", "in limbo"]}}, "word"),
        ({"own_words": MINE["own_words"] | {"t2": ["calm"]}}, "word"),
        ({"stories": MINE["stories"] * 2}, "story"),
        ({"ideas": [*MINE["ideas"], MINE["ideas"][0]]}, "idea"),
        ({"dots": {"i": 2}}, "dot"),
        ({"dots": {"i": 1, "j": 1}}, "dot"),
        ({"answers": [*MINE["answers"], {**MINE["answers"][0], "idea": "k"}]}, "answer"),
    ],
)
def test_what_is_there_more_often_than_it_was_sent_is_twice(part: dict[str, Any], kind: str):
    lost, twice = check(ACTS, changed(**part))

    assert (lost, twice) == ({}, {kind: 1})


def test_a_story_taken_back_that_is_still_there_is_too_many():
    there = {"id": "z", "touchpoint": "t2", "text": "They all came."}

    assert check(ACTS, changed(stories=[*MINE["stories"], there])) == ({}, {"story": 1})


def test_a_story_that_was_changed_is_there_in_its_new_words_only():
    acts = [
        sent("a", "story", touchpoint="t", text="Old"),
        sent("b", "change", touchpoint="t", text="Old and new", removes="t|Old"),
    ]
    receipts = {"a": "story", "b": "story"}
    empty = {"placements": {}, "guesses": {}, "own_words": {}, "ideas": [], "dots": {}}
    empty |= {"receipts": receipts, "answers": []}
    new = {"id": "n", "touchpoint": "t", "text": "Old and new"}
    old = {"id": "o", "touchpoint": "t", "text": "Old"}

    assert check(acts, empty | {"stories": [new]}) == ({}, {})
    assert check(acts, empty | {"stories": [new, old]}) == ({}, {"story": 1})
    assert check(acts, empty | {"stories": [old]}) == ({"story": 1}, {"story": 1})


def test_an_act_without_an_answer_may_be_stored_or_not():
    acts = [
        *ACTS,
        sent("p9", "placement", OPEN, touchpoint="t1", height="2"),
        sent("w9", "word", OPEN, touchpoint="t1"),
        sent("s9", "story", OPEN, touchpoint="t1", text="Perhaps."),
        sent("d9", "dot", OPEN, idea="i"),
    ]
    stored = changed(placements={"t1": 2, "t2": None}, own_words={}, dots={"i": 2})
    stored["stories"].append({"id": "p", "touchpoint": "t1", "text": "Perhaps."})

    assert check(acts, MINE) == ({}, {})
    assert check(acts, stored) == ({}, {})
    assert check(acts, changed(placements={"t1": -2, "t2": None}))[0] == {"placement": 1}
    assert check(acts, changed(dots={"i": 3}))[1] == {"dot": 1}


def test_a_seat_that_cannot_be_read_back_has_lost_all_it_was_told_was_saved():
    lost, _ = check(ACTS, None)

    assert lost == {
        "placement": 3,
        "word": 1,
        "story": 2,
        "idea": 2,
        "dot": 3,
        "other": 3,
        "answer": 4,
    }


def test_the_report_adds_up_the_seats_and_keeps_to_its_form():
    good, bad = check_seat(ACTS, MINE), check_seat(ACTS, changed(dots={"i": 2}, stories=[]))

    told = report([*ACTS, *ACTS], [good, bad], seats=2, seconds=10, seed=7)

    assert not told.is_honest
    assert told.as_json()["acts"]["dot"] == {
        "sent": 8,
        "acknowledged": 6,
        "refused": 2,
        "retried": 0,
        "found": 6,
        "lost": 0,
        "twice": 1,
        "p50_ms": 10.0,
        "p95_ms": 10.0,
        "p99_ms": 10.0,
    }
    story = told.acts["story"]
    assert (story.acknowledged, story.found, story.lost) == (4, 3, 1)
    assert (told.seats, told.seconds, told.seed) == (2, 10, 7)
    assert "There were 2 problems:" in told.as_text()


def test_acts_that_were_sent_again_are_counted_but_not_timed():
    again = sent("p1", "placement", touchpoint="t", height="0")
    again.tries, again.milliseconds = 4, 9000.0

    line = report([again], [], seats=1, seconds=1, seed=1).acts["placement"]

    assert (line.sent, line.retried, line.p95_ms) == (1, 1, None)


def test_speed_is_counted_from_the_first_try_to_the_last_answer():
    acts = [sent(f"d{n}", "dot", idea="i") for n in range(20)]
    for number, each in enumerate(acts):
        each.began, each.milliseconds = 100 + number / 2, 500.0

    assert report(acts, [], seats=1, seconds=60, seed=1).acts_per_second == 2.0
