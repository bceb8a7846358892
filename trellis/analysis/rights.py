"""The articles of the UN Convention on the Rights of the Child that give children rights, which what is planned is tagged with.

The titles are those of UNICEF UK's summary of the Convention (1989, in force in the United Kingdom since 15 January 1992).
Articles 43 to 54 say how governments and the United Nations work together, and are left out.
"""

ARTICLES = {
    1: "Definition of a child",
    2: "Non-discrimination",
    3: "Best interests of the child",
    4: "Implementation of the Convention",
    5: "Parental guidance and a child’s evolving capacities",
    6: "Life, survival and development",
    7: "Birth registration, name, nationality, care",
    8: "Protection and preservation of identity",
    9: "Separation from parents",
    10: "Family reunification",
    11: "Abduction and non-return of children",
    12: "Respect for the views of the child",
    13: "Freedom of expression",
    14: "Freedom of thought, belief and religion",
    15: "Freedom of association",
    16: "Right to privacy",
    17: "Access to information from the media",
    18: "Parental responsibilities and state assistance",
    19: "Protection from violence, abuse and neglect",
    20: "Children unable to live with their family",
    21: "Adoption",
    22: "Refugee children",
    23: "Children with a disability",
    24: "Health and health services",
    25: "Review of treatment in care",
    26: "Social security",
    27: "Adequate standard of living",
    28: "Right to education",
    29: "Goals of education",
    30: "Children from minority or indigenous groups",
    31: "Leisure, play and culture",
    32: "Child labour",
    33: "Drug abuse",
    34: "Sexual exploitation",
    35: "Abduction, sale and trafficking",
    36: "Other forms of exploitation",
    37: "Inhumane treatment and detention",
    38: "War and armed conflicts",
    39: "Recovery from trauma and reintegration",
    40: "Juvenile justice",
    41: "Respect for higher national standards",
    42: "Knowledge of rights",
}


def said(article: int) -> str:
    """An article as people say it: "Article 28: Right to education". Raises KeyError for what is none."""
    return f"Article {article}: {ARTICLES[article]}"
