"""Rows that are written once: what was recorded is never changed or removed."""

from typing import Any, NoReturn, TypeVar

from django.db import models

M = TypeVar("M", bound=models.Model)


class CannotChange(Exception):
    """Something tried to change or remove a row that is kept as it was written."""


class AppendOnlyQuerySet(models.QuerySet[M]):
    """A queryset that can read and add, and nothing else."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise CannotChange(f"{self.model.__name__} rows are kept as they were written.")

    def delete(self) -> NoReturn:
        raise CannotChange(f"{self.model.__name__} rows are kept.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise CannotChange(f"{self.model.__name__} rows are kept as they were written.")

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> list[M]:
        if kwargs.get("update_conflicts"):
            raise CannotChange(f"{self.model.__name__} rows are kept as they were written.")
        return super().bulk_create(objs, *args, **kwargs)


class AppendOnly(models.Model):
    """A model whose rows can be added and read, never saved again and never deleted.

    Each says `objects = AppendOnlyQuerySet["Itself"].as_manager()`, which a test holds it to.
    """

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row. Raises CannotChange when it is already there."""
        if not self._state.adding:
            raise CannotChange(f"This {self._meta.verbose_name} is kept as it was written.")
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise CannotChange(f"This {self._meta.verbose_name} is kept.")
