"""Invented people: the same for the same seed, within what a person may do."""

from collections import Counter
from dataclasses import replace

import pytest

from app.content import journey, word_set
from app.rehearsal.acting import steps
from app.rehearsal.people import Person, invite
from app.rehearsal.said import Said
from app.rehearsal.scene import Scene, Step

TITLES = tuple(each.title for each in journey("ae").touchpoints)
KINDS = (
    "welcome", "touchpoints", "feelings", "map", "priorities", "ideas", "choose", "decisions",
    "checkout", "film", "talk",
)  # fmt: skip


def scene(kind: str, titles: tuple[str, ...] = TITLES) -> Scene:
    return Scene(
        stage=f"the {kind} stage",
        kind=kind,
        position=KINDS.index(kind),
        touchpoints=tuple((f"t{n}", title) for n, title in enumerate(titles)),
        words=word_set().all,
        choices=tuple((f"c{n}", f"Choice {n}") for n in range(9)),
        dots_each=3,
        dots_on_one=2,
        stories=2,
    )


def everything(people: tuple[Person, ...]) -> list[list[Step]]:
    return [steps(person, scene(kind)) for person in people for kind in KINDS]


def of(act: str, all_steps: list[Step]) -> list[Step]:
    return [step for step in all_steps if step.act == act]


def test_the_same_seed_brings_the_same_people_who_do_the_same():
    assert invite(30, seed=4) == invite(30, seed=4)
    assert everything(invite(30, seed=4)) == everything(invite(30, seed=4))
    assert everything(invite(30, seed=4)) != everything(invite(30, seed=5))


@pytest.mark.parametrize("seats", [1, 2, 6, 30, 300])
def test_voices_come_in_their_shares(seats: int):
    people = invite(seats, seed=1)
    voices = Counter(person.voice for person in people)

    assert len(people) == seats
    for voice, share in (("patient", 0.45), ("carer", 0.2), ("staff", 0.35)):
        assert abs(voices[voice] - share * seats) < 1


def test_about_a_tenth_comes_late_and_most_agree_to_be_shown():
    people = invite(300, seed=2)

    assert sum(person.comes_late for person in people) == 30
    assert 0.78 < sum(person.may_show for person in people) / 300 < 0.92


@pytest.mark.parametrize("seed", range(5))
def test_everybody_keeps_to_what_the_forms_take(seed: int):
    for person in invite(20, seed):
        felt = steps(person, scene("feelings"))
        assert {dict(s.fields)["height"] for s in of("placement", felt)} <= {
            "-2", "-1", "0", "1", "2", "skip",
        }  # fmt: skip
        for step in of("word", felt):
            assert len({value for name, value in step.fields if name in {"word", "own"}}) <= 3
        for step in of("story", felt):
            assert 0 < len(dict(step.fields)["text"]) <= 500
        for kind in ("priorities", "ideas"):
            offered = of("idea", steps(person, scene(kind)))
            assert 1 <= len(offered) <= 2
            assert all(len(dict(step.fields)["text"]) <= 200 for step in offered)


def test_each_stage_ends_with_done_where_there_is_something_to_do():
    person = invite(3, seed=1)[0]

    for kind in KINDS:
        acts = [step.act for step in steps(person, scene(kind))]
        passive = kind in {"welcome", "map", "decisions"}
        assert acts == [] if passive else acts[-1] == "done"


def test_a_room_does_all_that_people_do():
    acts = Counter(step.act for plan in everything(invite(300, seed=1)) for step in plan)

    assert acts["placement"] > 300 * len(TITLES)  # some change their mind
    assert 0.3 < acts["story"] / (300 * len(TITLES)) < 0.5
    for rare in ("proposal", "change", "take_back", "dot_back"):
        assert acts[rare] > 0
    assert acts["dot"] > 3 * 300  # some try a fourth


@pytest.mark.parametrize(
    "asks", [{"agree": (1, 0, -1)}, {"help": (1, 2, 3, 4), "effort": (1, 2, 3, 4)}]
)
def test_where_people_answer_they_put_no_dots_and_say_what_can_be_said(
    asks: dict[str, tuple[int, ...]],
):
    asked = replace(scene("choose"), asks=tuple(asks.items()))
    plans = [steps(person, asked) for person in invite(60, seed=1)]
    said = [dict(step.fields) for plan in plans for step in of("answer", plan)]

    assert not any(of("dot", plan) for plan in plans)
    for question, possible in asks.items():
        assert {int(each[question]) for each in said if question in each} == set(possible)
    assert any("back" in each for each in said)


def test_people_feel_about_what_the_journey_says_they_feel():
    lows = [
        int(dict(step.fields)["height"])
        for person in invite(100, seed=1)
        if person.voice == "patient"
        for step in of("placement", steps(person, scene("feelings")))
        if dict(step.fields)["touchpoint"] == "t3" and dict(step.fields)["height"] != "skip"
    ]

    assert journey("ae").touchpoints[3].patient == -2
    assert sum(lows) / len(lows) < -1.2


def test_nobody_repeats_a_quote_of_the_journey():
    people = invite(60, seed=1)
    quotes = [Said(TITLES, 1).quote(person, title) for person in people for title in TITLES]
    given_out = [quote for quote in quotes if quote]

    assert (
        len(given_out)
        == len(set(given_out))
        == sum(len(each.voices) for each in journey("ae").touchpoints)
    )


def test_a_journey_of_ones_own_gets_made_up_words():
    own = ("The letter", "The lift", "The long goodbye")

    for person in invite(10, seed=3):
        for kind in KINDS:
            for step in steps(person, scene(kind, own)):
                assert all(value for name, value in step.fields if name == "text")


def test_a_workshop_without_touchpoints_or_choices_is_no_trouble():
    for person in invite(10, seed=3):
        for kind in KINDS:
            bare = Scene("s", kind, 0, (), (), (), dots_each=3, dots_on_one=2)
            assert not of("idea", steps(person, bare)) + of("dot", steps(person, bare))


def test_now_and_then_somebody_needs_a_pause_and_is_all_right_again():
    for kind in ("film", "talk", "feelings"):
        each = [steps(person, scene(kind)) for person in invite(300, seed=3)]
        asked = [mine for mine in each if of("pause", mine)]
        assert 3 <= len(asked) <= 30, kind
        for mine in each:
            acts = [step.act for step in mine]
            assert acts[-1] == "done"
            if "pause" in acts:
                assert acts[-3:] == ["pause", "pause_end", "done"]
    assert not of("pause", [s for p in invite(300, seed=3) for s in steps(p, scene("choose"))])


def test_only_staff_guess_and_not_all_of_them():
    people = invite(60, seed=2)
    asked = replace(scene("feelings"), guesses=True)
    plain = [step for person in people for step in steps(person, scene("feelings"))]
    guesses = of("guess", [step for person in people for step in steps(person, asked)])
    assert of("guess", plain) == []
    said = {dict(step.fields)["guess"] for step in guesses}
    assert said <= {"-2", "-1", "0", "1", "2", "skip"}
    assert {"skip", "-1", "1"} <= said
    assert len(guesses) < 60 * len(TITLES)


def test_people_say_how_they_leave_and_few_ask_to_be_rung():
    people = invite(300, seed=6)
    leaving = of("leaving", [s for person in people for s in steps(person, scene("checkout"))])
    moods = Counter(dict(step.fields)["mood"] for step in leaving)
    assert sum(moods.values()) == 300
    assert moods["fine"] > moods["shaken"] > moods["ring"] > 5
    assert all(dict(s.fields)["mood"] == "ring" for s in leaving if dict(s.fields)["way"])
