"""The ready content is complete, in range and fit to be shown."""

import re
from itertools import pairwise

import pytest

from app.content import (
    FOLDER,
    ground_rules,
    journey,
    journeys,
    phrase_words,
    template,
    templates,
    word_set,
)
from app.content.extract import extract_toml
from app.domain.voices import Voice
from app.domain.workshops import StageKind
from app.pages.templating import environment

VOICES = set(Voice)
FILES = [*sorted(FOLDER.rglob("*.toml")), FOLDER / "phrases.txt"]
TOUCHPOINTS = [
    pytest.param(touchpoint, id=f"{key}-{number}")
    for key, each in journeys().items()
    for number, touchpoint in enumerate(each.touchpoints, 1)
]


def extracted(path):
    with path.open("rb") as file:
        return list(extract_toml(file, {}, (), {}))


@pytest.mark.parametrize("key", templates())
def test_a_template_has_stages_of_known_kinds_with_words_for_everyone(key):
    for stage in template(key).stages:
        assert stage.kind in set(StageKind)
        assert stage.minutes > 0
        assert stage.title
        assert stage.instruction
        assert stage.script


def test_the_short_workshop_takes_about_two_hours_and_says_what_it_leaves_out():
    short = template("short")

    assert 110 <= short.minutes <= 130
    assert "leaves out" in short.about


@pytest.mark.parametrize(
    ("key", "least", "most"),
    [
        ("staff", 120, 150),
        ("patients", 165, 195),
        ("joint", 165, 195),
        ("group", 60, 120),
        ("celebration", 90, 120),
    ],
)
def test_each_event_takes_as_long_as_such_an_event_does(key, least, most):
    event = template(key)

    assert least <= event.minutes <= most
    assert event.stages[0].kind == "welcome"
    assert event.stages[-1].kind == "checkout"


def test_templates_stand_in_one_order_with_no_two_in_one_place():
    places = [each.position for each in templates().values()]

    assert places == sorted(set(places))
    assert [*templates()] == ["short", "staff", "patients", "joint", "group", "celebration"]


@pytest.mark.parametrize("key", ["staff", "patients", "joint"])
def test_the_separate_and_the_joint_events_choose_among_priorities_not_ideas(key):
    [choose] = [stage for stage in template(key).stages if stage.kind == "choose"]

    assert choose.settings["over"] == "priority"


def test_staff_are_asked_how_it_feels_to_give_care():
    [feelings] = [stage for stage in template("staff").stages if stage.kind == "feelings"]

    assert feelings.settings["question"]["staff"] == "How does it feel to give care here?"


def test_each_voice_is_asked_its_own_question():
    [feelings] = [stage for stage in template("short").stages if stage.kind == "feelings"]

    assert set(feelings.settings["question"]) == VOICES


def test_a_workshop_begins_with_the_ground_rules():
    assert template("short").stages[0].settings["rules"] == list(ground_rules())


def test_changing_the_settings_of_one_workshop_leaves_the_next_alone():
    template("short").stages[0].settings["rules"].clear()

    assert template("short").stages[0].settings["rules"]


def test_there_are_five_journeys_in_the_order_of_their_titles():
    assert set(journeys()) == {"breast", "ae", "mental_health", "stroke", "neonatal"}
    assert all(a.title < b.title for a, b in pairwise(journeys().values()))


@pytest.mark.parametrize("touchpoint", TOUCHPOINTS)
def test_a_touchpoint_has_heights_in_range_and_a_short_title(touchpoint):
    assert touchpoint.patient in range(-2, 3)
    assert touchpoint.staff in range(-2, 3)
    assert len(touchpoint.title) <= 40
    assert re.fullmatch(r"raised in \d+ of \d+ interviews", touchpoint.source)
    assert set(touchpoint.words) == {"patient", "staff"}


@pytest.mark.parametrize("touchpoint", TOUCHPOINTS)
def test_a_touchpoint_is_told_by_those_it_happened_to_and_nobody_repeats_it(touchpoint):
    voices = {told.voice for told in touchpoint.voices}
    texts = [told.text for told in touchpoint.voices]

    assert voices <= VOICES
    assert voices & {"patient", "carer"}
    assert "staff" in voices
    assert len(texts) == len(set(texts)) >= 3
    assert max(map(len, texts)) <= 500


