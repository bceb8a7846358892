"""`trellis accounts`: make an account for each role of an authority, and print the sign-ins."""

import argparse
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from trellis.interfaces.commands import signing_in
from trellis.problem import Refusal

NAME = "accounts"
HELP = "Make accounts for an authority: one for each role, or one person's; change how somebody signs in"


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


UNCHANGED = "(as it was)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--authority", help="the authority's three-digit code, such as 803")
    parser.add_argument("--role", help="make one account of this role (default: one of each)")
    parser.add_argument("--email", help="with --role: the person's email address")
    parser.add_argument("--name", help="with --role: the person's full name")
    parser.add_argument(
        "--urn", type=int, action="append", default=[], help="with --role: a school of theirs (repeat)"
    )
    parser.add_argument("--password", help="the password (default: four words, made for each account)")
    parser.add_argument(
        "--reset-password",
        action="store_true",
        help="give accounts that are there already a new password (else they are left alone)",
    )
    parser.add_argument("--domain", help="of the addresses made (default: CODE.example)")
    signing_in.add_arguments(parser)


def run(args: argparse.Namespace) -> int:
    from trellis.screening import casework

    casework.prepare()
    from django.utils import timezone

    if signing_in.is_asked(args):
        for sentence in signing_in.change(args):
            print(sentence)
        return 0
    if not args.authority:
        raise CannotMakeAccounts("Say for which authority, with --authority and its three-digit code.")
    today = timezone.localdate()
    if args.role:
        if not args.email or not args.name:
            raise CannotMakeAccounts("With --role, give --email and --name too.")
        made = [
            _make(
                role=args.role,
                name=args.name,
                email=args.email,
                password=args.password,
                authority=args.authority,
                urns=args.urn,
                today=today,
                reset_password=args.reset_password,
            )
        ]
    else:
        made = for_each_role(
            authority=args.authority,
            password_for_all=args.password,
            domain=args.domain,
            today=today,
            reset_password=args.reset_password,
        )
    for line in table(made):
        print(line)
    return 0


def for_each_role(
    *,
    authority: str,
    today: date,
    password_for_all: str | None = None,
    domain: str | None = None,
    reset_password: bool = False,
) -> list[SignIn]:
    """Make one account for each role at the authority; with `reset_password`, those there are get a new password.

    Raises CannotMakeAccounts when the authority's schools are not known yet (run a screening first), or when one
    of the accounts is there already and is not to be reset.
    """
    from trellis.accounts import made_up
    from trellis.accounts.actions import accounts
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
    addresses = {
        role.id: f"{role.id.replace('_', '-')}@{domain or f'{authority}.example'}" for role in ROLES.values()
    }
    there = [address for address in addresses.values() if accounts.account_of(address) is not None]
    if there and not reset_password:
        raise CannotMakeAccounts(
            f"{len(there)} of these accounts are there already, such as {there[0]}: nothing was changed. "
            "Add --reset-password to give every one of them a new password."
        )
    made = []
    for role in ROLES.values():
        urns = [own.urn] if role.at_school else allocated if role.id == "sia" else []
        made.append(
            _make(
                role=role.id,
                name=f"{_FIRST_NAMES[role.id]} {role.name.split()[-1].title()}",
                email=addresses[role.id],
                password=password_for_all or made_up.password(),
                authority=authority,
                urns=urns,
                today=today,
                reset_password=reset_password,
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
    "traded_services": "Tariq",
    "system_leader": "Una",
    "director": "Grace",
    "leadership_team": "Hamza",
    "executive_member": "Irene",
    "scrutiny_member": "Jamal",
    "headteacher": "Karen",
    "chair": "Liam",
    "governor": "Moira",
    "clerk": "Quentin",
    "trust_officer": "Rosa",
    "forum_member": "Stefan",
    "auditor": "Nadia",
    "administrator": "Oscar",
}


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
    *,
    role: str,
    name: str,
    email: str,
    password: str | None,
    authority: str,
    urns: list[int],
    today: date,
    reset_password: bool,
) -> SignIn:
    """Make one account, or give the account that is there another post, and say what it reaches."""
    from django.utils import timezone

    from trellis.accounts import made_up
    from trellis.accounts.actions import accounts
    from trellis.accounts.roles import ROLES
    from trellis.activity import trail
    from trellis.activity.models import Verb
    from trellis.schools import queries

    now = timezone.now()
    if unknown := queries.not_of(authority, urns=urns):
        raise CannotMakeAccounts(
            f"No school of authority {authority} has the URN {', '.join(map(str, unknown))}, as far as is known here. "
            "Check the number; if it is right, run a screening first, which brings the list of schools up to date."
        )
    user = accounts.account_of(email)
    if user is not None and not reset_password:
        if password is not None:
            raise CannotMakeAccounts(
                f"{user.email} has an account already: nothing was changed. "
                "Add --reset-password to give it this password, or leave --password out to give it only the role."
            )
        password = UNCHANGED
    else:
        password = password or made_up.password()
        verb = Verb.ACCOUNT_OPENED if user is None else Verb.PASSWORD_RESET
        user = accounts.open_account(email=email, name=name, password=password, reset_password=reset_password)
        trail.record(verb, by=None, at=now, authority_code=authority, subject=user.email)
    held = set(user.posts.values_list("pk", flat=True))
    for post in accounts.give_posts(
        user=user, role=role, authority_code=authority, from_date=today, urns=urns
    ):
        if post.pk not in held:
            said = f"{user.email}: {ROLES[role].name}"
            trail.record(
                Verb.POST_GIVEN, by=None, at=now, authority_code=authority, urn=post.urn, subject=said
            )
    return SignIn(
        role=ROLES[role].name,
        name=user.name,
        email=user.email,
        password=password,
        reaches=_reaches(role, authority=authority, urns=urns),
    )


def _reaches(role: str, *, authority: str, urns: list[int]) -> str:
    """Say which schools a role opens: all, those of a phase, or those named."""
    from trellis.accounts.roles import PHASES, ROLES, Permission, Scope
    from trellis.schools import queries

    held = ROLES[role]
    if held.scope == Scope.NONE:
        return "counts, and no school by name" if Permission.COUNTS_READ in held.permissions else "no school"
    schools = queries.open_schools_of(authority)
    if not schools.exists():
        return f"no school yet: none of authority {authority} is known here until a screening has been run"
    whose = queries.name_of(authority)
    if held.scope == Scope.OWN:
        named = list(schools.filter(urn__in=urns).values_list("name", flat=True))
        if not named:
            return "no school: name them with --urn"
        return named[0] if len(named) == 1 else f"{len(named)} schools of {whose}: {_first_of(named)}"
    if held.scope == Scope.AUTHORITY:
        return f"all {schools.count()} open schools of {whose}"
    number = schools.filter(phase_group__in=PHASES[held.scope]).count()
    return f"{number} {held.scope}, all-through, special and alternative schools of {whose}"


def _first_of(names: list[str], shown: int = 3) -> str:
    left = len(names) - shown
    return ", ".join(names[:shown]) + (f" and {left} more" if left > 0 else "")
