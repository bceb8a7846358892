"""Every part that pages are made of: when to use it, and the code that makes it, which is what the page draws."""

from dataclasses import dataclass
from inspect import getsource

from trellis.interfaces.web.patterns import chart_examples, examples


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """One part. `code` is the template that draws it; `python` what makes the values it is given."""

    id: str
    name: str
    when: str
    code: str
    python: str = ""


_FIELDS = (
    ("name", "Text input", "A word or a line. The hint says what is expected, with an example."),
    ("day", "Text input of a set width", "An answer of a known length, such as a date or a number."),
    ("email", "Email input", "An address: the keyboard of a telephone shows its @."),
    ("password", "Password input", "A password, with a button that shows it."),
    ("pack", "Select", "One of more than six. For fewer, radios."),
    ("response", "Radios", "One of two to six."),
    ("phases", "Checkboxes", "Any number of a few."),
    ("sure", "Checkbox", "One thing that somebody must have done or read."),
    ("reason", "Textarea", "More than a line, such as why."),
)

_BUTTON = """{% from "govuk_frontend_jinja/components/button/macro.html" import govukButton %}
"""

SECTIONS: dict[str, tuple[Pattern, ...]] = {
    "The frame of a page": (
        Pattern(
            id="header",
            name="Header",
            when="Once, by govuk/layout.html: whose service it is. Pages do not draw it themselves.",
            code="""{% from "govuk_frontend_jinja/components/generic-header/macro.html" import govukGenericHeader %}
{{ govukGenericHeader({"logoText": "Severnshire", "url": url("start")}) }}""",
        ),
        Pattern(
            id="service-navigation",
            name="Service navigation",
            when="Once, by govuk/layout.html, from `layout.frame`: the sections that a role may open, and no other.",
            code="""{% from "govuk_frontend_jinja/components/service-navigation/macro.html" import govukServiceNavigation %}
{{ govukServiceNavigation({"ariaLabel": "Example of service information", "navigationLabel": "Example of sections",
    "navigationId": "example-navigation", "menuButtonText": "Example menu", "navigation": [
    {"text": "Schools", "href": "#service-navigation", "active": true}, {"text": "Your account", "href": "#service-navigation"}]}) }}""",
        ),
        Pattern(
            id="back",
            name="Back link",
            when="On a page below another: {% set back = {...} %} in its template, and the layout draws it.",
            code="""{% from "govuk_frontend_jinja/components/back-link/macro.html" import govukBackLink %}
{{ govukBackLink({"text": "Back to schools", "href": url("schools")}) }}""",
        ),
        Pattern(
            id="parts",
            name="Parts of one thing",
            when="Pages that say several things about one school, or one thing to several readers. The part open is marked"
            " by weight and a line, and told by aria-current.",
            code="""<nav class="trellis-parts" aria-label="Example of parts">
    <ul>
        <li class="trellis-parts__here"><a class="govuk-link" href="#parts" aria-current="page">Suggested level</a></li>
        <li><a class="govuk-link" href="#parts">Similar schools</a></li>
    </ul>
</nav>""",
        ),
    ),
    "Fields": (
        *(
            Pattern(
                id=f"field-{name}",
                name=title,
                when=when,
                code="{{ form." + name + ".as_field_group() }}",
                python=getsource(examples.ExampleForm) if name == "name" else "",
            )
            for name, title, when in _FIELDS
        ),
        Pattern(
            id="fields",
            name="Fields one after another",
            when="A step somebody takes: every field of its form in order, and the hidden ones that say what the page showed.",
            code="""{% from "govuk/fields.html" import fields %}
{{ fields(step) }}""",
            python=getsource(examples.ExampleStep),
        ),
        Pattern(
            id="file-upload",
            name="File upload",
            when="A file from somebody’s own machine. The hint says which files, and how large.",
            code="""{% from "govuk_frontend_jinja/components/file-upload/macro.html" import govukFileUpload %}
{{ govukFileUpload({"id": "example-file", "name": "file", "label": {"text": "Upload a file"},
    "hint": {"text": "CSV, XLSX or ODS."}}) }}""",
        ),
        Pattern(
            id="button",
            name="Button",
            when="One for the main thing a page does; secondary for another. preventDoubleClick on what writes.",
            code=_BUTTON
            + """{{ govukButton({"text": "Run the screening", "preventDoubleClick": true}) }}
{{ govukButton({"text": "Keep as a draft", "classes": "govuk-button--secondary"}) }}""",
        ),
    ),
    "Errors and messages": (
        Pattern(
            id="error-summary",
            name="Error summary",
            when="First on a page whose form was refused: give the template problems=forms.problems(form). The title then"
            ' begins "Error: ", and each line leads to its field.',
            code="""{% from "govuk_frontend_jinja/components/error-summary/macro.html" import govukErrorSummary %}
{{ govukErrorSummary({"titleText": "There is a problem", "errorList": problems, "disableAutoFocus": true}) }}""",
        ),
        Pattern(
            id="error-field",
            name="Field with an error",
            when="Beside the field, in words that say what to do. Nothing that was typed is lost, but a password.",
            code="{{ wrong.name.as_field_group() }}",
        ),
        Pattern(
            id="words-written",
            name="What was written and could not be saved",
            when="By govuk/layout.html where a session ended before a form was sent, and by the page that tells of a fault"
            " of the machine. Each field by its name, with what was written in it.",
            code="""{% from "govuk/written.html" import words_written %}
{{ words_written([("What was found", "Books are marked in every class."), ("Next steps", "A visit in May.")]) }}""",
        ),
        Pattern(
            id="banner",
            name="Notification banner",
            when="After something was done, once, on the page it leads to.",
            code="""{% from "govuk_frontend_jinja/components/notification-banner/macro.html" import govukNotificationBanner %}
{{ govukNotificationBanner({"type": "success", "titleId": "example-banner", "text": "Your password has been changed.",
    "disableAutoFocus": true}) }}""",
        ),
        Pattern(
            id="message",
            name="Message page",
            when="A page that is not found, not allowed or cannot answer: a title, what happened, and what to do next, with"
            " the right status.",
            code="""<p class="govuk-body">No screening has been run, so there is no list yet.</p>
<p class="govuk-body"><a class="govuk-link" href="{{ url('start') }}">Go to the start page</a></p>""",
            python="""return errors.page(
    request,
    title="The list cannot be exported",
    sentences=("No screening has been run, so there is no list yet.",),
    status=404,
)
""",
        ),
        Pattern(
            id="empty",
            name="Empty state",
            when="Wherever a list can be empty: why it is, and who does what next. Never a bare 0 or an empty table.",
            code="""<p class="govuk-body">No school matches. <a class="govuk-link" href="{{ url('schools') }}">Clear the filters</a>, or look for part of a name.</p>""",
        ),
        Pattern(
            id="no-value",
            name="No value",
            when="In place of a number, in words that say why. Never a dash, a blank or a nought.",
            code="""<ul class="govuk-list">
    <li>Suppressed by the publisher</li><li>Not published</li><li>Not held</li><li>Does not apply</li><li>In dispute</li>
</ul>""",
        ),
    ),
    "Levels and answers": (
        Pattern(
            id="level",
            name="Level tag",
            when="A suggested level, or a band of concern for an academy. Number and name say it; the border repeats it.",
            code="""<p class="govuk-body">{% for tag in tags %}<span class="trellis-level {{ tag.css }}">{{ tag.words }}</span> {% endfor %}</p>""",
            python=getsource(examples.tags),
        ),
        Pattern(
            id="answer",
            name="Answer to a criterion",
            when="In the ledger and in How it is judged. The word is the answer; a dashed border marks what is not known.",
            code="""<p class="govuk-body">
    <span class="trellis-answer trellis-answer--concern">Met</span><span class="trellis-answer trellis-answer--good">Met</span>
    <span class="trellis-answer trellis-answer--quiet">Not met</span><span class="trellis-answer trellis-answer--unknown">Not known</span>
</p>""",
        ),
        Pattern(
            id="tag",
            name="Tag",
            when="A state of a thing in one or two words, such as how many settings are changed.",
            code="""<strong class="govuk-tag">2 changed</strong>""",
        ),
        Pattern(
            id="to-complete",
            name="Still to write",
            when="What somebody has to fill in before a document is whole.",
            code="""<p class="govuk-body-s trellis-to-complete"><strong>For the authority to complete</strong>: the post that answers for it.</p>""",
        ),
        Pattern(
            id="counts",
            name="Counts",
            when="How many schools there are of each kind, each leading to them. At most six.",
            code="""<ul class="trellis-counts" aria-label="Example of counts">
    <li class="trellis-counts__3"><b>3</b><a class="govuk-link" href="#counts">Level 3: Causing concern</a></li>
    <li class="trellis-counts__none"><b>12</b><a class="govuk-link" href="#counts">Insufficient evidence</a></li>
</ul>""",
        ),
        Pattern(
            id="coverage",
            name="Coverage bar",
            when="How much of what counts is known, always beside the words. The upright line is what must be known.",
            code="""<p class="govuk-body">
    <svg class="trellis-coverage" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect width="100" height="10" /><rect width="74" height="10" /><line x1="66" x2="66" y1="0" y2="10" /></svg>
    14 of the 19 criteria that count are known (74%).
</p>""",
        ),
    ),
    "Tables": (
        Pattern(
            id="table",
            name="Table",
            when="Things that are compared. Each row is headed; on a narrow screen it becomes a block, and data-of heads each"
            " cell. Numbers stand under one another.",
            code="""<table class="trellis-table trellis-table--stack">
    <caption>Absence, by year</caption>
    <thead><tr><th scope="col">Year</th><th scope="col" class="trellis-number">Absence</th><th scope="col">From</th></tr></thead>
    <tbody>
        <tr><th scope="row">2025/26</th><td class="trellis-number" data-of="Absence">6.1%</td><td data-of="From">a file, row 12</td></tr>
        <tr><th scope="row">2024/25</th><td data-of="Absence">Suppressed by the publisher</td><td data-of="From">a file, row 9</td></tr>
    </tbody>
</table>""",
        ),
        Pattern(
            id="scroll",
            name="Table that scrolls",
            when="Many columns that must stay side by side: a region that the keyboard can reach and scroll.",
            code="""<div class="trellis-scroll" tabindex="0" role="region" aria-label="Example of a wide table">
    <table class="trellis-table trellis-table--wide">
        <caption>Two schools side by side</caption>
        <thead><tr><th scope="col">Indicator</th><th scope="col">A. Beech Lane</th><th scope="col">B. Oak Road</th></tr></thead>
        <tbody><tr><th scope="row">Overall absence</th><td>4.0%</td><td>9.5%</td></tr></tbody>
    </table>
</div>""",
        ),
        Pattern(
            id="summary",
            name="Summary list",
            when="Facts about one thing, each with its name.",
            code="""<dl class="govuk-summary-list">
    <div class="govuk-summary-list__row"><dt class="govuk-summary-list__key">Version</dt><dd class="govuk-summary-list__value">1.1</dd></div>
</dl>""",
        ),
        Pattern(
            id="details",
            name="Details",
            when="What few need, after what most do. Open on paper in the ledger.",
            code="""<details class="govuk-details">
    <summary class="govuk-details__summary"><span class="govuk-details__summary-text">3 earlier years</span></summary>
    <div class="govuk-details__text">2016/17: 4.2%.</div>
</details>""",
        ),
        Pattern(
            id="inset",
            name="Inset text",
            when="That a page looks back to a day, or what somebody else has written, apart from what the reader has.",
            code="""{% from "govuk_frontend_jinja/components/inset-text/macro.html" import govukInsetText %}
{{ govukInsetText({"text": "This is how it stood at the end of 14 March 2026."}) }}""",
        ),
        Pattern(
            id="warning",
            name="Warning text",
            when="What is not as it has to be, and is the reader’s to put right.",
            code="""{% from "govuk_frontend_jinja/components/warning-text/macro.html" import govukWarningText %}
{{ govukWarningText({"text": "No meeting is called for Autumn 2026 yet.", "iconFallbackText": "Warning"}) }}""",
        ),
        Pattern(
            id="tests",
            name="How a criterion is tested",
            when="A tree of tests in words, from `analysis.judging.spoken`.",
            code="""<p class="govuk-body-s trellis-tests__first">Any of these:</p>
<ul class="trellis-tests"><li>Overall absence is above 6%</li><li>All of these:<ul class="trellis-tests"><li>Severe absence is above 2%</li></ul></li></ul>""",
        ),
    ),
    "Charts": (
        Pattern(
            id="line",
            name="Line with intervals",
            when="One indicator of one school over the years, with its table beside it. A gap is marked ×, never joined or"
            " drawn as nought; an open circle is the school before this one; the dashed line is the comparator.",
            code="""{% from "govuk/chart.html" import line_chart %}
{{ line_chart(line, "example-line") }}""",
            python=getsource(examples.line),
        ),
        Pattern(
            id="strip",
            name="Strip against a distribution",
            when="One value among others on one axis, in a row of a table. Letters tell the lanes apart, not colours.",
            code="""{% from "govuk/chart.html" import strip_chart %}
{{ strip_chart(strip, "example-strip") }}""",
            python=getsource(examples.strip),
        ),
        Pattern(
            id="spread",
            name="One school within its set",
            when="Where a value lies among thirty others, as a small picture beside each indicator. At least three others.",
            code="""{% from "govuk/chart.html" import spread_chart %}
{{ spread_chart(spread, "example-spread") }}""",
            python=getsource(chart_examples.spread),
        ),
        Pattern(
            id="lines",
            name="Several lines",
            when="One measure of the authority beside neighbours, region and England. Dash and name tell the lines apart.",
            code="""{% from "govuk/lines.html" import lines_chart %}
{{ lines_chart(lines, "example-lines") }}""",
            python=getsource(chart_examples.lines),
        ),
        Pattern(
            id="funnel",
            name="Funnel plot",
            when="Schools of different sizes on one measure: small cohorts move by chance, so the limits widen to the left."
            " Squares and diamonds lie beyond them.",
            code="""{% from "govuk/chart.html" import funnel_chart %}
{{ funnel_chart(funnel, "example-funnel") }}""",
            python=getsource(chart_examples.funnel),
        ),
        Pattern(
            id="timeline",
            name="Line of time",
            when="Inspections, or the school before this one: numbered marks and bars, and a line at each break that may not be"
            " compared across.",
            code="""{% from "govuk/timeline.html" import timeline %}
{{ timeline(timeline_drawn, "example-timeline") }}""",
            python=getsource(chart_examples.timeline),
        ),
        Pattern(
            id="flow",
            name="State machine",
            when="Where something stands that people take step by step: a thick box is now, plain boxes were, dashed ones may come."
            " What comes next, and who decides, stands in a table beside it.",
            code="""{% from "govuk/flow.html" import flow_chart %}
<div class="trellis-scroll" tabindex="0" role="region" aria-label="Example of a state machine">{{ flow_chart(flow, "example-flow") }}</div>""",
            python=getsource(chart_examples.flow),
        ),
        Pattern(
            id="stack",
            name="Stacked bar",
            when="Parts of a whole within a row of a table, each with its letter. The numbers stand in the row.",
            code="""{% from "govuk/stack.html" import bar %}
<p class="govuk-body">{{ bar(stack) }} 2 at level 3, 5 with too little evidence, 9 at level 2, 20 at level 1.</p>""",
            python=getsource(chart_examples.stack),
        ),
        Pattern(
            id="map",
            name="Map",
            when="Where schools are, with the same schools in a table. Shape and letter tell levels apart; each point is a link.",
            code="""{% from "govuk/map.html" import draw, key %}
{{ key(keys, "example-map") }}
<div class="trellis-scroll" tabindex="0" role="region" aria-label="Example of a map">{{ draw(plan, "example-map") }}</div>""",
            python=getsource(chart_examples.plan),
        ),
    ),
}
