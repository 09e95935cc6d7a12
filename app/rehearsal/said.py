"""What invented people say: the quotes of a journey that fits, and made-up ones for the rest."""

from dataclasses import dataclass
from functools import cached_property

from app.content import Journey, StarterTouchpoint, journeys, word_set
from app.rehearsal.people import STAFF, Person, dice

OWN_WORDS = {
    1: ("seen", "looked after", "held", "in good hands", "less alone", "myself again"),
    -1: ("in limbo", "invisible", "lost", "cold", "a number", "passed along", "worn thin"),
    0: ("numb", "mixed", "on autopilot", "tired", "waiting", "all at once"),
}
BEGINNINGS = {
    1: (
        "Somebody took the time.",
        "This was the good part.",
        "I still think of this with a smile.",
        "Here it went right.",
        "For once nobody was in a rush.",
        "It was a small thing.",
        "I didn’t expect this.",
        "They remembered my name.",
    ),
    -1: (
        "This is where it came apart.",
        "Nobody said what would happen next.",
        "I didn’t like to ask.",
        "It went on and on.",
        "I felt in the way.",
        "We were both worn out by then.",
        "I said it was fine. It wasn’t.",
        "I had no idea who was in charge.",
        "It still bothers me.",
    ),
    0: (
        "It was all right, mostly.",
        "Some of it was good, some of it wasn’t.",
        "It depends who you get.",
        "I hardly remember this part.",
        "It was over before I noticed.",
        "I had got used to it by then.",
    ),
}
PATIENT_SIDE, STAFF_SIDE = "patient", "staff"
ENDINGS = {
    PATIENT_SIDE: (
        "I would have liked one face that stayed the same.",
        "I went home and told everyone about it.",
        "I wish I had known beforehand.",
        "A cup of tea would have helped.",
        "I kept looking at the door.",
        "I’d want the same for my mum.",
        "I wrote it down so I wouldn’t forget.",
        "That is what I remember, not the treatment.",
        "Nobody told my family anything.",
        "It took five minutes and made the day.",
        "I was too tired to say so then.",
        "Please don’t change that bit.",
    ),
    STAFF_SIDE: (
        "We don’t see how it looks from the chair.",
        "There were two of us for the whole corridor.",
        "I went home thinking about it.",
        "This is the part of the job I came for.",
        "We could do it like that every day, with ten more minutes.",
        "The form takes longer than the talk.",
        "We never hear how it went on.",
        "I’d want to be told, in their place.",
        "It works when the same team is on.",
        "We are all doing our best in our own corner.",
        "I keep saying sorry for things I can’t change.",
        "Nobody had told us either.",
    ),
}
REASONS = {
    1: (
        "it makes the rest easier to bear",
        "it costs nothing and means a lot",
        "somebody has time to listen there",
        "we see what we are here for",
    ),
    -1: (
        "nobody says what comes next",
        "we each know only half of it",
        "there is nobody to ask",
        "it changes with whoever is there",
        "the same things are asked again and again",
        "it all happens too fast to take in",
        "the waiting has no end that anyone can name",
        "it is nobody’s job",
    ),
}
IDEAS = (
    "A card that says who is who",
    "One person to ring with questions",
    "A board that shows what happens next and roughly when",
    "A few quiet chairs away from the door",
    "Ten minutes to talk, once, without a form",
    "A leaflet written by people who have been through it",
    "Ask everyone what they want to be called",
    "A short call two days later",
    "Let the person who goes with you sit in",
    "Tell people at the start how long it usually takes",
    "One sheet that goes along, so nobody asks twice",
    "Somebody who has been through it, to talk to",
    "A drink and a blanket without having to ask",
    "Swap places for a morning: staff come as a patient",
    "Say goodbye, and who comes next",
    "Write the plan down in plain words, together",
    "A buddy from another team for the busy hours",
    "Signs you can read from a wheelchair",
)
PROPOSALS = (
    "The first letter or phone call",
    "Finding the way in",
    "Waiting for the result",
    "Telling the family",
    "The night before",
    "Getting home",
)


