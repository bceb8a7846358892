"""Make documents of as many schools as asked for: `python -m benchmarks.papers_made 50`. Prints JSON: what each took.

It stands on what `benchmarks.pages.case_history` has made. What the first of each costs alone, such as reading the fonts, is
paid before the clock runs, as it is in a server.
"""

import io
import json
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any


def main() -> None:
    import django

    django.setup()
    many = int(sys.argv[1])
    from benchmarks.pages.case_history import AUTHORITY, FIRST_URN
    from trellis.accounts.models import User
    from trellis.documents import catalogue, store
    from trellis.schools.models import Authority, School

    # A letter says what a level entitles to, which is the pack's to say
    Authority.objects.filter(code=AUTHORITY).update(pack="sglos-2010")
    by = User.objects.get(email="pa-0@bench.example")
    other = User.objects.get(email="pa-1@bench.example")
    schools = list(
        School.objects.select_related("authority").filter(
            pk__in=range(FIRST_URN, FIRST_URN + many + 1), relationship="maintained"
        )
    )
    kinds = catalogue.every()
    first, rest = schools[0], schools[1:]
    warm = [_drafted(kinds["briefing-pack"], first, by), _drafted(kinds["level-letter"], first, by)]
    _issued(warm[1], by, other)
    packs, _ = _timed(lambda each: _drafted(kinds["briefing-pack"], each, by), rest)
    letters, drafted = _timed(lambda each: _drafted(kinds["level-letter"], each, by), rest)
    issues, issued = _timed(lambda each: _issued(each, by, other), drafted)
    papers = [_paper(file) for file in issued]
    _merged(papers[0])
    merges, merged = _timed(_merged, papers)
    proved = same = 0
    for file, plain in zip(issued, merged, strict=True):
        proofs = {each.form: store.prove(each, authority=file.document.authority_id) for each in file.files}
        proved += sum(each.is_same for each in proofs.values())
        same += _words(proofs["docx"].data) == _words(plain)
    told = {"pack": packs, "letter": letters, "issue": issues, "merge": merges}
    print(json.dumps({**told, "proved": proved, "same": same}))


def _timed(make: Callable[[Any], Any], every: Sequence[Any]) -> tuple[dict[str, Any], list[Any]]:
    took, made = [], []
    cpu = time.process_time()
    for each in every:
        began = time.perf_counter()
        made.append(make(each))
        took.append(time.perf_counter() - began)
    return {"took": took, "cpu": time.process_time() - cpu}, made


def _drafted(kind: Any, school: Any, by: Any) -> Any:
    """Draft a document from the records, by the action of the pages, and set it as a PDF."""
    from django.utils import timezone

    from trellis.documents import printing, queries
    from trellis.documents.actions import writing
    from trellis.documents.formats import written

    at = timezone.now()
    today = timezone.localdate(at)
    (choice, *_) = queries.choices(kind, authority=school.authority, school=school, today=today)
    file = writing.make(kind, authority=school.authority, school=school, about=choice.about, by=by, at=at)
    written.write(printing.draft(file), "pdf")
    return file


def _issued(file: Any, by: Any, other: Any) -> Any:
    from django.utils import timezone

    from trellis.documents.actions import moving

    at = timezone.now()
    file = moving.submit(file, by=by, at=at)
    file = moving.approve(file, by=other, at=at)
    return moving.issue(file, issued_to="The headteacher and the chair of governors", by=by, at=at)


def _paper(file: Any) -> dict[str, Any]:
    """The words of an issued letter, as a mail merge would be handed them."""
    from trellis.documents import store

    (kept,) = [each for each in file.files if each.form == "json"]
    paper: dict[str, Any] = json.loads(store.prove(kept, authority=file.document.authority_id).data)
    return paper


def _merged(paper: dict[str, Any]) -> bytes:
    """Write the words of a letter as Word, as somebody would who had them and python-docx."""
    import docx

    made = docx.Document()
    made.add_paragraph(
        "\n".join(each for each in (paper["sender"], *paper["address"], paper["contact"]) if each)
    )
    made.add_heading(paper["title"], level=1)
    for line in (paper["dated"], f"To: {paper['issued_to']}", f"Reference: {paper['reference']}"):
        made.add_paragraph(line)
    for line in (*paper["status"], paper["confidence"]):
        made.add_paragraph(line)
    for block in paper["blocks"]:
        if block["shape"] == "heading":
            made.add_heading(block["words"], level=2)
        elif block["shape"] == "table":
            made.add_paragraph(block["words"])
            table = made.add_table(rows=0, cols=len(block["head"]))
            for line in (block["head"], *block["lines"]):
                for cell, words in zip(table.add_row().cells, line, strict=True):
                    cell.text = words
        else:
            made.add_paragraph(block["words"])
            for line in block["lines"]:
                made.add_paragraph(f"{line[0]}: {'_' * 40}")
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def _words(data: bytes) -> list[str]:
    """Every word of a Word file in order, those of its tables after the others."""
    import docx

    made = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    return " ".join([*(each.text for each in made.paragraphs), *cells]).split()


if __name__ == "__main__":
    main()
