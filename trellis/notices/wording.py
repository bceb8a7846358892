"""What is due in words that may leave the service: in an e-mail or a calendar, where others may read them.

They say that something is due and of which kind, and never a level, a finding or a name.
"""

PLAIN = {
    "identify": "Say where the school stands",
    "inform": "Tell the senior adviser",
    "visit": "Visit",
    "follow_up": "Follow-up visit",
    "plan_of_action": "Plan of action",
    "plan": "Plan",
    "support": "Begin what was planned",
    "review": "Termly review",
    "evaluate": "Termly evaluation",
    "decision": "Record a decision",
    "group": "Set up a group",
    "meeting": "Call a meeting",
    "papers": "Issue papers",
    "hold": "Record a meeting",
    "minutes": "Minutes",
    "outcomes": "Send on outcomes",
    "seen": "Read outcomes",
    "report": "Report outcomes",
    "level_step": "Next step",
    "level_yearly": "Yearly look",
    "level_review": "Termly look",
    "reply": "Reply",
    "reply_late": "Reply",
    "entry": "Enter in the register",
    "notice_copies": "Send copies",
    "notice_step": "Next step",
    "concern_step": "Next step",
    "challenge_step": "Next step",
    "note": "Note of visit",
    "check": "Check the facts of a note",
    "inspection": "Inspection",
    "practice": "Good practice",
    "brokered": "Work with other schools",
    "service": "Services and days",
}
OTHER = "Something is due"


def plain(kind: str) -> str:
    """The words for a kind of what is due."""
    return PLAIN.get(kind, OTHER)