@dataclass(frozen=True)
class Said:
    """For one project: its touchpoints' titles, in order."""

    titles: tuple[str, ...]
    seed: int

    @cached_property
    def journey(self) -> Journey | None:
        """The starter journey that most of these touchpoints come from."""
        known = {_same(title) for title in self.titles}

        def shared(journey: Journey) -> int:
            return sum(_same(each.title) in known for each in journey.touchpoints)

        best = max(journeys().values(), key=shared)
        return best if shared(best) else None

    def touchpoint(self, title: str) -> StarterTouchpoint | None:
        at = self.journey.touchpoints if self.journey else ()
        return next((each for each in at if _same(each.title) == _same(title)), None)

    def typical_height(self, title: str, voice: str) -> int:
        known = self.touchpoint(title)
        if known is not None:
            return known.staff if voice == STAFF else known.patient
        side = "staff" if voice == STAFF else "patient"
        return dice(self.seed, "typical", title, side).choice((-2, -1, -1, 0, 0, 1, 1))

    def is_spread(self, title: str) -> bool:
        known = self.touchpoint(title)
        if known is not None:
            return known.spread
        return dice(self.seed, "spread", title).random() < 0.25

    def typical_words(self, title: str, voice: str) -> tuple[str, ...]:
        known = self.touchpoint(title)
        if known is None:
            return ()
        return known.words.get("staff" if voice == STAFF else "patient", ())

    def quote(self, person: Person, title: str) -> str:
        """One that nobody else of this voice says here, or nothing when they are all given out."""
        known = self.touchpoint(title)
        fitting = [q.text for q in known.voices if q.voice == person.voice] if known else []
        turn = dice(self.seed, "quotes", title, person.voice).randrange(max(person.of, 1))
        place = (person.rank + turn) % max(person.of, 1)
        return fitting[place] if place < len(fitting) else ""

    def story(self, person: Person, title: str, height: int) -> str:
        quote = self.quote(person, title)
        if quote:
            return quote
        luck = person.dice("story", title)
        mood = _sign(height)
        side = STAFF_SIDE if person.voice == STAFF else PATIENT_SIDE
        return f"{luck.choice(BEGINNINGS[mood])} {luck.choice(ENDINGS[side])}"

    def own_word(self, person: Person, title: str, height: int) -> str:
        return person.dice("own word", title).choice(OWN_WORDS[_sign(height)])

    def offers(self, person: Person, kind: str) -> list[tuple[str, str]]:
        """One or two priorities or ideas: (touchpoint's title, text)."""
        luck = person.dice("offers", kind)
        prepared = self._prepared(kind)
        mine = prepared[person.number : person.number + 1]
        while len(mine) < luck.choice((1, 1, 2)):
            title = luck.choice(self.titles)
            mine.append((title, self._made_up(person, kind, title, len(mine))))
        return mine

    def proposal(self, person: Person) -> tuple[str, str]:
        """(The touchpoint before it or "" for the beginning, title)."""
        luck = person.dice("proposal")
        prepared = self.journey.proposals if self.journey else ()
        if self.journey and prepared and luck.random() < 0.4:
            chosen = luck.choice(prepared)
            return self.journey.touchpoints[chosen.after].title, chosen.title
        return luck.choice(("", *self.titles)), luck.choice(PROPOSALS)

    def _prepared(self, kind: str) -> list[tuple[str, str]]:
        if self.journey is None:
            return []
        offered = self.journey.priorities if kind == "priorities" else self.journey.ideas
        here = {_same(title): title for title in self.titles}
        at = [_same(self.journey.touchpoints[each.touchpoint].title) for each in offered]
        return [
            (here[title], each.text)
            for title, each in zip(at, offered, strict=True)
            if title in here
        ]

    def _made_up(self, person: Person, kind: str, title: str, number: int) -> str:
        luck = person.dice("made up", kind, number)
        if kind != "priorities":
            return luck.choice(IDEAS)
        mood = 1 if self.typical_height(title, person.voice) > 0 else -1
        offered = word_set("staff" if person.voice == STAFF else "default")
        feelings = offered.lifts if mood > 0 else offered.weighs
        typical = [w for w in self.typical_words(title, person.voice) if w in feelings]
        who = "We feel" if person.voice == STAFF else "I feel"
        return f"{who} {luck.choice(typical or feelings)} because {luck.choice(REASONS[mood])}"


def _same(title: str) -> str:
    return " ".join(title.casefold().split())


def _sign(height: int) -> int:
    return (height > 0) - (height < 0)
