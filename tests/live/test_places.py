"""Each seat has one place, and its newest stream takes it, here or at another process."""

import asyncio

from app.domain.keyring import hashed
from app.live.places import Place, Places
from app.live.presence import Presence


def of_a_phone(cookie: str, since: float) -> Place:
    return Place("phone", "w", cookie, since=since)


def test_a_stream_gives_way_only_to_a_newer_one_at_another_process():
    async def told() -> None:
        places = Places(Presence(lambda _: None))
        amina = places.take("w", of_a_phone("amina", since=20.0))
        bo = places.take("w", of_a_phone("bo", since=20.0))
        assert amina
        assert bo
        places.replaced("w", hashed("amina"), at=19.0)  # news of an older one, on its way for long
        places.replaced("other", hashed("amina"), at=21.0)
        assert not amina.over.done()
        places.replaced("w", hashed("amina"), at=21.0)
        assert amina.over.done()
        assert amina.is_replaced
        assert places.of("w") == [bo]

    asyncio.run(told())


def test_a_place_given_up_twice_is_not_taken_from_who_came_after():
    async def told() -> None:
        places = Places(Presence(lambda _: None))
        first = places.take("w", of_a_phone("amina", since=1.0))
        second = places.take("w", of_a_phone("amina", since=2.0))
        assert first
        assert second
        places.leave("w", first)  # its stream ends only now
        places.replaced("w", hashed("amina"), at=3.0)
        assert second.over.done()
        assert places.of("w") == []

    asyncio.run(told())
