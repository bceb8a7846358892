"""`trellis accounts`: make an account for each role of an authority, and print the sign-ins."""

import argparse
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from trellis.problem import Refusal

NAME = "accounts"
HELP = "Make accounts for an authority: one for each role, or one person's"

_WORDS = [
    "amber",
    "basil",
    "birch",
    "bramble",
    "brook",
    "cedar",
    "chalk",
    "clover",
    "copper",
    "coral",
    "cotton",
    "daisy",
    "elder",
    "fennel",
    "fern",
    "flint",
    "garnet",
    "ginger",
    "hazel",
    "heather",
    "holly",
    "indigo",
    "ivory",
    "jasmine",
    "juniper",
    "lantern",
    "larch",
    "laurel",
    "lemon",
    "lilac",
    "linen",
    "lupin",
    "maple",
    "marble",
    "meadow",
    "mint",
    "moss",
    "nettle",
    "oak",
    "olive",
    "orchard",
    "pebble",
    "pepper",
    "pine",
    "plum",
    "poppy",
    "quartz",
    "quill",
    "raven",
    "reed",
    "river",
    "robin",
    "rowan",
    "saffron",
    "sage",
    "sand",
    "silver",
    "slate",
    "sorrel",
    "sparrow",
    "spruce",
    "stone",
    "sugar",
    "teal",
    "thistle",
    "thyme",
    "timber",
    "tulip",
    "velvet",
    "violet",
    "walnut",
    "water",
    "willow",
    "winter",
    "wren",
    "yarrow",
]


class CannotMakeAccounts(Refusal):
    """There is nobody to make accounts for, or the authority's schools are not known yet."""


@dataclass(frozen=True, kw_only=True)
class SignIn:
    """One account as made."""

    role: str
    name: str
    email: str
    password: str
    reaches: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--authority", required=True, help="the authority's three-digit code, such as 803")
    parser.add_argument("--role", help="make one account of this role (default: one of each)")
    parser.add_argument("--email", help="with --role: the person's email address")
    parser.add_argument("--name", help="with --role: the person's full name")
    parser.add_argument(
        "--urn", type=int, action="append", default=[], help="with --role: a school of theirs (repeat)"
    )
    parser.add_argument("--password", help="the password (default: four words, made for each account)")
    parser.add_argument("--domain", help="of the addresses made (default: CODE.example)")


def run(args: argparse.Namespace) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trellis.config.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    from django.utils import timezone

    today = timezone.localdate()
    if args.role:
        if not args.email or not args.name:
            raise CannotMakeAccounts("With --role, give --email and --name too.")
        made = [
            _make(
                role=args.role,
                name=args.name,
                email=args.email,
                password=args.password or password(),
                authority=args.authority,
                urns=args.urn,
                today=today,
            )
        ]
    else:
        made = for_each_role(
            authority=args.authority, password_for_all=args.password, domain=args.domain, today=today
        )
    for line in table(made):
        print(line)
    return 0


def for_each_role(
    *, authority: str, today: date, password_for_all: str | None = None, domain: str | None = None
) -> list[SignIn]:
    """Make one account for each role at the authority; made again, each gets a new password.

    Raises CannotMakeAccounts when the authority's schools are not known yet: run a screening first.
    """
    from trellis.accounts.roles import ROLES
    from trellis.schools import queries

    schools = queries.open_schools_of(authority)
    if not schools.exists():
        raise CannotMakeAccounts(
            f"No school of authority {authority} is known yet. Import the data and run a screening first."
        )
    # An adviser's allocation is every eighth school; a school's own people are those of the first in the list.
    allocated = list(schools.order_by("name", "urn").values_list("urn", flat=True)[::8])
    own = (
        schools.filter(phase_group__in=("primary", "secondary"), relationship="maintained").first()
        or schools[0]
    )
    made = []
    for role in ROLES.values():
        urns = [own.urn] if role.at_school else allocated if role.id == "sia" else []
        made.append(
            _make(
                role=role.id,
                name=f"{_FIRST_NAMES[role.id]} {role.name.split()[-1].title()}",
                email=f"{role.id.replace('_', '-')}@{domain or f'{authority}.example'}",
                password=password_for_all or password(),
                authority=authority,
                urns=urns,
                today=today,
            )
        )
    return made


_FIRST_NAMES = {
    "sia": "Alice",
    "sitl": "Bob",
    "spa": "Charlie",
    "ssa": "Deepa",
    "pa": "Esther",
    "data_officer": "Farid",
    "director": "Grace",
    "leadership_team": "Hamza",
    "executive_member": "Irene",
    "scrutiny_member": "Jamal",
    "headteacher": "Karen",
    "chair": "Liam",
    "governor": "Moira",
    "auditor": "Nadia",
    "administrator": "Oscar",
}


def password() -> str:
    """Return four words picked at random, which can be read out and typed."""
    return "-".join(secrets.choice(_WORDS) for _ in range(4)) + f"-{secrets.randbelow(90) + 10}"


def table(made: Iterable[SignIn]) -> Iterator[str]:
    """Give the lines of a table of sign-ins, its columns as wide as they need."""
    rows = [
        ("Role", "Email address", "Password", "Sees"),
        *((s.role, s.email, s.password, s.reaches) for s in made),
    ]
    widths = [max(len(row[i]) for row in rows) for i in range(4)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _make(
    *, role: str, name: str, email: str, password: str, authority: str, urns: list[int], today: date
) -> SignIn:
    from trellis.accounts.actions import accounts
    from trellis.accounts.roles import ROLES
    from trellis.schools import queries

    user = accounts.open_account(email=email, name=name, password=password)
    accounts.give_posts(user=user, role=role, authority_code=authority, from_date=today, urns=urns)
    reached = queries.visible_to(user, on=today).filter(is_open=True).count()
    counts = "counts only" if "counts_read" in ROLES[role].permissions else "no school"
    return SignIn(
        role=ROLES[role].name,
        name=name,
        email=user.email,
        password=password,
        reaches=f"{reached} school{'' if reached == 1 else 's'}" if reached else counts,
    )
