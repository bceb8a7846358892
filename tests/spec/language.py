"""The framework language by example: small pictures of schools, a test, and its answer for each.

`test_language.py` runs every example; `python -m tests.spec.manual` prints them as docs/framework-language.md.
"""

from datetime import date

from tests.spec.pictures import Chapter, Example, facts, graded, grades, held

LOW = "{test: below, indicator: ks2_rwm_expected, limit: 50}"
ABSENT = "{test: above, indicator: absence_overall, limit: 6}"

CHAPTERS = (
    Chapter(
        "Four answers",
        "A test of a school is met, not met, not known, or does not apply. A missing number is never “not met”: it is "
        "not known, and so are one in dispute, one too old, and one of too few pupils to judge by, or of nobody knows "
        "how many, unless its interval settles the answer.",
        (
            Example(
                "Why there may be no answer",
                "Each reason for a missing number is kept apart, and all but one leave the answer open.",
                LOW,
                (
                    ("45%", held(value=45), "met"),
                    ("61%", held(value=61), "not met"),
                    ("suppressed", held(status=1), "not known"),
                    ("not published this year", held(status=3), "not known"),
                    ("no row for the school", {}, "not known"),
                    ("45%, in dispute", held(value=45, status=5), "not known"),
                    ("45%, of 7 pupils", held(value=45, small_cohort=1), "not known"),
                    ("0%, of nobody knows how many", held(value=0, small_cohort=None), "not known"),
                    ("10% of 8 pupils: 1% to 45%", held(value=10, low=1, high=45, small_cohort=1), "met"),
                    (
                        "30% of 8 pupils: 9% to 70%",
                        held(value=30, low=9, high=70, small_cohort=1),
                        "not known",
                    ),
                    ("45%, of 2018/19", held(value=45, year=2019), "not known"),
                    ("does not apply to the school", held(status=2), "does not apply"),
                ),
            ),
            Example(
                "Phases",
                "Any test can be kept to some phases; other schools are left out of it.",
                "{test: below, indicator: ks2_rwm_expected, limit: 50, phases: [primary, all_through]}",
                (
                    ("a primary school, 45%", held(value=45), "met"),
                    ("a nursery school", {"phase_group": "nursery"}, "does not apply"),
                ),
            ),
        ),
    ),
    Chapter(
        "Numbers",
        "`below`, `at_or_below`, `above` and `at_or_above` set a value against a `limit`, a comparator (`than`) or "
        "another indicator (`than_indicator`). Values are rounded to nine places first.",
        (
            Example(
                "A limit",
                "On the limit is not below it.",
                LOW,
                (("49.9%", held(value=49.9), "met"), ("50%", held(value=50), "not met")),
            ),
            Example(
                "A comparator, with a margin",
                "Comparators are `national_median`, `national_mean`, `authority_median`, `neighbour_median` and "
                "`similar_median`, all within the school's phase and over published values alone.",
                "{test: below, indicator: ks2_rwm_expected, than: similar_median, by: 5}",
                (
                    ("57%, similar schools 63%", held(value=57, similar_median=63), "met"),
                    ("58%, similar schools 63%", held(value=58, similar_median=63), "not met"),
                    ("57%, no similar schools known", held(value=57), "not known"),
                ),
            ),
            Example(
                "More than chance",
                "With `significant: true` the value's interval must leave the limit out as well.",
                "{test: below, indicator: ks2_rwm_expected, limit: 50, significant: true}",
                (
                    ("40% of 90 pupils: 30% to 50%", held(value=40, low=30, high=49.9), "met"),
                    ("40% of 15 pupils: 20% to 64%", held(value=40, low=20, high=64), "not met"),
                    ("40%, no interval held", held(value=40), "not known"),
                    ("55%, no interval held", held(value=55), "not met"),
                ),
            ),
            Example(
                "Three years together",
                "The mean of three years stands on more pupils, and is judged where one year is too small.",
                "{test: below, indicator: ks2_rwm_expected, value: mean3, limit: 50}",
                (
                    ("45%, of 7 pupils; mean 48%", held(value=45, small_cohort=1, mean3=48), "met"),
                    ("latest year suppressed; mean 48%", held(status=1, mean3=48), "met"),
                    ("latest year in dispute; mean 48%", held(value=45, status=5, mean3=48), "not known"),
                    ("45%; no mean", held(value=45), "not known"),
                ),
            ),
            Example(
                "Another indicator",
                "The two must be of one year.",
                "{test: below, indicator: ks2_rwm_expected, than_indicator: target_ks2_rwm_expected}",
                (
                    (
                        "61%, target 70%",
                        {
                            "statistics": {
                                "ks2_rwm_expected": {"value": 61, "year": 2026},
                                "target_ks2_rwm_expected": {"value": 70, "year": 2026},
                            }
                        },
                        "met",
                    ),
                    (
                        "61%, a target for another year",
                        {
                            "statistics": {
                                "ks2_rwm_expected": {"value": 61, "year": 2026},
                                "target_ks2_rwm_expected": {"value": 70, "year": 2025},
                            }
                        },
                        "not known",
                    ),
                ),
            ),
            Example(
                "A place among others",
                "The share of schools at or below the value: a high percentile of absence is a bad one. `among: similar` "
                "takes the similar schools in place of all of the phase.",
                "{test: percentile, indicator: ks2_rwm_expected, at_or_below: 10}",
                (
                    ("percentile 8", held(value=41, percentile=8), "met"),
                    ("percentile 55", held(value=63, percentile=55), "not met"),
                ),
            ),
            Example(
                "A trend",
                "`by` is the least change a year that counts; `significant` asks for more standard errors than Student's "
                "t allows by chance: 12.7 on three years, 4.3 on four, 3.2 on five. So three years rarely show "
                "anything, and packs set a short trend beside how the school stands to others.",
                "{test: trend, indicator: ks2_rwm_expected, direction: falling, years: 5, by: 2, significant: true}",
                (
                    (
                        "−3 a year, standard error 0.9, five years",
                        held(value=55, slope5=-3, slope5_se=0.9, slope5_n=5),
                        "met",
                    ),
                    (
                        "−3 a year, standard error 0.9, four years",
                        held(value=55, slope5=-3, slope5_se=0.9, slope5_n=4),
                        "not met",
                    ),
                    ("−1 a year", held(value=55, slope5=-1, slope5_se=0.1, slope5_n=5), "not met"),
                    ("only one year held", held(value=55), "not known"),
                ),
            ),
            Example(
                "A gap between groups",
                "How far one group is behind another of the same year. Packs mostly test gap indicators, which have "
                "intervals of their own; this is for two that have none.",
                "{test: gap, group: ks2_rwm_expected_disadvantaged, others: ks2_rwm_expected_other, at_least: 20}",
                (
                    (
                        "45% against 70%",
                        {
                            "statistics": {
                                "ks2_rwm_expected_disadvantaged": {"value": 45, "year": 2026},
                                "ks2_rwm_expected_other": {"value": 70, "year": 2026},
                            }
                        },
                        "met",
                    ),
                    (
                        "suppressed against 70%",
                        {
                            "statistics": {
                                "ks2_rwm_expected_disadvantaged": {"status": 1, "year": 2026},
                                "ks2_rwm_expected_other": {"value": 70, "year": 2026},
                            }
                        },
                        "not known",
                    ),
                ),
            ),
        ),
    ),
    Chapter(
        "Inspections, judgements and events",
        "What inspectors graded, what people answered, and what has happened.",
        (
            Example(
                "A grade at or below",
                "Grades are compared on their own framework's scale. An area that the latest inspection's framework does "
                "not have does not apply, so one criterion can name the areas of several frameworks side by side.",
                "{test: inspection, area: inclusion, at_or_below: needs_attention}",
                (
                    ("needs attention", grades(inclusion="needs_attention"), "met"),
                    ("expected standard", grades(inclusion="expected_standard"), "not met"),
                    ("last inspected in 2023, good", grades("eif", overall="good"), "does not apply"),
                    ("never inspected", {}, "not known"),
                ),
            ),
            Example(
                "The age of a grade",
                "A grade older than `evidence.inspection_stale_after_years` (7 here) is not known, unless a visit since "
                "let it stand.",
                "{test: inspection, area: overall, at_or_above: good}",
                (
                    ("good in 2023", graded(date(2023, 5, 10)), "met"),
                    ("good in 2016", graded(date(2016, 5, 10)), "not known"),
                    (
                        "good in 2016, and a visit of 2022 found it remains good",
                        graded(date(2016, 5, 10), visit="remains_good"),
                        "met",
                    ),
                    ("good, on a day that is not held", graded(None), "not known"),
                ),
            ),
            Example(
                "A grade of the school before",
                "It counts, for and against alike, where that school simply became this one; `predecessor: unknown` "
                "never lets it count, `counts` always.",
                "{test: inspection, area: overall, at_or_below: inadequate, predecessor: unknown}",
                (
                    ("inadequate", graded(date(2023, 5, 10), "inadequate"), "met"),
                    (
                        "inadequate, before conversion",
                        graded(date(2023, 5, 10), "inadequate", True),
                        "not known",
                    ),
                    ("good, before conversion", graded(date(2023, 5, 10), "good", True), "not known"),
                ),
            ),
            Example(
                "A visit without grades",
                "Read only where it came after the latest graded inspection.",
                "{test: inspection, area: ungraded_outcome, grade_in: [remains_good_concerns], silence: not_met}",
                (
                    (
                        "good in 2020, and in 2022 with concerns",
                        graded(date(2020, 1, 10), visit="remains_good_concerns"),
                        "met",
                    ),
                    (
                        "concerns in 2022, and graded good since",
                        graded(date(2023, 5, 10), visit="remains_good_concerns"),
                        "not met",
                    ),
                    ("no visit since", graded(date(2023, 5, 10)), "not met"),
                ),
            ),
            Example(
                "An area that a school may have no grade in",
                "`silence: not_applicable` leaves it out where the latest inspection gave none.",
                "{test: inspection, area: safeguarding, at_or_above: met, silence: not_applicable}",
                (
                    ("met", grades(safeguarding="met"), "met"),
                    (
                        "good, and nothing held of safeguarding",
                        grades("eif", overall="good"),
                        "does not apply",
                    ),
                ),
            ),
            Example(
                "What is written down only when it is so",
                "Inspectors name a category of concern when there is one: `silence: not_met` says so.",
                "{test: inspection, area: category_of_concern, grade_in: [special_measures], silence: not_met}",
                (
                    ("special measures", grades("eif", category_of_concern="special_measures"), "met"),
                    ("good, and no category named", grades("eif", overall="good"), "not met"),
                    ("never inspected", {}, "not known"),
                ),
            ),
            Example(
                "A judgement",
                "A question of the pack, answered by a person; an old answer is no answer.",
                "{test: judgement, judgement: send_provision, answer_in: [weak], within_days: 400}",
                (
                    (
                        "weak, last month",
                        {"judgements": {"send_provision": {"answer": "weak", "date": date(2026, 10, 1)}}},
                        "met",
                    ),
                    (
                        "sound",
                        {"judgements": {"send_provision": {"answer": "sound", "date": date(2026, 10, 1)}}},
                        "not met",
                    ),
                    (
                        "weak, three years ago",
                        {"judgements": {"send_provision": {"answer": "weak", "date": date(2023, 10, 1)}}},
                        "not known",
                    ),
                    ("not asked", {}, "not known"),
                ),
            ),
            Example(
                "Whether a judgement was made at all",
                "This one has an answer for every school.",
                "{test: judged, judgement: send_provision, within_days: 400}",
                (
                    (
                        "sound, last month",
                        {"judgements": {"send_provision": {"answer": "sound", "date": date(2026, 10, 1)}}},
                        "met",
                    ),
                    ("not asked", {}, "not met"),
                ),
            ),
            Example(
                "An event",
                "Something that has begun and not ended. No record is no answer, unless the authority's return of events is "
                "held (`silence: register`), or `silence: not_met`.",
                "{test: event, event: warning_notice, within_days: 90, silence: register}",
                (
                    ("given on 20 September 2026", {"events": {"warning_notice": date(2026, 9, 20)}}, "met"),
                    ("given in January", {"events": {"warning_notice": date(2026, 1, 14)}}, "not met"),
                    ("none in a register that is held", {"event_register": True}, "not met"),
                    ("none recorded, and no register held", {}, "not known"),
                ),
            ),
            Example(
                "A circumstance",
                "A yes or no in a return, or an event of the same name.",
                "{test: contextual, factor: head_post_vacant}",
                (
                    (
                        "the return says yes",
                        {"statistics": {"head_post_vacant": {"value": 1, "year": 2026}}},
                        "met",
                    ),
                    (
                        "the return says no",
                        {"statistics": {"head_post_vacant": {"value": 0, "year": 2026}}},
                        "not met",
                    ),
                    ("an open event", {"events": {"head_post_vacant": date(2026, 9, 1)}}, "met"),
                    ("nothing returned", {}, "not known"),
                ),
            ),
            Example(
                "The age of evidence",
                "Of a grade, a judgement, or an indicator's year.",
                "{test: older_than, area: inclusion, days: 1825}",
                (
                    ("graded on 10 March 2026", grades(inclusion="expected_standard"), "not met"),
                    ("never inspected", {}, "not known"),
                ),
            ),
        ),
    ),
    Chapter(
        "Putting tests together",
        "Parts that do not apply are left out. Unknown parts leave the whole unknown only while they could decide it.",
        (
            Example(
                "All",
                "Not met as soon as one part is not.",
                f"{{test: all, of: [{LOW}, {ABSENT}]}}",
                (
                    ("45% and 7% absence", facts(45, 7), "met"),
                    ("45% and 5% absence", facts(45, 5), "not met"),
                    ("45%, absence missing", facts(45), "not known"),
                    ("61%, absence missing", facts(61), "not met"),
                ),
            ),
            Example(
                "Any",
                "Met as soon as one part is.",
                f"{{test: any, of: [{LOW}, {ABSENT}]}}",
                (
                    ("45%, absence missing", facts(45), "met"),
                    ("61%, absence missing", facts(61), "not known"),
                    ("61% and 5% absence", facts(61, 5), "not met"),
                ),
            ),
            Example(
                "At least",
                "Unknown only while the unknown parts could decide it.",
                f"{{test: at_least, n: 2, of: [{LOW}, {ABSENT}, {{test: contextual, factor: head_post_vacant}}]}}",
                (
                    ("45%, 7% absence, post unknown", facts(45, 7), "met"),
                    ("45%, 5% absence, post unknown", facts(45, 5), "not known"),
                    ("61%, 5% absence, post unknown", facts(61, 5), "not met"),
                ),
            ),
            Example(
                "Not",
                "Unknown stays unknown.",
                f"{{test: not, of: {LOW}}}",
                (
                    ("61%", facts(61), "met"),
                    ("45%", facts(45), "not met"),
                    ("missing", {}, "not known"),
                ),
            ),
            Example(
                "The first that is known",
                "Progress where it is published, else what stands in for it. It moves on only from a part with nothing to "
                "read: a number that is there and decides nothing is not known, and what follows cannot make it so.",
                "{test: first_known, of: [{test: below, indicator: ks2_reading_progress, limit: 0}, "
                "{test: below, indicator: ks2_rwm_expected, than: similar_median, by: 10}]}",
                (
                    (
                        "progress +1, results far below similar schools",
                        {
                            "statistics": {
                                "ks2_reading_progress": {"value": 1, "year": 2026},
                                "ks2_rwm_expected": {"value": 40, "year": 2026, "similar_median": 63},
                            }
                        },
                        "not met",
                    ),
                    (
                        "progress not published, results far below",
                        {
                            "statistics": {
                                "ks2_reading_progress": {"status": 3, "year": 2026},
                                "ks2_rwm_expected": {"value": 40, "year": 2026, "similar_median": 63},
                            }
                        },
                        "met",
                    ),
                    (
                        "progress −1 of 4 pupils, results like those of similar schools",
                        {
                            "statistics": {
                                "ks2_reading_progress": {"value": -1, "year": 2026, "small_cohort": 1},
                                "ks2_rwm_expected": {"value": 64, "year": 2026, "similar_median": 63},
                            }
                        },
                        "not known",
                    ),
                    (
                        "progress in dispute, results far below",
                        {
                            "statistics": {
                                "ks2_reading_progress": {"value": -1, "year": 2026, "status": 5},
                                "ks2_rwm_expected": {"value": 40, "year": 2026, "similar_median": 63},
                            }
                        },
                        "not known",
                    ),
                    ("neither is known", {}, "not known"),
                ),
            ),
        ),
    ),
)
