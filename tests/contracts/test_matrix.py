"""The table of roles says what the agreed matrix of roles and permissions says, cell by cell."""

import pytest

from trellis.accounts import matrix
from trellis.accounts.roles import ROLES, Permission

AREAS = ("evidence", "level", "visit", "plan", "group", "criteria", "admin")

# The cells of the agreed matrix, as it words them, for the areas that are here today
AGREED = {
    "sia": ("R own, W judge", "W propose", "W own", "R own, C", "R own", "R", "-"),
    "sitl": ("R all", "W; informs adv", "W", "R", "R", "R", "allocate"),
    "spa": ("R phase, W", "W", "W", "W author", "W paper, member", "W draft", "-"),
    "ssa": ("R phase, W", "W", "W", "W author", "W paper, member", "W draft", "-"),
    "pa": ("R all", "A ratify", "A", "A", "Chair, W", "A propose", "-"),
    "data_officer": ("W import, run", "W register", "R", "R", "R", "W draft", "imports"),
    "headteacher": (
        "R own, C",
        "C agree/dispute",
        "C accuracy",
        "C own; W school actions",
        "Member",
        "R",
        "manage own users",
    ),
    "chair": ("R own, C", "C agree/dispute", "R own", "R, C own", "Member", "R", "-"),
    "governor": ("R own if shared", "R own", "R own if shared", "R own", "-", "R", "-"),
    "clerk": ("R own if shared", "R own", "R own if shared", "R own", "-", "R", "-"),
    "director": ("R", "R; A on dispute appeal", "R", "R", "R outcomes", "A approve", "-"),
    "leadership_team": ("R agg + case", "R", "R", "R", "R outcomes, mark seen", "R", "-"),
    "executive_member": (
        "agg + named concern schools under confidentiality",
        "R",
        "-",
        "-",
        "R outcomes",
        "R",
        "-",
    ),
    "scrutiny_member": ("agg", "counts", "-", "-", "-", "R", "-"),
    "forum_member": ("agg", "-", "-", "-", "-", "R", "-"),
    "trust_officer": ("own schools", "R own", "R own", "R, C own", "invited", "R", "-"),
    "auditor": ("R all", "R all", "R all", "R all", "R all", "R all", "R"),
    "administrator": (
        "no content",
        "no content",
        "no content",
        "no content",
        "no content",
        "no content",
        "W settings",
    ),
}

# What the words of a cell are in the letters that a role shows. A letter that approves or writes reads, too
LETTERS = {
    "-": "",
    "no content": "",
    "invited": "",
    "agg": "agg",
    "counts": "agg",
    "agg + named concern schools under confidentiality": "agg",
    "R": "R",
    "R all": "R",
    "R own": "R",
    "R outcomes": "",  # of the group itself: see OUTCOMES
    "R outcomes, mark seen": "",
    "R agg + case": "R",
    "own schools": "R",
    "Member": "R",
    "R own if shared": "",
    "R own, W judge": "R, W",
    "R phase, W": "R, W",
    "W import, run": "R, W",
    "W propose": "R, W",
    "W; informs adv": "R, W",
    "W register": "R, W",
    "W own": "R, W",
    "W": "R, W",
    "W author": "R, W",
    "W paper, member": "R, W",
    "W draft": "R, W",
    "A ratify": "R, A",
    "A": "R, A",
    "A propose": "R, A",
    "A approve": "R, A",
    "Chair, W": "R, W, A",
    "R; A on dispute appeal": "R, A",
    "R own, C": "R, C",
    "R, C own": "R, C",
    "C agree/dispute": "R, C",
    "C accuracy": "R, C",
    "C own; W school actions": "R, C",
    "allocate": "W",
    "imports": "W",
    "W settings": "W",
    "manage own users": "W",
}

# Where the table is not what the cell says, with the reason. An empty reason is not one
DIFFERENT = {
    ("pa", "evidence"): ("R, W", "judges as a senior adviser does, where that post is vacant"),
    ("pa", "level"): ("R, W, A", "proposes where nobody else can; then somebody else ratifies"),
    ("pa", "visit"): ("R, W", "works a case; that a note is approved waits for documents"),
    ("pa", "plan"): (
        "R, C, W",
        "writes where the senior post is vacant; approving waits for the plan's own pages",
    ),
    ("pa", "criteria"): ("R, W, A", "drafts what is proposed"),
    ("spa", "plan"): ("R, C, W", "comments on what others wrote"),
    ("ssa", "plan"): ("R, C, W", "comments on what others wrote"),
    ("headteacher", "visit"): ("R", "saying that a note is not accurate waits for the note's own page"),
    ("headteacher", "admin"): ("–", "managing the school's own users waits for it"),
    ("director", "criteria"): ("R, W", "tries drafts; approving a pack waits for it"),
    ("executive_member", "level"): ("agg", "named schools of concern wait for the termly report"),
    ("forum_member", "level"): ("agg", "counts of suggested levels are one thing with those of the evidence"),
    ("auditor", "admin"): ("–", "reads the trail where it is; settings are the system's own"),
}


# One column of the agreed matrix is two here: the group's papers and minutes, and what came of its meetings. Whoever
# belongs to a group reads what came of it in its minutes
OUTCOMES = {
    **dict.fromkeys(AGREED, "R"),
    **dict.fromkeys(("director", "leadership_team"), "R, W"),
    **dict.fromkeys(
        ("headteacher", "chair", "governor", "clerk", "trust_officer", "scrutiny_member", "forum_member"), "–"
    ),
    "administrator": "–",
}


@pytest.mark.parametrize("role", AGREED)
def test_a_role_s_row_is_the_one_agreed(role: str) -> None:
    shown = dict(zip((area.id for area in matrix.AREAS), matrix.cells(ROLES[role]), strict=True))
    assert shown["outcomes"] == OUTCOMES[role]
    for area, cell in zip(AREAS, AGREED[role], strict=True):
        expected, reason = DIFFERENT.get((role, area), (LETTERS[cell] or "–", "agreed"))
        assert shown[area] == expected, (role, area, cell)
        assert reason


def test_every_role_has_a_row_and_every_area_a_column() -> None:
    assert set(AGREED) == set(ROLES)
    assert tuple(area.id for area in matrix.AREAS if area.id != "outcomes") == AREAS


def test_a_difference_is_one() -> None:
    told = {
        (role, area)
        for role, cells in AGREED.items()
        for area, cell in zip(AREAS, cells, strict=True)
        if (LETTERS[cell] or "–") == DIFFERENT.get((role, area), ("", ""))[0]
    }
    assert told == set()


def test_every_permission_has_its_words_and_somebody_who_holds_it() -> None:
    assert set(matrix.DOES) == set(Permission)
    held = {permission for role in ROLES.values() for permission in role.permissions}
    assert held == set(Permission)


def test_nobody_reads_the_restricted_who_does_not_read_the_evidence() -> None:
    for role in ROLES.values():
        if role.permissions & {Permission.RESTRICTED_READ, Permission.EMBARGOED_READ}:
            assert Permission.EVIDENCE_READ in role.permissions, role.id
            assert not role.at_school, role.id


def test_who_looks_after_accounts_reads_no_school() -> None:
    assert Permission.EVIDENCE_READ not in ROLES["administrator"].permissions
    assert [r.id for r in ROLES.values() if Permission.ACCOUNTS_MANAGE in r.permissions] == ["administrator"]
