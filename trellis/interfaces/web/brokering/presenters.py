"""Support as a page: where it stands, what comes next and who decides, and all that was agreed and given. Pure functions."""

import statistics
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse

from trellis.accounts.roles import Permission
from trellis.brokering import impact
from trellis.brokering.actions.giving import ANSWERS, SIGNS
from trellis.brokering.actions.steps import ASKED
from trellis.brokering.matching import NotOffered, Offered
from trellis.brokering.matching_parts import Candidate
from trellis.brokering.models import Terms
from trellis.brokering.models.agreed import CHECKS, OVERRIDDEN, Funding, Side
from trellis.brokering.models.given import SCALE
from trellis.brokering.queries import charging, outcomes
from trellis.brokering.queries.found import FoundFile
from trellis.brokering.queries.supports import SupportFile
from trellis.brokering.workflows.support import GIVEN, SUPPORT
from trellis.interfaces.web.govuk import words
from trellis.practice import areas

Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Next:
    """What can be done next, by whom, and where; `href` is "" where the reader does not do it, and `reason` says why not yet."""

    label: str
    who: str
    href: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One support in a list."""

    id: int
    school: str
    urn: int
    areas: str
    who: str
    state: str
    route: str
    since: str
    days: str
    waits: str


def pounds(amount: Decimal) -> str:
    return f"£{amount:,.2f}".removesuffix(".00")


def days(number: Decimal) -> str:
    """A number of days in words: "2.5 days"."""
    return words.count(1, "day") if number == 1 else f"{number.normalize():f} days"


TO = {
    Funding.CENTRAL: "the authority’s central budget",
    Funding.DEDELEGATED: "the money that schools have de-delegated",
    Funding.GRANT: "the grant",
}
"""What is charged where the authority pays."""


def charged(file: SupportFile) -> str:
    """What closing or ending a support will charge, to whom and how that is worked out; "" where there is nothing to say."""
    found = charging.of(file)
    if found is None:
        terms = file.terms
        if not file.is_brokered or terms is None or not terms.cost:
            return ""
        return f"Nothing will be charged here: what it costs is between {file.school.name} and {file.giver_name}."
    if not found.pence:
        return "Nothing was given, so nothing will be charged."
    part, whole = (f"£{Decimal(each) / 100:,.2f}" for each in (found.pence, found.cost))
    to = TO[Funding(found.funding)] if found.is_central else file.school.name
    given = (
        f"{found.given.normalize():f} of {days(found.agreed)} {'was' if found.given == 1 else 'were'} given"
    )
    if found.given < found.agreed:
        said = f"{given}: {part} of the {whole} agreed will be charged to {to}, in that proportion."
    elif found.given == found.agreed:
        said = f"{given}: the {whole} agreed will be charged to {to}."
    else:
        said = f"{days(found.given)} were given, more than was agreed: the {whole} agreed will be charged to {to}, and no more."
    return f"{said} The traded-services manager can credit it."


def line(file: SupportFile) -> Line:
    return Line(
        id=file.support.pk,
        school=file.school.name,
        urn=file.school.pk,
        areas=", ".join(areas.names(file.support.areas)),
        who=file.giver_name or "Nobody yet",
        state=file.state_words,
        route="Brokered by the authority" if file.is_brokered else "Commissioned by the school",
        since=words.moment(file.steps[-1].at),
        days=_progress(file),
        waits=waits(file),
    )


def waits(file: SupportFile) -> str:
    """On whom it waits, in a few words; "" for nobody."""
    told = {
        "need": "Somebody to be chosen",
        "matched": "Terms and checks" if file.terms is None else "The checks",
        "checked": "Approval of the funding" if file.needs_funding and file.funding is None else "The offer",
        "offered": f"The answer of {file.giver_name}",
        "accepted": f"The signature of {', '.join(file.waits_for_signatures)}",
        "agreed": "The first day",
        "active": "The look back at the mid-point" if file.middle_is_due else "",
        "completed": f"The evaluation of {', '.join(file.waits_for_evaluations)}",
        "evaluated": "The closing",
    }
    return told.get(file.state, "")


def _progress(file: SupportFile) -> str:
    if file.terms is None:
        return "–"
    return f"{file.days_given.normalize():f} of {days(file.terms.days)} given"


def need(file: SupportFile, *, whole: bool) -> Facts:
    """What is needed, part by part.

    Without `whole` it is as those read it who help, or who broker without reading levels: where it was said tells of a support
    plan, and why the authority brokers it tells of the level, neither of which is theirs to know.
    """
    support = file.support
    told = [
        ("What help is needed", support.what),
        ("What is to be different", support.hoped),
        ("Areas of practice", ", ".join(areas.names(support.areas))),
        ("How it is found", support.get_route_display()),
    ]
    if whole:
        said = f"{support.get_origin_display()}: {support.by.name}, {words.moment(support.at)}"
        told.append(("Where it was said", said))
    if support.by_when is not None:
        told.append(("Wanted by", words.day(support.by_when)))
    if whole and support.why_brokered:
        told.append(("Why the authority brokers it", support.why_brokered))
    return tuple(told)


def terms(held: Terms | None) -> Facts:
    """What was agreed, or is to be."""
    if held is None:
        return ()
    told = [
        ("What is to be done", held.what),
        ("Days", days(held.days)),
        ("Cost", f"{pounds(held.cost)}: {held.get_funding_display()}"),
        ("From", words.day(held.begins)),
        ("Mid-point", words.day(held.middle)),
        ("Until", words.day(held.ends)),
    ]
    if held.protocol is not None:
        told.append(("Protocol", f"Number {held.protocol}"))
    return tuple(told)


def found(file: FoundFile) -> Facts:
    """What a school found itself, and what it and an adviser say of it."""
    one, impact_now, view = file.found, file.impact, file.view
    until = f"until {words.day(file.ended)}" if file.ended is not None else "and going on"
    told = [
        ("What it was for", one.what),
        ("Areas of practice", ", ".join(areas.names(one.areas))),
        ("When", f"From {words.day(one.begun)} {until}: {days(one.days)}"),
        ("Cost", pounds(one.cost) if one.cost is not None else "Not said"),
        ("What came of it", impact_now.came if impact_now is not None else "Not said yet"),
    ]
    if impact_now is not None:
        said = f"{SCALE[impact_now.helped]} ({impact_now.by.name}, {words.moment(impact_now.at)})"
        told.append(("How far it helped, as the school says", said))
    if view is not None:
        used = "Used effectively" if view.agrees else "Not used effectively, or not yet"
        told.append(
            ("How an adviser saw it used", f"{used}. {view.words} ({view.by.name}, {words.moment(view.at)})")
        )
    return tuple(told)


def offered(each: Offered, file: SupportFile) -> dict[str, object]:
    """One who could help, as the list of them shows it."""
    kind, number = each.candidate.key.split(":")
    return {
        "place": each.place,
        "name": each.candidate.name,
        "kind": KINDS[kind],
        "total": f"{each.total:.0f}",
        "parts": [
            (part.name, part.sentence, f"{part.counted:.0f} of {part.weight:.0f}") for part in each.parts
        ],
        "to_ask": each.to_ask,
        "href": reverse("choose_support", args=[file.support.pk, kind, number]),
    }


def not_offered(each: NotOffered, file: SupportFile, *, enters: bool) -> dict[str, object]:
    """One who fits and is held back; with a link where a person may set every reason aside with one of their own.

    With `enters` the reader may enter the school of one that is not in the register of providers.
    """
    who = each.candidate
    kind, number = who.key.split(":")
    aside = all(reason.override for reason in each.reasons)
    enter = enters and not who.registered and not who.removed and who.urn is not None
    return {
        "enter": f"{reverse('enter_provider')}?{urlencode({'school': who.urn})}" if enter else "",
        "href": reverse("choose_support", args=[file.support.pk, kind, number]) if aside else "",
        "name": each.candidate.name,
        "kind": KINDS[kind],
        "reasons": [reason.sentence for reason in each.reasons],
    }


KINDS = {"entry": "Good practice of a school", "leader": "System leader", "provider": "Provider"}


def stands_of(who: Candidate, place: int | None, total: int) -> str:
    if place is None:
        return "It is not offered by the ranking: read why below before you choose it."
    return f"Number {place} of {total} who could help."


def nexts(
    file: SupportFile, may: Collection[str], *, sign_themselves: Mapping[Side, str] | None = None
) -> list[Next]:
    """What comes next, whoever does it; with a link for what the reader does.

    `sign_themselves` has the sides that the reader would sign for and that sign for themselves, each with who does.
    """
    number = file.support.pk
    told: list[Next] = []

    def link(label: str, who: str, name: str, *args: object, permission: str, reason: str = "") -> None:
        href = reverse(name, args=[number, *args]) if permission in may and not reason else ""
        told.append(Next(label=label, who=who, href=href, reason=reason if permission in may else ""))

    choosers = Permission.SUPPORT_BROKER if file.is_brokered else Permission.SUPPORT_COMMISSION
    if file.state == "need":
        who = SUPPORT.by_name["match" if file.is_brokered else "commission"].actors
        link("See who could help", words.first_up(who), "find_support", permission=choosers)
    if file.state in ("matched", "accepted"):
        label = "Say the terms" if file.terms is None else "Change the terms"
        who = SUPPORT.by_name["match" if file.is_brokered else "commission"].actors
        link(label, words.first_up(who), "support_terms", permission=Permission.SUPPORT_CLOSE)
    if file.state == "matched":
        reason = "" if file.terms is not None else "Say for how many days, for what and at whose cost first."
        link(
            "Check the match",
            words.first_up(SUPPORT.by_name["check"].actors),
            "check_support",
            permission=Permission.SUPPORT_BROKER,
            reason=reason,
        )
    if file.needs_funding and file.funding is None and file.state in ("matched", "checked", "accepted"):
        link(
            "Approve the funding", "The principal adviser", "fund_support", permission=Permission.SUPPORT_FUND
        )
    if file.state == "accepted":
        for side in file.unsigned:
            link(
                f"Sign for {file.called(side)}",
                _signer(side),
                "sign_support",
                side.value,
                permission=SIGNS[side],
                reason=(sign_themselves or {}).get(side, ""),
            )
    if file.state in ("agreed", "active", "midpoint"):
        link("Log what was given", "Those who help", "log_support", permission=Permission.SUPPORT_DELIVER)
    if file.state == "completed":
        for side in file.unevaluated:
            theirs = may if side == Side.GIVING or Permission.SUPPORT_BROKER not in may else ()
            href = reverse("evaluate_support", args=[number, side.value]) if ANSWERS[side] in theirs else ""
            told.append(Next(label=f"Evaluate for {file.called(side)}", who=_signer(side), href=href))
    if file.state in GIVEN:
        may_confirm = Permission.SUPPORT_REQUEST in may and Permission.SUPPORT_COMMISSION not in may
        told.append(
            Next(
                label="Say how it was used",
                who="An adviser of the school",
                href=reverse("confirm_support", args=[number]) if may_confirm else "",
            )
        )
    told += list(_steps(file, may))
    return told


def _steps(file: SupportFile, may: Collection[str]) -> Iterable[Next]:
    offers = {offer.transition.name: offer for offer in SUPPORT.offers(file, state=file.state, may=may)}
    for step in SUPPORT.ahead(file.state, file):
        if step.name not in ASKED:
            continue
        offer = offers.get(step.name)
        yield Next(
            label=step.label,
            who=words.first_up(step.actors),
            href=reverse("take_support", args=[file.support.pk, step.name.replace("_", "-")])
            if offer is not None and not offer.reason
            else "",
            reason=offer.reason if offer is not None else "",
        )


def _signer(side: Side) -> str:
    return {
        Side.RECEIVING: "Its headteacher",
        Side.GIVING: "Whoever answers for those who help",
        Side.AUTHORITY: "Whoever brokers it",
    }[side]


@dataclass(frozen=True, kw_only=True)
class Stopped:
    """A check that is not met and stops the offer: what was found, and whether a reason may pass over it."""

    what: str
    said: str
    ways: str


def stopped(file: SupportFile) -> tuple[Stopped, ...]:
    """What stops a match from being offered, as it was checked last."""
    if file.state != "matched":
        return ()
    return tuple(
        Stopped(
            what=CHECKS[each.name],
            said=each.said,
            ways="Give a reason for passing over it, which is reported, or look for somebody else."
            if each.name in OVERRIDDEN
            else "It cannot be passed over: see to it and check again, or look for somebody else.",
        )
        for each in file.checks
        if not each.passed and not each.override
    )


def checks(file: SupportFile) -> list[tuple[str, str, str]]:
    """Each check: what it is, how it came out and what was found."""
    return [
        (
            CHECKS[each.name],
            "Met" if each.passed else "Passed over" if each.override else "Not met",
            f"{each.said}{f' Passed over by {each.by.name}: {each.override}' if each.override else ''}",
        )
        for each in file.checks
    ]


def signatures(file: SupportFile) -> list[tuple[str, str]]:
    """Who signed, and for whom it is still to be."""
    told = [
        (
            file.called(each.side),
            f"{each.by.name}, {words.moment(each.at)}{f'. {each.said}' if each.said else ''}",
        )
        for each in file.signatures
    ]
    return [*told, *((file.called(side), "Not signed yet") for side in file.unsigned)]


def evaluations(file: SupportFile) -> list[dict[str, str]]:
    return [
        {
            "who": f"{file.called(each.side)}: {each.by.name}, {words.moment(each.at)}",
            "helped": SCALE[each.helped],
            "difference": each.difference,
            "learned": each.learned,
            "again": "Would do it again" if each.again else "Would not do it again",
        }
        for each in file.evaluations
    ]


def outcome(file: SupportFile, told: Sequence[impact.Support]) -> Facts:
    """What became of the figure of one support, beside schools like the one that was helped; nothing before it was given."""
    if not told:
        return ()
    one = told[0]
    last_before, first_after = outcomes.years_of(file)
    if one.before is None or one.after is None:
        said = f"Not known: a year that ended by {words.year(last_before)} and one from {words.year(first_after)} on are needed, and one of them is not held."
        return (("Figure", one.called), ("What became of it", said))
    facts = [
        ("Figure", one.called),
        ("Before and after", f"{one.before:.1f}, then {one.after:.1f}"),
    ]
    if len(one.compared) >= impact.FEWEST:
        elsewhere = statistics.median(after - before for before, after in one.compared)
        better = impact.difference(one)
        way = (
            "the same as"
            if abs(better) < 0.05
            else f"{abs(better):.1f} {'better' if better > 0 else 'worse'} than"
        )
        facts.append(
            (
                "Beside schools like it",
                f"Theirs changed by {elsewhere:+.1f} in the middle of {len(one.compared)}: this school did {way} they did",
            )
        )
    else:
        facts.append(
            (
                "Beside schools like it",
                "Fewer than five such schools have both years, so nothing can be set beside it",
            )
        )
    facts.append(
        (
            "What that tells",
            "One school, and so no more than what came after. What a provider does is told of five schools or more.",
        )
    )
    return tuple(facts)


def done(file: SupportFile, *, whole: bool) -> list[tuple[str, str, str]]:
    """Every step so far: what, by whom and when, and why. Without `whole` those since whoever helps was chosen."""
    return [
        (
            "Said what is needed" if each.number == 1 else SUPPORT.by_name[each.name].label,
            f"{each.by.name if each.by is not None else 'Trellis'}, {words.moment(each.at)}",
            "" if each.number == 1 else each.reasons,
        )
        for each in (file.steps if whole else file.steps_since_match)
    ]
