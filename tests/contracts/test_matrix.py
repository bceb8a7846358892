"""The table of roles says what the agreed matrix of roles and permissions says, cell by cell."""

import pytest

from trellis.accounts import matrix
from trellis.accounts.roles import ROLES, Permission

AREAS = ("evidence", "level", "visit", "plan", "group", "notices", "concerns", "reports", "criteria", "admin")

# The cells of the agreed matrix, as it words them, for the areas that are here today
AGREED = {
    "sia": ("R own, W judge", "W propose", "W own", "R own, C", "R own", "R own", "W note", "R", "R", "-"),
    "sitl": ("R all", "W; informs adv", "W", "R", "R", "R", "W", "R", "R", "allocate"),
    "spa": ("R phase, W", "W", "W", "W author", "W paper, member", "W draft", "W", "W draft", "W draft", "-"),
    "ssa": ("R phase, W", "W", "W", "W author", "W paper, member", "W draft", "W", "W draft", "W draft", "-"),
    "pa": ("R all", "A ratify", "A", "A", "Chair, W", "W, A with legal", "A escalate", "A", "A propose", "-"),
    "data_officer": ("W import, run", "W register", "R", "R", "R", "R", "R", "W draft", "W draft", "imports"),
    "headteacher": (
        "R own, C",
        "C agree/dispute",
        "C accuracy",
        "C own; W school actions",
        "Member",
        "R own",
        "R own",
        "R own, area agg",
        "R",
        "manage own users",
    ),
    "chair": (
        "R own, C",
        "C agree/dispute",
        "R own",
        "R, C own",
        "Member",
        "R own (addressee)",
        "R own",
        "R own, agg",
        "R",
        "-",
    ),
    "governor": (
        "R own if shared",
        "R own",
        "R own if shared",
        "R own",
        "-",
        "R own",
        "-",
        "R own",
        "R",
        "-",
    ),
    "clerk": ("R own if shared", "R own", "R own if shared", "R own", "-", "R own", "-", "R own", "R", "-"),
    "traded_services": ("-", "-", "-", "R services part", "-", "-", "-", "R spend", "R", "catalogue"),
    "system_leader": (
        "-",
        "-",
        "W own delivery",
        "R objectives they serve",
        "invited item",
        "-",
        "-",
        "-",
        "R",
        "-",
    ),
    "director": ("R", "R; A on dispute appeal", "R", "R", "R outcomes", "A", "A", "A", "A approve", "-"),
    "leadership_team": ("R agg + case", "R", "R", "R", "R outcomes, mark seen", "R", "R", "R", "R", "-"),
    "executive_member": (
        "agg + named concern schools under confidentiality",
        "R",
        "-",
        "-",
        "R outcomes",
        "R issued",
        "R escalated",
        "R",
        "R",
        "-",
    ),
    "scrutiny_member": ("agg", "counts", "-", "-", "-", "counts", "counts", "R published", "R", "-"),
    "forum_member": ("agg", "-", "-", "-", "-", "-", "-", "R finance", "R", "-"),
    "trust_officer": (
        "own schools",
        "R own",
        "R own",
        "R, C own",
        "invited",
        "R own",
        "R own",
        "agg",
        "R",
        "-",
    ),
    "auditor": ("R all", "R all", "R all", "R all", "R all", "R all", "R all", "R all", "R all", "R"),
    "administrator": (
        "no content",
        "no content",
        "no content",
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
    "R published": "",  # none is published yet
    "R finance": "",  # nor is any about spending
    "R own, area agg": "R",
    "R own, agg": "R",
    "W note": "R, W",
    "W, A with legal": "R, W, A",
    "A escalate": "R, A",
    "R own (addressee)": "R",
    "R issued": "R",
    "R escalated": "R",
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
    ("pa", "visit"): (
        "R, W",
        "works a case and may write in any note; a note is final once its facts are checked",
    ),
    ("pa", "plan"): (
        "R, C, W",
        "writes where the senior post is vacant; approving waits for the plan's own pages",
    ),
    ("pa", "concerns"): ("R, W, A", "notes and raises a concern, where nobody else can"),
    ("pa", "reports"): ("R, W, A", "drafts where nobody else can; then somebody else approves"),
    ("trust_officer", "reports"): ("–", "counts for trusts wait for the annual report"),
    ("pa", "criteria"): ("R, W, A", "drafts what is proposed"),
    ("spa", "plan"): ("R, C, W", "comments on what others wrote"),
    ("ssa", "plan"): ("R, C, W", "comments on what others wrote"),
    ("headteacher", "admin"): ("–", "managing the school's own users waits for it"),
    ("director", "criteria"): ("R, W", "tries drafts; approving a pack waits for it"),
    ("executive_member", "level"): (
        "agg",
        "named schools of concern are in the termly report, which it reads under its own confidence",
    ),
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
    **dict.fromkeys(("traded_services", "system_leader", "administrator"), "–"),
}

# The register of duties has no column in the agreed matrix: who works for the authority reads it, and those whose
# duties they are keep it
DUTIES = {
    **dict.fromkeys(AGREED, "R"),
    **dict.fromkeys(("pa", "data_officer", "director"), "R, W"),
    **dict.fromkeys(("headteacher", "chair", "governor", "clerk", "trust_officer", "administrator"), "–"),
    **dict.fromkeys(("traded_services", "system_leader"), "–"),
}


# The cells of the directory, which the agreed matrix has together with the portraits of leaders of education
DIRECTORY = {
    **dict.fromkeys(AGREED, "R"),
    "sia": "W nominate",
    "sitl": "W",
    "spa": "W verify",
    "ssa": "W verify",
    "pa": "A",
    "headteacher": "R; W nominate own",
    "auditor": "R all",
    "administrator": "no content",
}
LETTERS |= {"W nominate": "R, W", "W verify": "R, W", "R; W nominate own": "R, W"}
_COUNTS = ("agg", "members see counts here as elsewhere, and no school by name")
DIFFERENT |= {
    ("pa", "practice"): (
        "R, W",
        "verifies and publishes as a senior adviser does: it takes nobody above them",
    ),
    ("executive_member", "practice"): _COUNTS,
    ("scrutiny_member", "practice"): _COUNTS,
    ("forum_member", "practice"): _COUNTS,
}
SPLIT = ("outcomes", "duties", "practice", "leaders", "brokering", "resources")

# Plans and deliveries that are somebody’s by the support they give are read with that support; spending and the
# catalogue have a column of their own here
LETTERS |= dict.fromkeys(
    ("R services part", "R spend", "W own delivery", "R objectives they serve", "invited item", "catalogue"),
    "",
)
LEADERS = {
    **dict.fromkeys(AGREED, "R"),
    **dict.fromkeys(("sia", "sitl", "spa", "ssa", "pa", "traded_services", "system_leader"), "R, W"),
    **dict.fromkeys(("executive_member", "scrutiny_member", "forum_member", "administrator"), "–"),
    "headteacher": "R, C, W",  # releases leaders, answers for their own induction
    "chair": "R, W",  # books places
}
BROKERING = {
    **dict.fromkeys(AGREED, "R"),
    **dict.fromkeys(("sia", "sitl", "spa", "ssa", "traded_services"), "R, W"),
    **dict.fromkeys(("executive_member", "scrutiny_member", "forum_member"), "agg"),
    **dict.fromkeys(("governor", "clerk", "administrator"), "–"),
    **dict.fromkeys(("chair", "trust_officer"), "R, C"),
    "pa": "R, W, A",
    "headteacher": "R, C, W",
    "system_leader": "W",  # the deliveries that are their own
}
RESOURCES = {
    **dict.fromkeys(AGREED, "R"),
    **dict.fromkeys(("sia", "sitl", "spa", "ssa", "pa", "traded_services", "headteacher"), "R, W"),
    **dict.fromkeys(("executive_member", "scrutiny_member", "forum_member"), "agg"),
    **dict.fromkeys(("governor", "clerk", "administrator", "system_leader"), "–"),
}


@pytest.mark.parametrize("role", AGREED)
def test_a_role_s_row_is_the_one_agreed(role: str) -> None:
    shown = dict(zip((area.id for area in matrix.AREAS), matrix.cells(ROLES[role]), strict=True))
    assert shown["outcomes"] == OUTCOMES[role]
    assert shown["duties"] == DUTIES[role]
    assert shown["leaders"] == LEADERS[role]
    assert shown["brokering"] == BROKERING[role]
    assert shown["resources"] == RESOURCES[role]
    for area, cell in (*zip(AREAS, AGREED[role], strict=True), ("practice", DIRECTORY[role])):
        expected, reason = DIFFERENT.get((role, area), (LETTERS[cell] or "–", "agreed"))
        assert shown[area] == expected, (role, area, cell)
        assert reason


def test_every_role_has_a_row_and_every_area_a_column() -> None:
    assert set(AGREED) == set(ROLES)
    assert tuple(area.id for area in matrix.AREAS if area.id not in SPLIT) == AREAS


def test_a_difference_is_one() -> None:
    told = {
        (role, area)
        for role, cells in AGREED.items()
        for area, cell in (*zip(AREAS, cells, strict=True), ("practice", DIRECTORY[role]))
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
