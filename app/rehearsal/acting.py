"""What somebody does in a stage, step by step, with the time a person takes for each."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from random import Random

from app.rehearsal.looking_after import attends, leaves, pauses
from app.rehearsal.people import STAFF, Person, dice
from app.rehearsal.said import Said
from app.rehearsal.scene import FINISH, LOOK_AROUND, THINK, Scene, Seconds, Step

READ_THE_CHOICES: Seconds = (20, 120)
PLACE: Seconds = (4, 9)
PICK_WORDS: Seconds = (3, 6)
WRITE: Seconds = (20, 60)
PUT_A_DOT: Seconds = (3, 8)
ANSWER: Seconds = (3, 10)

PROPOSE = 0.08
NOT_MY_CASE = 0.06
CHANGE_HEIGHT, CHANGE_WORDS, CHANGE_STORY = 0.08, 0.05, 0.04
OWN_WORD = 0.12
STORY, STORY_WITH_A_QUOTE = 0.36, 0.6
TAKE_BACK_A_STORY = 0.1
MOVE_A_DOT, ONE_DOT_TOO_MANY = 0.25, 0.15
EFFORT, CANNOT_TELL = "effort", 0.15
LEAVE_ONE_OUT, ANSWER_AGAIN, TAKE_AN_ANSWER_BACK = 0.06, 0.08, 0.03
HOW_MANY_WORDS = (0, 1, 1, 2, 2, 3)
USES = {"report": 0.8, "other_group": 0.6, "outside": 0.5}
WRITE_TO_ME = 0.15
JOIN_A_TEAM = 0.6

WITH_PAUSES = {"film", "talk", "feelings"}
GUESS, RATHER_NOT = 0.85, 0.1
WRITTEN = {"story", "idea", "proposal", "change"}  # typed, so half done when the room moves on


def steps(person: Person, scene: Scene) -> list[Step]:
    """Everything this person does in this stage; the same for the same seed and scene."""
    act = ACTING.get(scene.kind)
    if act is None:
        return []
    luck = person.dice(scene.kind, scene.position)
    said = Said(scene.titles, person.seed)
    done = Step(luck.uniform(*FINISH), "done", (("stage", scene.stage), ("done", "yes")))
    rest = pauses(person, scene) if scene.kind in WITH_PAUSES else []
    return [*act(person, scene, said, luck), *rest, done]


def _touchpoints(person: Person, scene: Scene, said: Said, luck: Random) -> Iterator[Step]:
    if scene.touchpoints and luck.random() < PROPOSE:
        after, title = said.proposal(person)
        at = next((id_ for id_, known in scene.touchpoints if known == after), "")
        fields = (("stage", scene.stage), ("after", at), ("title", title))
        yield Step(luck.uniform(*WRITE), "proposal", fields)
    else:
        yield Step(luck.uniform(*LOOK_AROUND), "look")


def _feelings(person: Person, scene: Scene, said: Said, luck: Random) -> Iterator[Step]:
    told: list[tuple[str, str]] = []
    for touchpoint, title in scene.touchpoints:
        at = (("stage", scene.stage), ("touchpoint", touchpoint))
        height = _height(person, said, title, luck)
        yield Step(luck.uniform(*PLACE), "placement", (*at, ("height", _said(height))))
        if scene.guesses and person.dice("guess", title).random() < GUESS:
            guess = ("guess", _guessed(person, said, title))
            yield Step(luck.uniform(*PLACE), "guess", (*at, guess))
        if height is None:
            continue
        words = _words(person, scene, said, title, height, luck)
        if words:
            yield Step(luck.uniform(*PICK_WORDS), "word", (*at, *words))
        quote = said.quote(person, title)
        if luck.random() < (STORY_WITH_A_QUOTE if quote else STORY):
            text = said.story(person, title, height)
            told.append((touchpoint, text))
            yield Step(luck.uniform(*WRITE), "story", (*at, ("text", text)))
        if luck.random() < CHANGE_HEIGHT:
            other = _clamped(height + luck.choice((-1, 1)))
            yield Step(luck.uniform(*PLACE), "placement", (*at, ("height", _said(other))))
        if words and luck.random() < CHANGE_WORDS:
            other_words = _words(person, scene, said, title, height, luck)
            yield Step(luck.uniform(*PICK_WORDS), "word", (*at, *other_words))
    if told and luck.random() < CHANGE_STORY * len(told):
        nth = luck.randrange(len(told))
        fields = (("stage", scene.stage), ("more", "And I would say so again."))
        yield Step(luck.uniform(*WRITE), "change", fields, nth)
    if told and luck.random() < TAKE_BACK_A_STORY:
        yield Step(luck.uniform(*LOOK_AROUND), "take_back", (), luck.randrange(len(told)))


def _offers(person: Person, scene: Scene, said: Said, luck: Random) -> Iterator[Step]:
    if not scene.touchpoints:
        return
    ids = {title: id_ for id_, title in scene.touchpoints}
    yield Step(luck.uniform(*THINK), "look")
    for title, text in said.offers(person, scene.kind):
        fields = (("stage", scene.stage), ("touchpoint", ids[title]), ("text", text))
        yield Step(luck.uniform(*WRITE), "idea", fields)


def _choose(person: Person, scene: Scene, said: Said, luck: Random) -> Iterator[Step]:
    yield Step(luck.uniform(*READ_THE_CHOICES), "look")
    yield from (_answer if scene.asks else _put_dots)(person, scene, luck)


def _answer(person: Person, scene: Scene, luck: Random) -> Iterator[Step]:
    """Something of nearly everything; now and then another answer after all, or none."""
    ids = {text: id_ for id_, text in scene.choices}
    liked = _liked(person, sorted(ids), luck)
    for place, text in enumerate(liked):
        if luck.random() < LEAVE_ONE_OUT:
            continue
        at = (("stage", scene.stage), ("idea", ids[text]))
        disliked = place / len(liked)
        yield Step(
            luck.uniform(*ANSWER), "answer", (*at, *_answers(person, scene, text, disliked, luck))
        )
        if luck.random() < ANSWER_AGAIN:
            again = _answers(person, scene, text, luck.random(), luck)
            yield Step(luck.uniform(*ANSWER), "answer", (*at, *again))
        elif luck.random() < TAKE_AN_ANSWER_BACK:
            yield Step(luck.uniform(*ANSWER), "answer", (*at, ("back", "yes")))


def _answers(
    person: Person, scene: Scene, text: str, disliked: float, luck: Random
) -> list[tuple[str, str]]:
    """Near where one's liking stands among the possible answers; how hard it is, all see alike."""
    fields = []
    for name, values in scene.asks:
        if name == EFFORT and luck.random() < CANNOT_TELL:
            continue
        ordered = sorted(values, reverse=True)
        middle = _pull(person.seed, "effort", text) if name == EFFORT else disliked
        wanted = round(luck.gauss(middle, 0.25) * (len(ordered) - 1))
        fields.append((name, str(ordered[max(0, min(len(ordered) - 1, wanted))])))
    return fields


