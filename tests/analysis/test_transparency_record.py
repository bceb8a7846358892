"""The transparency record: the standard's fields, filled from the pack, and nothing made up."""

from dataclasses import replace

import pytest

from tests import builders
from trellis.analysis.judging import framework, shelf
from trellis.analysis.output import transparency_record as records
from trellis.analysis.output.transparency_fields import HEADINGS
from trellis.analysis.output.transparency_record import Installation

KNOWN = Installation(authority="Severnshire", schools=89, screened_on=builders.AS_OF, cases=3)
# What only an authority can know, whatever the pack says
ALWAYS_ASKED = {"0.3", "2.2.3", "2.2.4", "2.2.5", "2.3.4", "2.5.1"}


def entries(pack: framework.Framework, known: Installation = KNOWN) -> dict[str, records.Entry]:
    return {one.number: one for one in records.record(pack, known).entries}


@pytest.mark.parametrize("name", shelf.names())
def test_every_field_is_filled_or_asked_for(name: str) -> None:
    made = entries(shelf.load(name))
    assert [*made] == [heading.number for heading in HEADINGS]
    assert [number for number, one in made.items() if not one.text and not one.ask] == []


def test_numbers_are_each_said_once_and_in_the_standards_order() -> None:
    numbers = [tuple(map(int, heading.number.split("."))) for heading in HEADINGS]
    assert numbers == sorted(set(numbers))


def test_what_only_the_authority_knows_is_asked_for_and_never_made_up() -> None:
    made = entries(shelf.load(), Installation())
    assert {number for number, one in made.items() if one.ask} >= ALWAYS_ASKED
    for number in (*ALWAYS_ASKED, "0.2", "1.3", "1.4", "2.1.1", "2.1.2", "2.1.3", "2.3.3"):
        assert made[number].text == "", number
        assert made[number].to_do.startswith("For the authority to complete: "), number


def test_what_the_pack_names_is_taken_from_it_and_asked_for_no_more() -> None:
    contact = framework.Contact(
        team="Quality and Standards", email="quality@example.org", page="https://example.org/q"
    )
    made = entries(replace(shelf.load(), contact=contact, owner="Director of Children’s Services"))
    for number, text in (
        ("0.2", "Severnshire"),
        ("1.3", "https://example.org/q"),
        ("1.4", "quality@example.org"),
        ("2.1.2", "Quality and Standards"),
        ("2.1.3", "Director of Children’s Services"),
    ):
        assert (made[number].text, made[number].ask) == (text, ""), number
    assert made["2.3.3"].lines == (
        "89 schools were screened the last time.",
        "The data of that screening end on 20 November 2026.",
    )


def test_a_change_to_the_pack_changes_the_record() -> None:
    pack = shelf.load()
    before = entries(pack)
    changed = replace(
        pack,
        version="2.0",
        hash="f" * 64,
        coverage=replace(pack.coverage, minimum_share=0.75),
        criteria=tuple(c for c in pack.criteria if c.id != "L2-17"),
        limits=("It was written in a hurry.",),
    )
    after = entries(changed)
    assert "at least 66% of the criteria" in before["2.4.2.6"].text
    assert "at least 75% of the criteria" in after["2.4.2.6"].text
    assert "Consistent financial reporting" in before["2.4.2.8"].text
    assert "Consistent financial reporting" not in after["2.4.2.8"].text
    assert after["2.4.2.2"].text.startswith("2.0 (reportcard-2025, SHA-256 ffff")
    assert "The pack has 32 criteria" in after["2.2.1"].text
    assert "It was written in a hurry." in after["2.5.2"].lines


def test_the_table_and_the_markdown_hold_every_field() -> None:
    made = records.record(shelf.load(), KNOWN)
    sheet = records.sheet(made)
    assert [row[0] for row in sheet.rows] == [heading.number for heading in HEADINGS]
    assert sum(bool(row[4]) for row in sheet.rows) == made.to_complete > 0
    told = records.markdown(made)
    for heading in HEADINGS:
        assert f"### {heading.number} {heading.name}\n" in told
    assert told.count("**For the authority to complete: ") == made.to_complete
    assert "template v4.0" in told
    assert made.pack_hash in told
    assert ["Fields to complete", made.to_complete] in [list(row) for row in records.about(made).rows]


def test_sections_come_in_order_and_lose_no_field() -> None:
    made = records.record(shelf.load(), KNOWN)
    sections = records.by_section(made)
    assert [*sections][:3] == ["Metadata", "Tier 1: overview", "Tier 2: owner and responsibility"]
    assert tuple(entry for held in sections.values() for entry in held) == made.entries
