"""The fields of the Algorithmic Transparency Recording Standard, with the standard's own numbers and headings.

The standard is of the Government Digital Service (template v4.0; guidance updated 8 May 2025), which recommends it for local
authorities: https://www.gov.uk/government/collections/algorithmic-transparency-recording-standard-hub. Numbers and
headings were taken on 22 November 2026 from copies and published records, and not from the template itself, so whoever
publishes a record lays it beside the template first. What to write in a field is said here in our own words.
"""

from dataclasses import dataclass

STANDARD = "Algorithmic Transparency Recording Standard"
VERSION = "template v4.0, guidance of 8 May 2025"
HUB = "https://www.gov.uk/government/collections/algorithmic-transparency-recording-standard-hub"

METADATA = "Metadata"
TIER_1 = "Tier 1: overview"
OWNER = "Tier 2: owner and responsibility"
RATIONALE = "Tier 2: description and rationale"
DECISIONS = "Tier 2: deployment context (the decision-making process)"
SYSTEM = "Tier 2: tool specification, system"
MODEL = "Tier 2: tool specification, model"
DEVELOPMENT = "Tier 2: tool specification, development data"
OPERATION = "Tier 2: tool specification, operational data"
RISKS = "Tier 2: risks, mitigations and impact assessments"


@dataclass(frozen=True)
class Heading:
    """One field of the standard; `ask` says what the authority writes where nothing else can know it."""

    number: str
    name: str
    section: str
    ask: str = ""


HEADINGS = (
    Heading("0.1", "Title", METADATA),
    Heading("0.2", "Organisation name", METADATA, "the council's full name"),
    Heading("0.3", "Phase", METADATA, "where the council is with it, from pilot to retired"),
    Heading("0.4", "Region", METADATA),
    Heading("0.5", "One sentence description", METADATA),
    Heading("1.1", "Name", TIER_1),
    Heading("1.2", "Description", TIER_1),
    Heading(
        "1.3",
        "Website URL",
        TIER_1,
        "the public page where the council says how it uses it; leave out if none",
    ),
    Heading("1.4", "Contact email", TIER_1, "a shared address that somebody reads"),
    Heading(
        "2.1.1", "Organisation or department", OWNER, "the council and the directorate that answers for it"
    ),
    Heading("2.1.2", "Team", OWNER, "the team that runs it day by day"),
    Heading("2.1.3", "Senior responsible owner", OWNER, "the post that answers for it, not the person"),
    Heading(
        "2.1.4", "Third party involvement", OWNER, "whether anybody outside the council runs or supports it"
    ),
    Heading("2.1.4.1", "Third party", OWNER, "their name, if 2.1.4 is yes"),
    Heading("2.1.4.2", "Companies House number", OWNER, "their number, if 2.1.4 is yes"),
    Heading("2.1.4.3", "Third party role", OWNER, "what they do, if 2.1.4 is yes"),
    Heading("2.1.4.4", "Procurement procedure type", OWNER, "how they were chosen, if 2.1.4 is yes"),
    Heading(
        "2.1.4.5",
        "Third party data access terms",
        OWNER,
        "which data they can see and on what terms, if 2.1.4 is yes",
    ),
    Heading("2.2.1", "Detailed description", RATIONALE),
    Heading("2.2.2", "Scope", RATIONALE),
    Heading("2.2.3", "Benefit", RATIONALE, "what the council expects to be better, and how it will know"),
    Heading("2.2.4", "Previous process", RATIONALE, "how levels were arrived at before"),
    Heading("2.2.5", "Alternatives considered", RATIONALE, "what else the council looked at, and why not"),
    Heading("2.3.1", "Integration into broader operational process", DECISIONS),
    Heading("2.3.2", "Human review", DECISIONS),
    Heading("2.3.3", "Frequency and scale of usage", DECISIONS, "how often a screening is run"),
    Heading(
        "2.3.4",
        "Required training",
        DECISIONS,
        "what advisers, heads and members are taught before they use it",
    ),
    Heading(
        "2.3.5",
        "Appeals and review",
        DECISIONS,
        "how a school disputes a level, to whom, and what happens then",
    ),
    Heading("2.4.1.1", "System architecture", SYSTEM),
    Heading("2.4.1.2", "System-level input", SYSTEM),
    Heading("2.4.1.3", "System-level output", SYSTEM),
    Heading(
        "2.4.1.4",
        "Maintenance",
        SYSTEM,
        "who keeps it up to date, and how often the criteria are looked at again",
    ),
    Heading("2.4.1.5", "Models", SYSTEM),
    Heading("2.4.2.1", "Model name", MODEL),
    Heading("2.4.2.2", "Model version", MODEL),
    Heading("2.4.2.3", "Model task", MODEL),
    Heading("2.4.2.4", "Model input", MODEL),
    Heading("2.4.2.5", "Model output", MODEL),
    Heading("2.4.2.6", "Model architecture", MODEL),
    Heading("2.4.2.7", "Model performance", MODEL),
    Heading("2.4.2.8", "Datasets", MODEL),
    Heading("2.4.3.1", "Development data description", DEVELOPMENT),
    Heading("2.4.3.2", "Data modality", DEVELOPMENT),
    Heading("2.4.3.3", "Data quantities", DEVELOPMENT),
    Heading("2.4.3.4", "Sensitive attributes", DEVELOPMENT),
    Heading("2.4.3.5", "Data completeness and representativeness", DEVELOPMENT),
    Heading("2.4.3.6", "Data cleaning", DEVELOPMENT),
    Heading("2.4.3.7", "Data collection", DEVELOPMENT),
    Heading("2.4.3.8", "Data access and storage", DEVELOPMENT),
    Heading("2.4.3.9", "Data sharing agreements", DEVELOPMENT),
    Heading("2.4.4.1", "Data sources", OPERATION),
    Heading("2.4.4.2", "Sensitive attributes", OPERATION),
    Heading("2.4.4.3", "Data processing methods", OPERATION),
    Heading(
        "2.4.4.4",
        "Data access and storage",
        OPERATION,
        "where it is hosted, and how long screenings are kept",
    ),
    Heading(
        "2.4.4.5",
        "Data sharing agreements",
        OPERATION,
        "the agreements under which schools or others give the council data",
    ),
    Heading(
        "2.5.1",
        "Impact assessments",
        RISKS,
        "the data protection and equality impact assessments: name, date, link",
    ),
    Heading(
        "2.5.2",
        "Risks and mitigations",
        RISKS,
        "other risks that the council sees where it uses it, and what it does about them",
    ),
)
