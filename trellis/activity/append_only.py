"""Rows that are written once: what was recorded is never changed or removed.

Django refuses it first, in every way it offers, and the database itself refuses it after (`keeping`).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, ClassVar, NoReturn, TypeVar

from django.db import models

from trellis.activity.confidentiality import Confidentiality

M = TypeVar("M", bound=models.Model)


class CannotChange(Exception):
    """Something tried to change or remove a row that is kept as it was written."""


class AppendOnlyQuerySet(models.QuerySet[M]):
    """A queryset that can read and add, and nothing else."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise CannotChange(f"{self.model.__name__} rows are kept as they were written.")

    def _update(self, values: Any, *args: Any, **kwargs: Any) -> int:
        """What saving tries before it inserts: refused where there is a row, which a fixture that is loaded has not."""
        if self.exists():
            raise CannotChange(f"{self.model.__name__} rows are kept as they were written.")
        return 0

    def delete(self) -> NoReturn:
        raise CannotChange(f"{self.model.__name__} rows are kept.")

    def _raw_delete(self, using: str | None) -> NoReturn:
        raise CannotChange(f"{self.model.__name__} rows are kept.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise CannotChange(f"{self.model.__name__} rows are kept as they were written.")

    def bulk_create(
        self,
        objs: Iterable[M],
        batch_size: int | None = None,
        ignore_conflicts: bool = False,
        update_conflicts: bool = False,
        update_fields: Collection[str] | None = None,
        unique_fields: Collection[str] | None = None,
    ) -> list[M]:
        if update_conflicts:
            raise CannotChange(f"{self.model.__name__} rows are kept as they were written.")
        rows = list(objs)
        if issubclass(self.model, AppendOnly):
            self.model.refuse_more(rows)
        return super().bulk_create(rows, batch_size=batch_size, ignore_conflicts=ignore_conflicts)


class AppendOnly(models.Model):
    """A model whose rows can be added and read, never saved again and never deleted.

    Each says `objects = AppendOnlyQuerySet["Itself"].as_manager()` and, so that Django itself saves by the same,
    `base_manager_name = "objects"`, which a test holds it to. `complete_with` names
    what a row belongs to and the number there of how many rows it has: once it has them all no more are added.
    """

    complete_with: ClassVar[tuple[str, str] | None] = None
    confidentiality: ClassVar[Confidentiality] = Confidentiality.SCHOOL_AND_AUTHORITY
    """Who reads the rows in the chronology of a school that they lead to."""
    read_with: ClassVar[str] = ""
    """The permission, by its name, that reading the rows in a chronology needs beside that of their confidentiality."""
    called: ClassVar[tuple[str, str] | None] = None
    """What people call one row and several, where the name of the model says less."""
    in_chronology: ClassVar[bool] = True
    """False of rows that are worked out from data in their thousands: what they belong to tells of them."""
    told_where: ClassVar[Mapping[str, object]] = {}
    """What a row must say to be told of in the chronology, by field: a draft is the business of whoever writes it."""

    class Meta:
        abstract = True

    @classmethod
    def in_words(cls, number: int = 1) -> str:
        """What people call so many rows."""
        one, several = cls.called or (str(cls._meta.verbose_name), str(cls._meta.verbose_name_plural))
        return one if number == 1 else several

    @classmethod
    def refuse_more(cls, rows: "Sequence[Any]") -> None:
        """Raise CannotChange where the rows would be added to something that has all of its rows."""
        if cls.complete_with is None:
            return
        name, number = cls.complete_with
        for whole, added in Counter(getattr(row, name) for row in rows).items():
            held = cls._default_manager.filter(**{name: whole}).count()
            if held + added > getattr(whole, number):
                raise CannotChange(
                    f"This {whole._meta.verbose_name} is complete, and is kept as it was written."
                )

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row. Raises CannotChange when it is already there."""
        self._refuse_again()
        self.refuse_more([self])
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def save_base(self, *args: Any, **kwargs: Any) -> None:
        """What `save` rests on, refused in the same way to whoever calls it by itself."""
        self._refuse_again()
        super().save_base(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise CannotChange(f"This {self._meta.verbose_name} is kept.")

    def _refuse_again(self) -> None:
        if not self._state.adding:
            raise CannotChange(f"This {self._meta.verbose_name} is kept as it was written.")