def test_the_breast_journey_has_enough_stories_for_a_rehearsal():
    for touchpoint in journey("breast").touchpoints:
        assert len(touchpoint.voices) >= 8
        assert {told.voice for told in touchpoint.voices} == VOICES


@pytest.mark.parametrize("key", journeys())
def test_the_words_of_a_journey_are_on_offer_to_its_side_or_somebodys_own(key):
    own = {"looked after", "bored"}
    for touchpoint in journey(key).touchpoints:
        assert set(touchpoint.words["patient"]) <= {*word_set().all, *own}
        assert set(touchpoint.words["staff"]) <= set(word_set("staff").all)


@pytest.mark.parametrize("key", journeys())
def test_ideas_and_trials_belong_to_their_journey(key):
    told = journey(key)

    assert all(0 <= each.touchpoint < len(told.touchpoints) for each in told.ideas)
    assert all(0 <= each.touchpoint < len(told.touchpoints) for each in told.priorities)
    assert len(told.ideas) >= 7
    assert told.trials
    for trial in told.trials:
        assert trial.decision in {"", "adopt", "adapt", "abandon"}
        assert bool(trial.decision) == bool(trial.what_happened) == bool(trial.reason)


@pytest.mark.parametrize("name", ["default", "staff", "children"])
def test_a_word_set_lifts_as_much_as_it_weighs(name):
    words = word_set(name)

    assert len(words.lifts) == len(words.weighs) == 12
    assert words.middle == "okay"
    assert len(set(words.all)) == 25


def test_each_word_of_the_picture_set_has_a_picture_of_its_own():
    module = environment.get_template("shared/pictures.html").make_module()
    words = word_set("pictures")
    drawn = {str(module.picture(word)).strip() for word in words.all}

    assert len(words.lifts) == len(words.weighs) == 4
    assert len(drawn - {""}) == 8
    assert not str(module.picture("okay")).strip()


def test_phrase_words_are_many_plain_and_in_order():
    words = phrase_words()

    assert len(words) == 2048
    assert list(words) == sorted(set(words))
    assert all(re.fullmatch(r"[a-z]{3,7}", word) for word in words)


def test_no_phrase_word_is_one_slip_from_another():
    words = set(phrase_words())
    holes = [f"{word[:i]}?{word[i + 1 :]}" for word in words for i in range(len(word))]

    assert len(holes) == len(set(holes)), "two words differ in one letter"
    assert not [w for w in words for i in range(len(w)) if w[:i] + w[i + 1 :] in words]
    assert not [
        word
        for word in words
        for i in range(len(word) - 1)
        if word[i] != word[i + 1] and word[:i] + word[i + 1] + word[i] + word[i + 2 :] in words
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_file_has_unchecked_facts_straight_quotes_or_somebody_elses_name(path):
    text = path.read_text(encoding="utf-8")

    assert "check]" not in text
    assert "NHS" not in text
    assert "'" not in text


def test_every_sentence_of_a_workshop_goes_to_the_translators():
    messages = {message for _, _, message, _ in extracted(FOLDER / "workshops/short.toml")}
    short = template("short")

    assert {short.title, short.about} <= messages
    for stage in short.stages:
        assert {stage.title, stage.instruction, stage.script} <= messages
    assert "How does it feel to give care here?" in messages
    assert "What should we try first?" in messages
    assert "idea" not in messages


def test_words_and_rules_go_to_the_translators():
    messages = {message for _, _, message, _ in extracted(FOLDER / "words.toml")}

    sets = (word_set(name) for name in ("default", "staff", "children", "pictures"))
    assert {word for each in sets for word in each.all} == messages
    assert [message for _, _, message, _ in extracted(FOLDER / "rules.toml")] == [*ground_rules()]


def test_what_people_said_does_not_go_to_the_translators():
    messages = {message for _, _, message, _ in extracted(FOLDER / "journeys/breast.toml")}
    breast = journey("breast")

    titles = {touchpoint.title for touchpoint in breast.touchpoints}
    assert messages == {breast.title, breast.service} | titles


@pytest.mark.parametrize("path", FILES[:-1], ids=lambda path: path.stem)
def test_translators_are_told_the_right_line(path):
    lines = path.read_text(encoding="utf-8").splitlines()

    for line, function, message, comments in extracted(path):
        assert function is None
        assert comments == []
        assert message in lines[line - 1].replace('\\"', '"')
