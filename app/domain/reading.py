"""Entities as they are read where nothing is changed.

The ORM takes longer to make them than all the rest of a drawing takes.
"""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from sqlalchemy import inspect
from sqlmodel import SQLModel

E = TypeVar("E", bound=SQLModel)


class Shape(Generic[E]):
    """What to select of an entity, and how to make it of that.

    What is made belongs to no session: it is to be looked at, and a change of it is saved nowhere.
    """

    def __init__(self, entity: type[E]) -> None:
        self._mapper = inspect(entity)
        self.columns: tuple[Any, ...] = tuple(self._mapper.columns)
        self._names = tuple(self._mapper.columns.keys())
        self.width = len(self._names)

    def made_of(self, values: Sequence[Any]) -> E:
        """Of the values of `columns`, in their order."""
        made: E = self._mapper.class_manager.new_instance()
        made.__dict__.update(zip(self._names, values, strict=True))
        return made
