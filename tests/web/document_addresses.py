"""The addresses of documents, for `test_every_address`: who may open each, and what it answers at another authority."""

READS_SCHOOL = frozenset(
    [
        "sia",
        "sitl",
        "spa",
        "pa",
        "data_officer",
        "director",
        "leadership_team",
        "headteacher",
        "chair",
        "trust_officer",
        "auditor",
    ]
)
READS_LETTERS = READS_SCHOOL | {"governor", "clerk"}
READS_DRAFTS = READS_SCHOOL - {"headteacher", "chair", "trust_officer"}
DRAFTS_LETTERS = frozenset({"sia", "sitl", "spa", "pa"})
APPROVES_LETTERS = frozenset({"pa", "director"})
DRAFTS_REPORTS = frozenset({"spa", "ssa", "pa", "data_officer"})
READS_DOCUMENTS = READS_LETTERS - {"trust_officer"} | {"ssa", "executive_member"}
EVERYBODY = READS_LETTERS | {
    "ssa",
    "traded_services",
    "system_leader",
    "executive_member",
    "scrutiny_member",
    "forum_member",
    "administrator",
}
ONE = "documents/<int:document>/"
ROWS: dict[str, tuple[frozenset[str], int, int]] = {
    "documents/": (READS_DOCUMENTS, 200, 200),
    "documents/make/<slug:kind>/": (DRAFTS_REPORTS, 200, 404),
    ONE: (READS_LETTERS, 200, 404),
    ONE + "<slug:name>/": (APPROVES_LETTERS, 200, 404),
    ONE + "add/": (DRAFTS_LETTERS, 200, 404),
    ONE + "changes/": (DRAFTS_LETTERS, 200, 404),
    "documents/<int:drafted>/draft/<slug:form>/": (READS_DRAFTS, 200, 404),
    ONE + "issued/": (READS_LETTERS, 200, 404),
    ONE + "issued/<slug:form>/": (READS_LETTERS, 200, 404),
    ONE + "paragraphs/<slug:key>/": (DRAFTS_LETTERS, 200, 404),
    ONE + "paragraphs/<slug:key>/restore/": (EVERYBODY, 405, 405),
    "schools/<int:urn>/documents/": (READS_LETTERS, 200, 404),
    "schools/<int:urn>/documents/make/<slug:kind>/": (DRAFTS_LETTERS, 200, 404),
}
PARTS = {
    "documents/make/<slug:kind>/": {"kind": "termly-report"},
    ONE + "<slug:name>/": {"name": "recall"},
    "schools/<int:urn>/documents/make/<slug:kind>/": {"kind": "level-letter"},
}
"""What parts of an address are, where they are not those of the others."""