def _put_dots(person: Person, scene: Scene, luck: Random) -> Iterator[Step]:
    ids = {text: id_ for id_, text in scene.choices}
    liked = _liked(person, sorted(ids), luck)
    placed: Counter[str] = Counter()

    def dot(act: str, text: str) -> Step:
        fields = (("stage", scene.stage), ("idea", ids[text]))
        return Step(luck.uniform(*PUT_A_DOT), act, fields)

    def next_liked() -> str | None:
        return next((t for t in liked if placed[t] < (2 if luck.random() < 0.3 else 1)), None)

    for _ in range(scene.dots_each):
        text = next_liked()
        if text is not None and placed[text] < scene.dots_on_one:
            placed[text] += 1
            yield dot("dot", text)
    if liked and sum(placed.values()) == scene.dots_each and luck.random() < ONE_DOT_TOO_MANY:
        yield dot("dot", liked[-1])
    if placed and len(liked) > len(placed) and luck.random() < MOVE_A_DOT:
        yield dot("dot_back", luck.choice(sorted(placed)))
        yield dot("dot", liked[len(placed)])


def _teams(person: Person, scene: Scene, said: Said, luck: Random) -> Iterator[Step]:
    yield Step(luck.uniform(*LOOK_AROUND), "look")
    ids = {text: id_ for id_, text in scene.teams}
    liked = _liked(person, sorted(ids), luck)
    if liked and luck.random() < JOIN_A_TEAM:
        fields = (("stage", scene.stage), ("idea", ids[liked[0]]))
        yield Step(luck.uniform(*PUT_A_DOT), "team", fields)


