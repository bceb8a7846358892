"""What `trellis accounts` changes about how one person signs in. Not a command by itself."""

import argparse

from trellis.problem import Refusal

OPTIONS = ("reset_second_factor", "provider_only", "password_too", "link", "unlink")


class CannotChange(Refusal):
    """It is not said whose sign-in is to change, or to what."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group(
        "how somebody signs in", "each of these needs --email, and neither --authority nor --role"
    )
    group.add_argument(
        "--reset-second-factor",
        action="store_true",
        help="take away their second factors and recovery codes, for somebody who has lost them",
    )
    only = group.add_mutually_exclusive_group()
    only.add_argument(
        "--provider-only", action="store_true", help="let them sign in by a provider only, never by password"
    )
    only.add_argument("--password-too", action="store_true", help="take that back")
    link = group.add_mutually_exclusive_group()
    link.add_argument(
        "--link", metavar="PROVIDER", help="with --subject: say by hand who they are at a sign-in provider"
    )
    link.add_argument("--unlink", metavar="PROVIDER", help="forget who they are at a sign-in provider")
    group.add_argument("--subject", help="with --link: their subject (sub) at the provider")


def is_asked(args: argparse.Namespace) -> bool:
    return any(getattr(args, option) for option in OPTIONS)


def change(args: argparse.Namespace) -> list[str]:
    """Do what was asked, each with its event, and return it in sentences. Raises CannotChange."""
    from django.conf import settings
    from django.db import transaction
    from django.utils import timezone

    from trellis.accounts.actions import accounts, links, second_factor
    from trellis.activity import trail
    from trellis.activity.models import Verb

    if not args.email or args.role:
        raise CannotChange("Say whose sign-in is to change, with --email and without --role.")
    user = accounts.account_of(args.email)
    if user is None:
        raise CannotChange(f"There is no account with the address {args.email}.")
    now, said = timezone.now(), []

    def noted(verb: Verb, subject: str) -> None:
        trail.record(verb, by=None, at=now, subject=subject)

    with transaction.atomic():
        if args.reset_second_factor:
            number = second_factor.reset(user=user)
            noted(Verb.SECOND_FACTOR_RESET, user.email)
            had = f"{number} second factor{'' if number == 1 else 's'}"
            said.append(f"{user.email} had {had}, and has none now.")
        if args.link or args.unlink:
            provider = settings.PROVIDERS.get(args.link or args.unlink)
            if provider is None:
                known = ", ".join(settings.PROVIDERS) or "none"
                raise CannotChange(f"No such provider is configured in TRELLIS_OIDC. There is: {known}.")
            if args.link:
                if not args.subject:
                    raise CannotChange("Give --subject too: their subject (sub) at the provider.")
                links.link(user=user, issuer=provider.issuer, subject=args.subject, at=now)
                noted(Verb.PROVIDER_LINKED, f"{user.email} ({provider.name}, by hand)")
                said.append(f"{user.email} is linked to {args.subject} at {provider.name}.")
            else:
                links.unlink(user=user, issuer=provider.issuer)
                noted(Verb.PROVIDER_LINKED, f"{user.email} ({provider.name}: link taken away)")
                said.append(f"{user.email} is not linked to {provider.name}.")
        if args.provider_only or args.password_too:
            links.by_provider_only(user=user, only=args.provider_only)
            how = "sign in by provider only" if args.provider_only else "sign in by password too"
            noted(Verb.PROVIDER_LINKED, f"{user.email} (may {how})")
            said.append(f"{user.email} may {how}.")
    return said
