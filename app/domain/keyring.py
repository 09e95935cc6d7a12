"""What is worked out from the installation's secret key, and so need not be stored."""

import hmac
from dataclasses import dataclass
from hashlib import sha256

from app.content import phrase_words

CODE_LETTERS = "ACDEFGHJKMNPQRTUVWXY34679"  # none that looks like another


def hashed(secret: str) -> str:
    """For secrets of 128 random bits, which need no salt."""
    return sha256(secret.encode()).hexdigest()


@dataclass(frozen=True)
class Keyring:
    """Keyed hashes: without the key nobody can go back from them to a seat."""

    key: bytes

    def seat_id(self, workshop_id: str, join_key: str) -> str:
        """The same joining form sent twice makes one seat."""
        return self._hash("seat", workshop_id, join_key)[:16]

    def seat_secret(self, seat_id: str, turn: int = 0) -> str:
        """What a phone keeps in its cookie (128 bits); another one in every turn."""
        return self._hash("secret", *_in(turn, seat_id))[:32]

    def card_secret(self, card_key: str) -> str:
        """What the QR code of a printed seat card holds (128 bits)."""
        return self._hash("card", card_key)[:32]

    def helper_link(self, helper_id: str, turn: int) -> str:
        """What lets a helper's device in, once (128 bits)."""
        return self._hash("helper link", helper_id, str(turn))[:32]

    def helper_secret(self, helper_id: str, turn: int) -> str:
        """What a helper's device keeps in its cookie (128 bits)."""
        return self._hash("helper", helper_id, str(turn))[:32]

    def ballot(self, seat_id: str) -> str:
        """Stands for a seat on its dots, so that the database alone does not say who chose what."""
        return self._hash("ballot", seat_id)[:32]

    def team_link(self, secret: str) -> str:
        """What is kept of a team's link, so that the database alone opens no page."""
        return self._hash("team", secret)

    def personal_link(self, seat_id: str, turn: int, number: int) -> str:
        """What proves a personal link (128 bits); each new link has another number."""
        return self._hash("personal", seat_id, str(turn), str(number))[:32]

    def first_code(self) -> str:
        """Lets the first account in: the same in every process and after every start."""
        digest = hmac.new(self.key, b"first account", sha256).digest()
        return "".join(CODE_LETTERS[byte % len(CODE_LETTERS)] for byte in digest[:8])

    def mark(self) -> int:
        """By which processes see that they hold the same key (31 bits)."""
        return int(self._hash("mark"), 16) % 2**31

    def fingerprint(self, *content: object) -> str:
        """Tells same from other content without keeping it."""
        return self._hash("content", *map(str, content))[:32]

    def receipt(self, owner: str, key: str, fingerprint: str) -> str:
        """Proof, kept by a phone, that this installation has saved this act with this content."""
        return self._hash("receipt", owner, key, fingerprint)[:32]

    def seat_sign(self, seat_id: str) -> str:
        """By which a phone tells its own words from those of another seat; opens nothing."""
        return self._hash("seat sign", seat_id)[:16]

    def made_by(self, key: str) -> str:
        """The public id of what the act with this id made, to be found again by its own phone."""
        return self._hash("made by", key)[:16]

    def phrase(self, seat_id: str, turn: int = 0) -> str:
        """Four words, 11 bits each, that bring a seat back on another phone; others each turn."""
        words = phrase_words()
        number = int(self._hash("phrase", *_in(turn, seat_id)), 16)
        chosen = []
        for _ in range(4):
            number, which = divmod(number, len(words))
            chosen.append(words[which])
        return " ".join(chosen)

    def _hash(self, *parts: str) -> str:
        said = "\x1f".join(parts).encode()
        return hmac.new(self.key, said, sha256).hexdigest()


def _in(turn: int, seat_id: str) -> tuple[str, ...]:
    """The first turn is as it always was; a card that was lost begins another."""
    return (seat_id, str(turn)) if turn else (seat_id,)
