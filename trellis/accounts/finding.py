"""Finding people of one authority, by their email address or by the post they hold."""

from datetime import date

from trellis.accounts.models import Post, User, spelled
from trellis.problem import Refusal


class NobodyThere(Refusal):
    """No account of the authority has the email address."""


def with_email(email: str, *, authority: str, on: date) -> User | None:
    """Return who has an account under an email address and a post at the authority, or a school of it; None for no address.

    Raises NobodyThere, which says the same of an account of another authority as of none.
    """
    if not email.strip():
        return None
    found = (
        Post.objects.all()
        .held_on(on)
        .filter(authority_code=authority, user__email=spelled(email), user__is_active=True)
        .select_related("user")
        .first()
    )
    if found is None:
        raise NobodyThere(
            f"Nobody at this authority or its schools has an account under “{email.strip()[:80]}”. "
            "Leave the address blank to name them without one."
        )
    return found.user


def in_post(role: str, *, authority: str, on: date, urn: int | None = None) -> User | None:
    """Return who holds a role at the authority, or at a school of it: the one in post longest where there are several."""
    held = Post.objects.all().held_on(on).filter(role=role, authority_code=authority, user__is_active=True)
    if urn is not None:
        held = held.filter(urn=urn)
    found = held.select_related("user").order_by("from_date", "id").first()
    return found.user if found is not None else None
