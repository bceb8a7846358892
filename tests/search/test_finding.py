"""What each role finds, held to a slow and obvious way of finding it; and that nothing leaks, not so much as a number."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import builders
from tests.search import written
from trellis.accounts import access
from trellis.accounts.models import User
from trellis.accounts.roles import ROLES, Permission
from trellis.activity.confidentiality import Confidentiality
from trellis.activity.models import Event, Verb
from trellis.casework.models import Objective, Version
from trellis.documents import catalogue
from trellis.documents.models import Issue
from trellis.interventions.models import Concern
from trellis.judgements.models import Entry
from trellis.schools import queries as schools
from trellis.schools.actions import interests
from trellis.schools.models import School
from trellis.search import finding, indexing, words
from trellis.search.models import Document
from trellis.search.sources import SOURCES, Embargoed, Source

pytestmark = pytest.mark.django_db

AT, TODAY = builders.AT, builders.AS_OF
VOCABULARY = sorted(
    {word for line in written.WORDS for word in words.tokens(line)} | {"maths", "head", "ofsted", "ada"}
)
NAMES = [
    "beech",
    "lane",
    "school",
    "oak",
    "900001",
    "ZZ1 1AA",
    "zz11aa",
    "hedgerow",
    "far",
    "away",
    "pa",
    "elm",
]


@dataclass
class World:
    """Readers of every role at two authorities, one who stands aside, and rows of every kind."""

    readers: list[User]


def own(role: str, authority: str) -> tuple[int, ...]:
    here = builders.BEECH if authority == "801" else builders.OTHER
    return (here,) if ROLES[role].at_school or role == "sia" else ()


@pytest.fixture
def world() -> World:
    builders.screened(authority="802")
    builders.screened()
    readers = [
        builders.person(role, authority=authority, urns=own(role, authority))
        for authority in ("801", "802")
        for role in ROLES
    ]
    aside = builders.person("pa", email="aside@example.org", name="Aside")
    interests.declare(
        school=School.objects.get(pk=builders.OAK),
        user=aside,
        kind="child",
        reason="A child there.",
        from_date=TODAY - timedelta(days=9),
        to_date=None,
        by=aside,
        at=AT - timedelta(days=9),
    )
    written.everything(readers[4])
    return World(readers=[*readers, aside])


def find(user: User, typed: str) -> finding.Found:
    return finding.find(user, held=access.of(user, on=TODAY), typed=typed, at=AT)


def slow(user: User, source: Source, typed: str) -> list[int]:
    """The same by looking at every row and asking of each whether it may be read, the newest first."""
    held, asked, found = access.of(user, on=TODAY), words.asked(typed), []
    for row in source.rows().order_by("-at", "-pk"):
        school = School.objects.get(pk=source.urn(row))
        if not schools.reaches(held, source.permission, school=school):
            continue
        restricted = source.model.confidentiality == Confidentiality.RESTRICTED
        if restricted and schools.stands_aside(user, school, TODAY):
            continue
        if asked.found_in(words.stems(source.text(row))):
            found.append(row.pk)
    return found


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_role_at_each_authority_finds_what_a_slow_and_obvious_search_finds(
    world: World, data: Any
) -> None:
    user = data.draw(st.sampled_from(world.readers))
    typed = " ".join(data.draw(st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=2)))
    groups = {group.source.id: group for group in find(user, typed).groups}
    for source in SOURCES:
        expected = slow(user, source, typed)
        group = groups.get(source.id)
        assert [hit.id for hit in group.hits] == expected[: finding.MOST] if group else expected == []
        assert group is None or group.more == (len(expected) > finding.MOST)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_role_finds_the_schools_that_it_may_see_by_what_each_is_called(world: World, data: Any) -> None:
    user = data.draw(st.sampled_from(world.readers))
    typed = " ".join(data.draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=2)))
    held, expected = access.of(user, on=TODAY), set()
    for school in School.objects.all():
        if schools.reaches(held, Permission.LEVEL_READ, school=school):
            said = (school.name, school.town, school.trust_name, school.postcode, str(school.urn))
            there = [*words.tokens(" ".join(said)), "".join(words.tokens(school.postcode))]
            if all(any(each.startswith(word) for each in there) for word in words.tokens(typed)):
                expected.add(school.pk)
    assert {each.urn for each in find(user, typed).schools} == expected


def test_whoever_stands_aside_from_a_school_is_the_same_asked_of_one_or_of_all(world: World) -> None:
    School.objects.filter(pk__in=(builders.BEECH, builders.ELM)).update(federation_name="The Lanes")
    School.objects.filter(pk__in=(builders.BEECH, builders.OTHER)).update(
        trust_name="Hedgerow Learning Trust"
    )
    for user in world.readers:
        one_by_one = {s.pk for s in School.objects.all() if schools.stands_aside(user, s, TODAY)}
        assert set(schools.aside_from(user, on=TODAY)) == one_by_one


def test_an_exact_urn_stands_first_then_an_exact_name_then_names_that_begin_so(world: World) -> None:
    School.objects.filter(pk=builders.OAK).update(name="Beech")
    School.objects.filter(pk=builders.ELM).update(town="Beech")
    found = [each.urn for each in find(world.readers[4], "beech").schools]
    assert found == [builders.OAK, builders.BEECH, builders.ELM]
    assert [each.urn for each in find(world.readers[4], "900003").schools] == [builders.ELM]


def test_people_are_found_by_those_who_work_at_the_authority_alone(world: World) -> None:
    by_role = dict(zip([*ROLES, *(f"{role}-802" for role in ROLES)], world.readers, strict=False))
    found = find(by_role["pa"], "headt").people
    assert [(each.role, each.urn) for each in found] == [("Headteacher", builders.BEECH)]
    for role in ("headteacher", "chair", "governor", "trust_officer", "executive_member", "administrator"):
        assert find(by_role[role], "pa").people == []
    assert {each.user_id for each in find(by_role["sia"], "pa").people} == {by_role["pa"].pk}
    assert by_role["pa-802"].pk not in {each.user_id for each in find(by_role["pa"], "pa").people}


def test_restricted_words_shown_are_a_reading_kept_once_for_each_school_and_none_where_none_is_shown(
    world: World,
) -> None:
    pa, aside = world.readers[4], world.readers[-1]
    readings = Event.objects.filter(verb=Verb.RESTRICTED_READ)
    find(pa, "nothing that is written")
    assert not readings.exists()
    word = "fridays"
    shown = {
        hit.urn for group in find(pa, word).groups if group.source.id == "intelligence" for hit in group.hits
    }
    assert shown
    assert set(readings.values_list("urn", flat=True)) == shown
    assert readings.count() == len(shown)
    written.heard(School.objects.get(pk=builders.OAK), "A unicorn was seen", by=pa)
    before = readings.count()
    assert not find(aside, "unicorn")
    assert not find(world.readers[list(ROLES).index("leadership_team")], "unicorn")
    assert readings.count() == before
    assert find(pa, "unicorn").groups[0].hits[0].urn == builders.OAK


def test_a_concern_is_found_by_those_who_read_the_restricted_and_a_notice_once_it_is_given(
    world: World,
) -> None:
    readers = dict(zip(ROLES, world.readers, strict=False))
    for role in ("headteacher", "chair", "trust_officer", "data_officer", "leadership_team"):
        assert not find(readers[role], "heron").groups, role
    assert {hit.urn for group in find(readers["pa"], "heron").groups for hit in group.hits} >= {
        builders.ACADEMY
    }
    aside = find(world.readers[-1], "heron").groups
    assert builders.OAK not in {hit.urn for group in aside for hit in group.hits}
    found = [group.source.id for group in find(readers["headteacher"], "literacy").groups]
    assert "notice" in found
    for user in world.readers:
        assert not find(user, "pelicans").groups  # why a notice was considered is found by nobody


def test_what_is_under_embargo_cannot_be_made_a_source() -> None:
    class Secret(Entry):
        confidentiality = Confidentiality.EMBARGOED

        class Meta:
            app_label = "search"
            proxy = True

    given: dict[str, Any] = {
        "id": "secret",
        "name": "Secrets",
        "permission": Permission.EMBARGOED_READ,
        "page": "case",
        "words": lambda row: (row.said,),
        "title": str,
        "urn": lambda row: row.school_id,
    }
    with pytest.raises(Embargoed):
        Source(model=Secret, **given)
    assert all(each.model.confidentiality != Confidentiality.EMBARGOED for each in SOURCES)


def test_a_draft_is_found_by_nobody_not_even_by_whoever_writes_it(world: World) -> None:
    beech = School.objects.get(pk=builders.BEECH)
    pa = world.readers[4]
    written.noted(beech, "An ocelot was seen", by=pa, stage="draft")
    assert not [user for user in world.readers if find(user, "ocelot").groups]
    written.noted(beech, "An ocelot was seen", by=pa)
    assert [hit.urn for group in find(pa, "ocelot").groups for hit in group.hits] == [builders.BEECH]


@pytest.mark.parametrize("level", [Confidentiality.RESTRICTED, Confidentiality.EMBARGOED])
def test_a_document_that_is_restricted_or_under_embargo_is_found_by_nobody(
    world: World, level: Confidentiality
) -> None:
    beech = School.objects.get(pk=builders.BEECH)
    written.issued(beech, "A quokka", by=world.readers[4], level=level)
    assert not [user for user in world.readers if find(user, "quokka").groups]


def test_no_source_is_of_rows_that_are_restricted_but_those_whose_readings_are_kept() -> None:
    restricted = {
        each.model for each in SOURCES if each.model.confidentiality != Confidentiality.SCHOOL_AND_AUTHORITY
    }
    assert restricted == {Entry, Concern}


def test_an_objective_is_found_once_by_its_newest_words_and_not_when_it_is_dropped(world: World) -> None:
    pa = world.readers[4]
    objective, version = Objective.objects.earliest("pk"), Version.objects.earliest("pk")
    for revision in (2, 3):
        written.worded(objective, version, "A zebra crossing", revision=revision, by=pa, at=AT)
    hits = [hit for group in find(pa, "zebra").groups for hit in group.hits]
    assert len(hits) == 1
    written.worded(objective, version, "A walrus", revision=4, by=pa, is_dropped=True, reasons="Done.")
    assert not find(pa, "walrus")


def test_an_issued_document_is_found_by_whoever_may_read_its_kind_and_a_restricted_one_by_nobody(
    world: World,
) -> None:
    oak, pa = School.objects.get(pk=builders.OAK), world.readers[4]
    written.issued(oak, "An egret by the pond", by=pa, kind="briefing-pack")
    written.issued(oak, "An egret by the pond", by=pa, level=Confidentiality.RESTRICTED)
    assert not find(pa, "egret")
    letter = written.issued(oak, "An egret by the pond", by=pa)
    minutes = written.issued(oak, "An egret by the lake", by=pa, kind="task-group-minutes")
    chair = builders.person("chair", urns=(builders.OAK,))
    governor = builders.person("governor", urns=(builders.OAK,))
    found = {
        user: [hit for group in find(user, "egret").groups for hit in group.hits]
        for user in (chair, governor)
    }
    assert {hit.address for hit in found[chair]} == {(letter.document_id,), (minutes.document_id,)}
    assert [hit.address for hit in found[governor]] == [(letter.document_id,)]


def test_whoever_finds_documents_of_a_kind_may_read_every_one_of_that_kind() -> None:
    listed = {source.where["document__kind"]: source for source in SOURCES if source.model is Issue}
    every = catalogue.every().values()
    assert listed.keys() == {
        each.id
        for each in every
        if each.about == "school" and each.confidentiality == Confidentiality.SCHOOL_AND_AUTHORITY
    }
    for kind, source in listed.items():
        assert source.permission == catalogue.every()[kind].reads, kind


def test_more_than_a_page_of_what_may_be_read_says_that_there_is_more_and_others_say_nothing(
    world: World,
) -> None:
    oak = School.objects.get(pk=builders.OAK)
    for number in range(finding.MOST + 3):
        written.heard(oak, f"Kestrel {number}", by=world.readers[4])
    group = find(world.readers[4], "kestrel").groups[0]
    assert (len(group.hits), group.more) == (finding.MOST, True)
    assert not find(world.readers[-1], "kestrel")


def test_a_row_is_indexed_once_and_one_that_is_seen_late_is_not_missed(world: World) -> None:
    first = indexing.bring_up_to_date()
    assert first == Document.objects.count() > 0
    assert indexing.bring_up_to_date() == 0
    middle = Document.objects.filter(kind="case").earliest("source")
    middle.delete()  # as if its row had been committed after a later one
    assert indexing.bring_up_to_date() == 1
    assert find(world.readers[4], "attendance fridays").groups


def test_a_search_takes_as_many_queries_however_much_is_written(world: World) -> None:
    pa = world.readers[4]

    def queries() -> int:
        find(pa, "pelican")
        with CaptureQueriesContext(connection) as made:
            find(pa, "pelican")
        return len(made)

    beech = School.objects.get(pk=builders.BEECH)
    written.heard(beech, "A pelican", by=pa)
    few = queries()
    for number in range(30):
        written.heard(beech, f"A pelican {number}", by=pa)
    assert queries() == few <= 40


@pytest.mark.parametrize(
    "typed", ['"', "'", "a'b", "*", "AND OR NOT", ") (", "\\", "x" * 400, "é" * 90, "&|!<->", "%_", "ſ"]
)
def test_nothing_that_is_typed_breaks_a_search(typed: str, world: World) -> None:
    assert find(world.readers[4], typed) is not None
