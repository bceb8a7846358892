"""The inspection areas and grades of three regimes, each in its own terms; never one grade column."""

FRAMEWORKS = {
    "section5": "Section 5 inspection before September 2019",
    "eif": "Education inspection framework, September 2019 to August 2024",
    "eif_no_overall": "No overall grade, September 2024 to November 2025",
    "report_card": "Report card, since November 2025",
}

AREAS = {
    # Section 5 and the education inspection framework
    "overall": "Overall effectiveness",
    "quality_of_education": "Quality of education",
    "behaviour_and_attitudes": "Behaviour and attitudes",
    "personal_development": "Personal development",
    "leadership_and_management": "Leadership and management",
    "early_years_provision": "Early years provision",
    "sixth_form_provision": "Sixth form provision",
    "ungraded_outcome": "Outcome of an ungraded inspection",
    # Report cards
    "inclusion": "Inclusion",
    "curriculum_and_teaching": "Curriculum and teaching",
    "achievement": "Achievement",
    "attendance_and_behaviour": "Attendance and behaviour",
    "personal_development_and_wellbeing": "Personal development and wellbeing",
    "early_years": "Early years",
    "post_16_provision": "Post-16 provision",
    "leadership_and_governance": "Leadership and governance",
    # All regimes
    "safeguarding": "Safeguarding",
    "category_of_concern": "Category of concern",
}

REPORT_CARD_AREAS = (
    "inclusion",
    "curriculum_and_teaching",
    "achievement",
    "attendance_and_behaviour",
    "personal_development_and_wellbeing",
    "early_years",
    "post_16_provision",
    "leadership_and_governance",
)

# Grades by scale, best first; a position in the tuple is the rank that "at or below" compares.
FOUR_POINT = ("outstanding", "good", "requires_improvement", "inadequate")
FIVE_POINT = (
    "exceptional",
    "strong_standard",
    "expected_standard",
    "needs_attention",
    "urgent_improvement",
)
SAFEGUARDING = ("met", "not_met")
CATEGORIES = (
    "special_measures",
    "serious_weaknesses",
    "notice_to_improve",
    "requires_significant_improvement",
)

GRADES = {
    "outstanding": "Outstanding",
    "good": "Good",
    "requires_improvement": "Requires improvement",
    "inadequate": "Inadequate",
    "not_judged": "Not judged",
    "exceptional": "Exceptional",
    "strong_standard": "Strong standard",
    "expected_standard": "Expected standard",
    "needs_attention": "Needs attention",
    "urgent_improvement": "Urgent improvement",
    "not_applicable": "Not applicable",
    "met": "Met",
    "not_met": "Not met",
    "none": "None",
    "special_measures": "Special measures",
    "serious_weaknesses": "Serious weaknesses",
    "notice_to_improve": "Notice to improve",
    "requires_significant_improvement": "Requires significant improvement",
    "remains_outstanding": "School remains Outstanding",
    "remains_outstanding_concerns": "School remains Outstanding, with concerns",
    "remains_good": "School remains Good",
    "remains_good_improving": "School remains Good, improving",
    "remains_good_concerns": "School remains Good, with concerns",
    "standards_maintained": "Standards maintained",
    "improved_significantly": "Improved significantly",
    "some_aspects_not_as_strong": "Some aspects not as strong",
}
