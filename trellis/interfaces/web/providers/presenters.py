"""The register as a list, and one provider as a page. Pure functions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from trellis.accounts.models import User
from trellis.interfaces.web.govuk import words
from trellis.practice import areas
from trellis.providers.actions import steps
from trellis.providers.models import ProviderOffer, ProviderStep, Seen
from trellis.providers.queries.register import ProviderFile
from trellis.providers.workflows.provider_quality import PROVIDER_QUALITY

EXPLAINED = {
    "check": "You say that you have seen all the evidence. Somebody else then decides whether the provider is approved.",
    "approve": "It can be brokered until that day. When the day has passed it says so, and it is brokered no more.",
    "approve_conditions": "It can be brokered until that day, on the conditions that you write. Whoever brokers it reads them.",
    "send_back": "It waits for more evidence. What was seen so far stays.",
    "refuse": "It cannot be brokered. It may apply again.",
    "review": "Its evidence is seen anew, and somebody else decides. An approval holds meanwhile until its date.",
    "suspend": "It cannot be brokered from now on, until a review has approved it anew.",
    "remove": "It leaves the register. Nothing of it is removed from the record, and it may apply again.",
    "apply_again": "The evidence is seen anew, and somebody else decides.",
    "reopen": "The evidence is seen anew, and somebody else decides.",
}
"""What each step does, said before it is taken."""
ASKS = {
    "check": "What the evidence shows",
    "approve": "Why it is approved",
    "approve_conditions": "Why it is approved",
    "send_back": "What is still to be seen",
    "refuse": "Why it is refused",
    "review": "Why it is reviewed now",
    "suspend": "Why it is suspended",
    "remove": "Why it is removed",
    "apply_again": "What has changed",
    "reopen": "What has changed",
}
"""The label of what each step asks for."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One provider as a list has it."""

    id: int
    name: str
    kind: str
    offers: str
    areas: str
    phases: str
    rate: str
    quality: str
    tag: str
    colour: str


@dataclass(frozen=True, kw_only=True)
class Next:
    """A step that comes next: `slug` leads to its form where the reader may take it; `reason` says why not."""

    label: str
    who: str
    slug: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Sight:
    """One kind of evidence: what was seen of it, by whom, and until when it holds."""

    kind: str
    words: str
    seen: str
    until: str


@dataclass(frozen=True, kw_only=True)
class Done:
    """A step that was taken."""

    label: str
    by: str
    why: str


@dataclass(frozen=True, kw_only=True)
class ProviderPage:
    """One provider, ready for its page."""

    line: Line
    state: str
    facts: tuple[tuple[str, str], ...]
    conditions: str
    evidence: tuple[Sight, ...]
    nexts: tuple[Next, ...]
    done: tuple[Done, ...]


def lines(files: Sequence[ProviderFile]) -> tuple[Line, ...]:
    return tuple(line(each) for each in files)


def line(file: ProviderFile) -> Line:
    tag, colour = _tag(file)
    return Line(
        id=file.provider.pk,
        name=file.provider.name,
        kind=file.provider.get_kind_display(),
        offers=short(file.offer.offers),
        areas=", ".join(areas.names(file.offer.areas)),
        phases=", ".join(file.offer.phase_names),
        rate=rate(file.offer),
        quality=file.quality.said,
        tag=tag,
        colour=colour,
    )


def rate(offer: ProviderOffer) -> str:
    if offer.day_rate is None:
        return "Not said"
    return f"£{offer.day_rate:,} a day" if offer.day_rate else "No charge"


def short(text: str, longest: int = 200) -> str:
    whole = " ".join(text.split())
    return whole if len(whole) <= longest else f"{whole[:longest].rsplit(' ', 1)[0]} …"


def facts(file: ProviderFile) -> tuple[tuple[str, str], ...]:
    """What the register says of a provider."""
    return (
        ("What is offered", file.offer.offers),
        ("Areas of practice", ", ".join(areas.names(file.offer.areas))),
        ("Phases", ", ".join(file.offer.phase_names)),
        ("Cost", rate(file.offer)),
        ("Whom to ask for", file.provider.contact or "Not said yet"),
    )


def present(file: ProviderFile, *, may: Collection[str], by: User, reads: bool) -> ProviderPage:
    """Return the page. `reads` is whether the reader sees what was seen of its quality, and its steps."""
    return ProviderPage(
        line=line(file),
        state=file.state_words,
        facts=facts(file),
        conditions=file.quality.conditions,
        evidence=tuple(_sights(file)) if reads else (),
        nexts=tuple(_nexts(file, may=may, by=by)),
        done=tuple(_done(each) for each in file.steps) if reads else (),
    )


def _tag(file: ProviderFile) -> tuple[str, str]:
    if file.quality.is_current:
        if file.ends_soon:
            return "Ends soon", "yellow"
        return ("With conditions", "blue") if file.quality.conditions else ("Approved", "green")
    if file.has_ended:
        return "Ended", "red"
    return (
        ("Not approved", "red") if file.state in ("refused", "suspended", "removed") else ("Waiting", "grey")
    )


def _sights(file: ProviderFile) -> "list[Sight]":
    told = []
    for kind, label in Seen.choices:
        seen = file.round.get(kind)
        until = words.day(seen.until) if seen is not None and seen.until is not None else ""
        ended = seen is not None and seen.until is not None and seen.until < file.today
        told.append(
            Sight(
                kind=label,
                words=seen.words if seen is not None else "Not seen yet in this round",
                seen=f"{words.day(seen.seen_on)}, by {seen.by.name}" if seen is not None else "",
                until=f"Ended on {until}" if ended else until,
            )
        )
    return told


def _nexts(file: ProviderFile, *, may: Collection[str], by: User) -> "list[Next]":
    offers = {
        offer.transition.name: offer for offer in PROVIDER_QUALITY.offers(file, state=file.state, may=may)
    }
    told = []
    for step in PROVIDER_QUALITY.ahead(file.state, file):
        offer = offers.get(step.name)
        reason = (offer.reason or steps.refusal(file, step.name, by=by)) if offer is not None else ""
        told.append(
            Next(
                label=step.label,
                who=words.first_up(step.actors),
                slug=step.name.replace("_", "-") if offer is not None and not reason else "",
                reason=reason,
            )
        )
    return told


def _done(step: ProviderStep) -> Done:
    label = "Applied" if step.number == 1 else PROVIDER_QUALITY.by_name[step.name].label
    who = step.by.name if step.by is not None else "Trellis"
    until = f" Until {words.day(step.details['until'])}." if "until" in step.details else ""
    conditions = f" Conditions: {step.details['conditions']}" if "conditions" in step.details else ""
    return Done(label=label, by=f"{who}, {words.moment(step.at)}", why=f"{step.reasons}{until}{conditions}")