def _checkout(person: Person, scene: Scene, said: Said, luck: Random) -> Iterator[Step]:
    uses = [use for use, share in USES.items() if luck.random() < share]
    uses += ["room"] if person.may_show else []
    fields = [("use", use) for use in uses]
    if luck.random() < WRITE_TO_ME:
        email = f"person{person.number}@example.org"
        fields += [("use", "contact"), ("email", email)]
    if "outside" in uses:
        fields += [("nth", str(n)) for n in range(scene.stories) if luck.random() < 0.5]
    yield leaves(person, luck)
    yield Step(luck.uniform(*THINK), "consents", tuple(fields))


ACTING: dict[str, Callable[[Person, Scene, Said, Random], Iterator[Step]]] = {
    "film": attends,
    "talk": attends,
    "touchpoints": _touchpoints,
    "feelings": _feelings,
    "priorities": _offers,
    "ideas": _offers,
    "choose": _choose,
    "teams": _teams,
    "checkout": _checkout,
}


def _height(person: Person, said: Said, title: str, luck: Random) -> int | None:
    """Near what is typical of this side, with people apart where they are split."""
    if luck.random() < NOT_MY_CASE:
        return None
    middle = float(said.typical_height(title, person.voice))
    if said.is_spread(title):
        middle += luck.choice((-1.5, 0, 1.5))
    return _clamped(round(luck.gauss(middle, 0.7)))


def _guessed(person: Person, said: Said, title: str) -> str:
    """Staff mostly think that it felt better than it did."""
    luck = person.dice("guessed", title)
    if luck.random() < RATHER_NOT:
        return "skip"
    middle = (said.typical_height(title, "patient") + said.typical_height(title, STAFF)) / 2
    return _said(_clamped(round(luck.gauss(middle + 0.3, 0.7))))


def _words(
    person: Person, scene: Scene, said: Said, title: str, height: int, luck: Random
) -> list[tuple[str, str]]:
    typical = [word for word in said.typical_words(title, person.voice) if word in scene.words]
    many = luck.choice(HOW_MANY_WORDS)
    picked: list[str] = []
    for _ in range(many):
        word = luck.choice(typical if typical and luck.random() < 0.5 else scene.words)
        picked += [word] if word not in picked else []
    own = said.own_word(person, title, height) if luck.random() < OWN_WORD else ""
    fields = [("word", word) for word in picked[: 2 if own else 3]]
    return [*fields, ("own", own)] if own else fields


def _liked(person: Person, choices: Sequence[str], luck: Random) -> list[str]:
    """All choices, the best first: much is shared by all, something by each side."""
    side = "staff" if person.voice == STAFF else "patients and carers"
    pull = {
        text: 0.5 * _pull(person.seed, "all", text)
        + 0.6 * _pull(person.seed, side, text)
        + 0.6 * luck.random()
        for text in choices
    }
    return sorted(pull, key=lambda text: -pull[text])


def _pull(seed: int, who: str, text: str) -> float:
    return dice(seed, who, text).random() ** 2


def _clamped(height: int) -> int:
    return max(-2, min(2, height))


def _said(height: int | None) -> str:
    return "skip" if height is None else str(height)
