"""The list of reading pages: found by following every link from the start, so that a new page is walked by itself."""

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from playwright.sync_api import APIResponse, BrowserContext

from tests.journeys.conftest import Service

# Those who between them may open every page about a school, an authority, its data and its people, and what a school alone writes
READERS = ("pa", "data-officer", "headteacher", "sitl", "administrator", "traded-services", "system-leader")
# A change that moves schools: from the page that answers it one reaches why a school moves, and keeps a draft
CHANGED = "/what-if/?pack=reportcard-2025&L2-8.absence_overall.percentile-national.at_or_above=75&L2-8.key=no"
# Each address by a name of its own, but these: forms with an error or a question in them that no link leads to
UNLINKED = frozenset({"/accessibility/"})
# Pages that lead on to other names from one address to the next, by what was done there, and how many of them are opened
DIFFER = dict.fromkeys(
    (
        "task_group",
        "meeting",
        "document",
        "visit",
        "inspection",
        "notice",
        "notices",
        "concern",
        "good_practice",
        "event",
        "induction",
        "enquiry",
        "provider",
        "leader",
        "school_services",
        "service_order",
    ),
    12,
) | {"brokered": 60, "notices": 90, "challenge": 30, "due": 12, "document": 60}


@dataclass(frozen=True, kw_only=True)
class Found:
    """One kind of page: the name of its address, one address of that name, and who may open it."""

    name: str
    address: str
    role: str


def found_by(
    context: BrowserContext, service: Service, role: str, *, also: Iterable[str] = ()
) -> dict[str, Found]:
    """Return the first address of each name that somebody of a role gets to by links. The context is signed in.

    `also` are addresses to begin at besides: of a school about which there is more to find than about the first.
    """
    keep_a_draft(context, service)
    found: dict[str, Found] = {}
    waiting = ["/", CHANGED, *also, *sorted(UNLINKED), *_without_parameters()]
    seen: set[str] = set()
    opened: Counter[str] = Counter()
    while waiting:
        address = waiting.pop(0)
        name = name_of(address)
        if name is None or address in seen:
            continue
        if name in found and address != CHANGED and opened[name] >= DIFFER.get(name, 1):
            continue
        seen.add(address)
        opened[name] += 1
        answer = context.request.get(service.address + address)
        landed = urlsplit(answer.url)
        arrived = landed.path + (f"?{landed.query}" if landed.query else "")
        name = name_of(arrived)
        if name is None or not _is_page(answer):
            continue
        found.setdefault(name, Found(name=name, address=arrived, role=role))
        waiting += list(_links(answer.text(), arrived))
    return found


def keep_a_draft(context: BrowserContext, service: Service) -> None:
    """Keep what is tried as a draft pack, so that the pages of drafts have one to show."""
    page = context.request.get(service.address + CHANGED).text()
    for form in re.findall(r"<form.*?</form>", page, re.DOTALL):
        if "/keep/" in form.split(">")[0]:
            fields = {}
            for field in re.findall(r"<input[^>]*>", form):
                said = dict(re.findall(r'([\w-]+)="([^"]*)"', field))
                if said.get("name") and said.get("type") != "radio":
                    fields[said["name"]] = html.unescape(said.get("value", ""))
            context.request.post(
                service.address + "/what-if/keep/",
                form={**fields, "title": "A draft to walk to", "as": "new"},
                headers={"Referer": service.address},
            )


def name_of(address: str) -> str | None:
    """The name of an address of ours; None for one that is not."""
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return None


def names(patterns: "list[URLPattern | URLResolver] | None" = None) -> Iterator[tuple[str, bool]]:
    """Every name of an address, and whether something is to be filled in to make an address of it."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLResolver):
            yield from names(one.url_patterns)
        elif one.name:
            yield one.name, bool(one.pattern.converters)


def _without_parameters() -> Iterator[str]:
    from django.urls import reverse

    for name, filled_in in names():
        if not filled_in and name != "sign_out":
            yield reverse(name)


def _is_page(answer: APIResponse) -> bool:
    """Whether it is a page, and no file that is made to be kept."""
    return (
        answer.status == 200
        and answer.headers.get("content-type", "").startswith("text/html")
        and not answer.headers.get("content-disposition", "").startswith("attachment")
    )


def _links(page: str, address: str) -> Iterator[str]:
    for href in re.findall(r'<a[^>]*href="([^"#]+)', page):
        joined = urlsplit(urljoin(f"http://here{address}", html.unescape(href)))
        if joined.netloc == "here":
            yield joined.path + (f"?{joined.query}" if joined.query else "")


# Addresses with something to fill in that answer nothing but what is sent to them, or with a file; the pages of one
# import, of which there is none before somebody uploads a file, and of one interest, before somebody declares one:
# `test_importing_in_a_browser` and `test_people_in_a_browser` walk those. The pages of the second step and of sign-in by
# provider are walked by `test_signing_in_in_a_browser`
ONLY_SENT_TO = frozenset(
    {
        "propose_draft",
        "take_challenge",  # while a letter waits for its school: `test_challenges_in_a_browser` walks each step of one
        "evaluate_support",  # of schools that none of these readers answers for: `test_support_in_a_browser` walks it
        "chronology_export",
        "end_interest",
        "end_secretary_notice",  # of which there is none before one is recorded: `tests/web/test_interventions` walks it
        "data_template",
        "import",
        "import_problems",
        "import_problems_file",
        "import_decide",
        "second_step_by",
        "rename_second_factor",
        "remove_second_factor",
        "ask_provider",
        "calendar_feed",
        "document_draft",  # files, which `test_documents_in_a_browser` downloads
        "document_file",
        "restore_paragraph",
        "run_job",
        "run_job_again",
        "provider_answer",
        "take_back_terms",
        "take_back_school_terms",
        "open_school_again",
        "charge_batch",  # a file, which `test_services_in_a_browser` downloads
        "read_bulletin",
    }
)
