"""Steps of brokered support, for the tests: at Oak Road, which is helped, by Beech Lane, which helps."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests import builders
from tests.casework import acting as casework
from trellis.accounts.models import User
from trellis.brokering.actions import found, giving, matches, needs, stepping, steps
from trellis.brokering.actions.matches import Agreed, Chosen, PassedOver
from trellis.brokering.actions.needs import Wanted
from trellis.brokering.queries.found import FoundFile
from trellis.brokering.queries.supports import SupportFile
from trellis.leaders.models import Capacity, Designation, Leader, Protocol, ProtocolAcceptance, Release
from trellis.providers.models import Provider, ProviderOffer, ProviderStep
from trellis.schools.models import School

AT = builders.AT
TODAY = builders.AS_OF
A_DAY = timedelta(days=1)
HELPED, HELPS = builders.OAK, builders.BEECH


def school(urn: int = HELPED) -> School:
    return School.objects.select_related("authority").get(pk=urn)


def head(urn: int = HELPED) -> User:
    return casework.head(urn)


def adviser(urn: int = HELPED) -> User:
    return casework.adviser(urn)


def principal() -> User:
    return builders.person("pa")


def broker() -> User:
    return builders.person("sitl")


def provider(
    urn: int | None = HELPS,
    *,
    until: date | None = TODAY + 300 * A_DAY,
    name: str = "",
    kind: str = "",
    authority: str = "801",
    areas: tuple[str, ...] = ("early-reading",),
) -> Provider:
    """A provider whose quality is assured until a day; with none nobody has looked at it."""
    own = school(urn) if urn is not None else None
    by, at = principal(), AT - 30 * A_DAY
    made = Provider.objects.create(
        authority_id=authority,
        name=own.name if own is not None else name or "Vale Reading Hub",
        kind="school" if own is not None else kind or "hub",
        school=own,
        by=by,
        at=at,
    )
    ProviderOffer.objects.create(
        provider=made,
        number=1,
        offers="Help with early reading.",
        areas=list(areas),
        phases=["primary", "secondary"],
        by=by,
        at=at,
    )
    ProviderStep.objects.create(provider=made, number=1, name="apply", state="applied", by=by, at=at)
    if until is not None:
        ProviderStep.objects.create(
            provider=made,
            number=2,
            name="approve",
            state="approved",
            details={"until": until.isoformat()},
            by=by,
            at=at,
        )
    return made


def leader(
    urn: int = HELPS,
    *,
    user: User | None = None,
    days: int = 10,
    accepted: bool = True,
    released: bool = True,
    behind: Provider | None = None,
    authority: str = "801",
) -> Leader:
    by, at = principal(), AT - 30 * A_DAY
    made = Leader.objects.create(
        authority_id=authority, name="Ada Finch", user=user, school=school(urn), provider=behind, by=by, at=at
    )
    Designation.objects.create(
        leader=made,
        kind="lle",
        body="The authority",
        from_date=TODAY - 200 * A_DAY,
        areas=["early-reading"],
        phases=["primary", "secondary"],
        by=by,
        at=at,
    )
    Capacity.objects.create(leader=made, year=_year(), days=days, by=by, at=at)
    if released:
        Release.objects.create(leader=made, year=_year(), days=days, agrees=True, by=by, at=at)
    protocol, _ = Protocol.objects.get_or_create(
        authority_id=authority,
        number=1,
        defaults={
            "route": "both",
            "title": "How leaders are deployed",
            "text": "What is agreed is written down.",
            "from_date": TODAY - 100 * A_DAY,
            "by": by,
            "at": at,
        },
    )
    if accepted:
        for route in ("school", "authority"):
            ProtocolAcceptance.objects.create(leader=made, protocol=protocol, route=route, by=by, at=at)
    return made


def _year() -> int:
    from trellis.calendars.queries import academic_year

    return academic_year(TODAY)


def wanted(**more: Any) -> Wanted:
    given: dict[str, Any] = {
        "areas": ("early-reading",),
        "what": "Teachers of Reception need to see daily phonics taught well.",
        "hoped": "Every class has the same daily lesson by Easter.",
    }
    return Wanted(**{**given, **more})


def needed(
    urn: int = HELPED, *, route: str = "authority", by: User | None = None, at: datetime = AT, **more: Any
) -> SupportFile:
    why = more.pop("why_brokered", "It asked for it." if route == "authority" else "")
    objective = more.pop("objective", None)
    return needs.ask(
        school=school(urn),
        route=route,
        wanted=wanted(**more),
        objective=objective,
        why_brokered=why,
        by=by or (head(urn) if route == "school" else adviser(urn)),
        at=at,
    )


def agreed(**more: Any) -> Agreed:
    given: dict[str, Any] = {
        "what": "Three days in Reception, and one with leaders.",
        "days": Decimal(4),
        "cost": Decimal(1800),
        "funding": "school",
        "begins": TODAY,
        "ends": TODAY + 120 * A_DAY,
    }
    return Agreed(**{**given, **more})


def chosen(by: Provider, **more: Any) -> Chosen:
    return Chosen(provider=by, place=1, ranked=3, because=("Fits the need",), **more)


def matched(by: Provider | None = None, *, at: datetime = AT, **more: Any) -> SupportFile:
    return matches.match(
        needed(at=at), chosen=chosen(by or provider(), **more), reasons="The nearest.", by=broker(), at=at
    )


def with_terms(file: SupportFile, *, at: datetime = AT, **more: Any) -> SupportFile:
    return matches.agree_terms(file, agreed=agreed(**more), by=broker(), at=at)


def checked(file: SupportFile, *, at: datetime = AT, **passed_over: str) -> SupportFile:
    return matches.check(file, passed_over=PassedOver(reasons=passed_over), by=broker(), at=at)


def take(
    file: SupportFile, name: str, by: User, *, at: datetime = AT, reasons: str = "As was said."
) -> SupportFile:
    return steps.take(file, name, reasons=reasons, by=by, at=at)


def offered(by: Provider | None = None, *, at: datetime = AT, **more: Any) -> SupportFile:
    return take(checked(with_terms(matched(by, at=at, **more), at=at), at=at), "offer", broker(), at=at)


def commissioned(by: Provider, *, at: datetime = AT, **more: Any) -> SupportFile:
    return matches.commission(
        needed(route="school", at=at),
        chosen=chosen(by, **{name: more.pop(name) for name in ("leader", "entry") if name in more}),
        agreed=agreed(**more),
        reasons="We know them.",
        by=head(),
        at=at,
    )


def accepted(by: Provider | None = None, *, at: datetime = AT, **more: Any) -> SupportFile:
    return take(offered(by, at=at, **more), "accept", head(HELPS), at=at)


def signed(file: SupportFile, *, at: datetime = AT) -> SupportFile:
    file = giving.sign(file, side="receiving", by=head(), at=at)
    file = giving.sign(file, side="giving", by=head(HELPS), at=at)
    return giving.sign(file, side="authority", by=broker(), at=at) if file.is_brokered else file


def logged(file: SupportFile, *, days: str = "1", at: datetime = AT, on: date = TODAY) -> SupportFile:
    return giving.log(
        file,
        on=on,
        days=Decimal(days),
        what="Taught beside two teachers.",
        who="Ada Finch",
        by=head(HELPS),
        at=at,
    )


def given_by_the_team(*given: str, cost: str = "600", days: int = 6) -> SupportFile:
    """Support that the authority’s own team gives, at the school’s cost, with what was given of it."""
    by = provider(None, kind="la_team")
    file = with_terms(matched(by), cost=Decimal(cost), days=Decimal(days))
    file = take(checked(file), "offer", broker())
    file = take(file, "accept", broker())
    file = giving.sign(file, side="receiving", by=head(), at=AT)
    for side in ("giving", "authority"):
        file = giving.sign(file, side=side, said="By letter.", by=broker(), at=AT)
    for each in given:
        file = giving.log(file, on=TODAY, days=Decimal(each), what="Taught.", who="Ann", by=broker(), at=AT)
    return file


def completed(*, at: datetime = AT) -> SupportFile:
    return take(logged(signed(accepted(at=at), at=at), at=at), "complete", head(), at=at)


def evaluated(file: SupportFile, side: str, by: User, *, helped: int = 4, at: datetime = AT) -> SupportFile:
    return giving.evaluate(
        file,
        side=side,
        helped=helped,
        difference="The lessons are alike in every class.",
        learned="",
        again=True,
        by=by,
        at=at,
    )


def again(file: SupportFile, *, at: datetime = AT) -> SupportFile:
    return stepping.read(file.support, at=at)


def what_was_found(**more: Any) -> found.Found:
    given: dict[str, Any] = {
        "who": "A therapist from Hereshire",
        "areas": ("early-reading",),
        "what": "Talk in Reception.",
        "days": Decimal("2.5"),
        "cost": Decimal(950),
        "begun": TODAY - 60 * A_DAY,
        "ended": TODAY - 30 * A_DAY,
    }
    return found.Found(**{**given, **more})


def found_itself(urn: int = HELPED, *, came: str = "", helped: int = 4, **more: Any) -> FoundFile:
    """What a school found outside the register; with `came` it says what came of it."""
    said = found.Came(helped=helped, words=came) if came else None
    return found.log(school=school(urn), found=what_was_found(**more), came=said, by=head(urn), at=AT)


def one_given(urn: int = builders.BEECH) -> dict[str, object]:
    """What the addresses of a support name: one of a school that a hub helps, with an entry in its log."""
    by = provider(None)
    file = matches.match(
        needed(urn, by=adviser(urn)), chosen=chosen(by), reasons="The nearest.", by=broker(), at=AT
    )
    file = take(checked(with_terms(file)), "offer", broker())
    file = take(file, "accept", broker())
    file = giving.sign(file, side="receiving", by=head(urn), at=AT)
    file = giving.sign(file, side="giving", said="Its director, by letter.", by=broker(), at=AT)
    file = giving.sign(file, side="authority", by=broker(), at=AT)
    file = giving.log(
        file, on=TODAY, days=Decimal(1), what="Taught.", who="A hub’s teacher", by=broker(), at=AT
    )
    return {
        "brokered": file.support.pk,
        "helper": "provider",
        "helper_id": by.pk,
        "side": "receiving",
        "delivery": file.log[0].pk,
        "found": found_itself(urn, came="Adults wait longer for an answer.").found.pk,
    }
