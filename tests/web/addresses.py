"""Who may open each address, and what it answers: what `test_every_address` holds the pages to."""

from dataclasses import dataclass

from tests import builders
from tests.web import document_addresses
from tests.web.test_pages import LEVEL_ALONE, MATRIX
from tests.web.trying import MAY

EVERYBODY = frozenset(MATRIX)
READS = frozenset(role for role in MATRIX if MATRIX[role][0] == 200)
NAMES = frozenset(role for role in MATRIX if MATRIX[role][1] == 200 or MATRIX[role][2] == 200)
CRITERIA = EVERYBODY - {"administrator"}
LEVELS = NAMES | LEVEL_ALONE
THE_SCHOOL = frozenset(role for role in MATRIX if MATRIX[role][1] == 200)
WHOLE = frozenset(role for role in MATRIX if MATRIX[role][3] == 200)
DATA = NAMES - {"headteacher", "chair", "trust_officer"}
FOLLOWS = DATA - {"sia", "spa", "ssa"}
OFFICER = frozenset({"data_officer"})
MARKS = frozenset({"spa", "ssa", "pa"})
TRIES = frozenset(MAY)
CHAIRS = frozenset({"pa"})
GROUP = THE_SCHOOL - {"director", "leadership_team", "trust_officer"}  # these are told the outcomes
WRITES_OR_ANSWERS = MARKS | {"headteacher", "chair"}
JUDGES = frozenset({"sia", "spa", "pa"})
IDENTIFIES = frozenset({"sia", "sitl", "spa", "pa"})
ANSWERS = frozenset({"headteacher", "chair"})
LOGS = JUDGES | {"sitl", "director"}
PROPOSES = frozenset({"sia", "sitl", "spa", "pa"})
ADMINISTERS = frozenset({"administrator"})
ALLOCATES = frozenset({"sitl"})
KEEPS = frozenset({"pa", "administrator"})
SUPPORTS = frozenset({"traded_services", "system_leader"})  # who reads no school’s level
DUTIES = (
    EVERYBODY - SUPPORTS - {"headteacher", "chair", "governor", "clerk", "trust_officer", "administrator"}
)
KEEPS_DUTIES = frozenset({"pa", "director", "data_officer"})
READS_PRACTICE = EVERYBODY - {"executive_member", "scrutiny_member", "forum_member", "administrator"}
NOMINATES = frozenset({"sia", "sitl", "spa", "pa", "headteacher"})
LEADS_TEAM = frozenset({"sitl", "spa", "ssa", "pa"})
KEEPS_EVENTS = LEADS_TEAM | {"traded_services"}
BOOKS = KEEPS_EVENTS | {"sia", "system_leader", "headteacher", "chair"}
INDUCTIONS = LEADS_TEAM | {"sia", "data_officer", "director", "leadership_team", "auditor"}
INDUCTS = LEADS_TEAM - {"ssa"}  # of a primary school
KEEPS_LEADERS = frozenset({"sitl", "spa", "ssa", "pa"})
JUDGES_LEADERS = KEEPS_LEADERS - {"sitl"}
ASSURES = frozenset({"traded_services"})
RECORDS = THE_SCHOOL - {"leadership_team", "trust_officer"}
WRITES = frozenset({"spa", "pa"})  # of a primary school
WRITES_NOTES = frozenset({"sia", "sitl", "pa"})  # who goes, and who oversees all visits
READS_SERVICES = THE_SCHOOL | {"ssa", "traded_services"}
READS_OWN_SERVICES = THE_SCHOOL | {"traded_services"}  # of a primary school
SELLS = frozenset({"traded_services"})
ORDERS = frozenset({"headteacher"})
DELIVERS = frozenset({"sia", "sitl", "spa", "pa", "traded_services"})  # to a primary school
SEES_SPENDING = (THE_SCHOOL - {"sia", "headteacher", "chair", "trust_officer"}) | {"ssa", "traded_services"}
SEES_TOTALS = SEES_SPENDING | {"executive_member", "scrutiny_member", "forum_member"}
COMMENTS = WRITES | {"sia", "headteacher", "chair", "trust_officer"}


HELPED = THE_SCHOOL | {"traded_services"}
READS_SUPPORT = HELPED | {"ssa", "system_leader"}
ASKS = PROPOSES | {"headteacher"}
BROKERS = frozenset({"sitl", "spa", "pa", "traded_services"})  # for a primary school
OVERSEES = THE_SCHOOL - {"sia", "headteacher", "chair", "trust_officer"} | {"ssa", "traded_services"}


@dataclass(frozen=True)
class Row:
    """Who may open an address, what it answers them, and what it answers the same role at another authority that
    asks for it. Everybody else is refused."""

    who: frozenset[str]
    answers: int = 200
    elsewhere: int = 404


SAME = 200  # the page is of whoever asks: nothing of another authority is in it, which is looked for below
TABLE = {
    "": Row(EVERYBODY, 302, 302),
    "accessibility/": Row(EVERYBODY, 200, SAME),
    "account/": Row(EVERYBODY, 200, SAME),
    "account/post/": Row(EVERYBODY, 200, SAME),
    "account/password/": Row(EVERYBODY, 200, SAME),
    "account/confirm/": Row(EVERYBODY, 302, 302),
    "account/confirm/<slug:method>/": Row(EVERYBODY, 200, SAME),
    "account/second-factor/": Row(EVERYBODY, 200, SAME),
    "account/second-factor/<int:number>/remove/": Row(EVERYBODY, 302, 302),  # to confirm first
    "account/second-factor/<int:number>/rename/": Row(EVERYBODY, 302, 302),
    "account/second-factor/app/": Row(EVERYBODY, 302, 302),
    "account/second-factor/key/": Row(EVERYBODY, 302, 302),
    "account/second-factor/recovery-codes/": Row(EVERYBODY, 302, 302),
    "account/roles/": Row(EVERYBODY, 200, SAME),
    "account/calendar/": Row(EVERYBODY, 200, SAME),
    "calendar/<slug:token>.ics": Row(EVERYBODY, 404, 404),  # of whoever knows a token: this one is nobody’s
    "notices/": Row(EVERYBODY, 200, SAME),
    "notices/choose/": Row(EVERYBODY, 405, 405),
    "notices/seen/": Row(EVERYBODY, 405, 405),
    "work/": Row(ADMINISTERS | OFFICER, 200, SAME),  # of the installation: it names no school and nobody
    "work/<slug:kind>/run/": Row(EVERYBODY, 405, 405),
    "work/jobs/<int:number>/again/": Row(EVERYBODY, 405, 405),
    "account/interests/": Row(EVERYBODY, 200, SAME),
    "sign-in/": Row(EVERYBODY, 302, 302),
    "sign-in/second-step/": Row(EVERYBODY, 302, 302),
    "sign-in/second-step/<slug:method>/": Row(EVERYBODY, 302, 302),
    "sign-in/with/<slug:provider>/": Row(EVERYBODY, 404, 404),  # none is configured
    "sign-in/with/<slug:provider>/answer/": Row(EVERYBODY, 404, 404),
    "signed-out/": Row(EVERYBODY, 302, 302),
    "sign-out/": Row(EVERYBODY, 405, 405),
    "patterns/": Row(EVERYBODY, 404, 404),  # for those who develop Trellis, and off
    "area/": Row(READS),
    "area/<slug:measure>/": Row(READS),
    "area/<slug:measure>/mark/": Row(MARKS),
    "area/scorecard/": Row(READS),
    "area/source/<slug:release>/<int:row>/": Row(READS, 404),
    "cases/": Row(DATA),
    "cases/export/": Row(DATA),
    "compare/": Row(NAMES),
    "data/": Row(DATA, 200, SAME),
    "data/build/": Row(EVERYBODY, 405, 405),
    "data/coverage/": Row(DATA, 200, SAME),
    "data/fetch/": Row(OFFICER, 200, SAME),
    "data/imports/": Row(FOLLOWS, 200, SAME),
    "data/imports/<int:number>/": Row(FOLLOWS),
    "data/imports/<int:number>/decide/": Row(EVERYBODY, 405, 405),
    "data/imports/<int:number>/problems.csv": Row(FOLLOWS),
    "data/imports/<int:number>/problems/": Row(FOLLOWS),
    "data/imports/new/": Row(OFFICER, 200, SAME),
    "data/publications/<slug:dataset>/": Row(DATA, 200, SAME),
    "data/returns/<slug:dataset>.<slug:kind>": Row(DATA, 200, SAME),
    "due/": Row(DATA),
    "duties/": Row(DUTIES),
    "duties/<slug:duty>/": Row(DUTIES),
    "duties/<slug:duty>/owner/": Row(KEEPS_DUTIES),
    "duties/<slug:duty>/record/": Row(KEEPS_DUTIES),
    "duties/export/": Row(DUTIES),
    "good-practice/": Row(CRITERIA),
    "support/": Row(CRITERIA, 200, SAME),
    "support/brokered/": Row(READS_SUPPORT),
    "support/impact/": Row(OVERSEES),
    "support/load/": Row(OVERSEES),
    "support/passed-over/": Row(OVERSEES),
    "schools/<int:urn>/support/": Row(HELPED),
    "schools/<int:urn>/support/ask/": Row(ASKS),
    "schools/<int:urn>/support/found/": Row(frozenset({"headteacher"})),
    "support/found/<int:found>/impact/": Row(frozenset({"headteacher"})),
    "support/found/<int:found>/used/": Row(PROPOSES),
    "support/found/<int:found>/take-back/": Row(frozenset({"headteacher"})),
    "support/brokered/<int:brokered>/": Row(HELPED),
    "support/brokered/<int:brokered>/find/": Row(ASKS | BROKERS),
    "support/brokered/<int:brokered>/find/<slug:helper>/<int:helper_id>/": Row(BROKERS),
    "support/brokered/<int:brokered>/terms/": Row(BROKERS),
    "support/brokered/<int:brokered>/check/": Row(BROKERS),
    "support/brokered/<int:brokered>/fund/": Row(CHAIRS),
    "support/brokered/<int:brokered>/sign/<slug:side>/": Row(BROKERS | {"headteacher"}),
    "support/brokered/<int:brokered>/log/": Row(BROKERS),
    "support/brokered/<int:brokered>/log/<int:delivery>/take-back/": Row(BROKERS),
    "support/brokered/<int:brokered>/evaluate/<slug:side>/": Row(frozenset({"headteacher"})),
    "support/brokered/<int:brokered>/confirm/": Row(PROPOSES),
    "support/brokered/<int:brokered>/comment/": Row(ASKS | BROKERS | {"chair", "trust_officer"}),
    "support/brokered/<int:brokered>/step/<slug:name>/": Row(BROKERS | {"headteacher"}),
    "events/": Row(READS_PRACTICE),
    "events/booked/": Row(BOOKS),
    "events/plan/": Row(KEEPS_EVENTS),
    "events/<int:event>/": Row(READS_PRACTICE),
    "events/<int:event>/book/": Row(BOOKS),
    "events/<int:event>/change/": Row(KEEPS_EVENTS),
    "events/<int:event>/call-off/": Row(KEEPS_EVENTS),
    "events/<int:event>/people/": Row(KEEPS_EVENTS),
    "events/bookings/<int:booking>/cancel/": Row(KEEPS_EVENTS | ANSWERS),
    "events/bookings/<int:booking>/evaluate/": Row(ANSWERS),
    "events/bookings/<int:booking>/certificate/": Row(KEEPS_EVENTS | ANSWERS),
    "inductions/": Row(INDUCTIONS | {"headteacher"}),
    "inductions/notify/": Row(LEADS_TEAM),
    "inductions/needs/<int:need>/": Row(INDUCTS),
    "inductions/<int:induction>/": Row(INDUCTIONS - {"ssa"}),
    "inductions/<int:induction>/kind/": Row(INDUCTS),
    "inductions/<int:induction>/eligibility/": Row(INDUCTS),
    "inductions/<int:induction>/needs/": Row(INDUCTS),
    "inductions/<int:induction>/mentor/": Row(INDUCTS),
    "inductions/<int:induction>/<slug:move>/": Row(INDUCTS),
    "leadership-academy/": Row(READS_PRACTICE),
    "leadership-academy/charter/": Row(EVERYBODY, 200, SAME),  # for whoever has not signed in, too
    "leadership-academy/group/": Row(READS_PRACTICE),
    "leadership-academy/group/add/": Row(LEADS_TEAM),
    "leadership-academy/group/<int:steward>/end/": Row(LEADS_TEAM),
    "leadership-academy/enquiries/": Row(READS_PRACTICE),
    "leadership-academy/enquiries/post/": Row(LEADS_TEAM | {"sia", "system_leader", "headteacher"}),
    "leadership-academy/enquiries/<int:enquiry>/": Row(READS_PRACTICE),
    "leadership-academy/enquiries/<int:enquiry>/words/": Row(LEADS_TEAM),
    "leadership-academy/enquiries/<int:enquiry>/promote/": Row(NOMINATES),
    "networks/": Row(READS_PRACTICE),
    "networks/reach/": Row(READS_PRACTICE),
    "networks/enter/": Row(LEADS_TEAM),
    "networks/members/<int:member>/leave/": Row(LEADS_TEAM),
    "networks/<int:network>/": Row(READS_PRACTICE),
    "networks/<int:network>/words/": Row(LEADS_TEAM),
    "networks/<int:network>/join/": Row(LEADS_TEAM),
    "networks/<int:network>/log/": Row(LEADS_TEAM),
    "good-practice/map/": Row(READS_PRACTICE),
    "good-practice/under-way/": Row(NOMINATES | {"ssa"}),
    "good-practice/requests/<int:request_id>/": Row(frozenset({"headteacher"})),
    "good-practice/<int:practice>/": Row(READS_PRACTICE),
    "good-practice/<int:practice>/words/": Row(frozenset({"headteacher"})),
    "good-practice/<int:practice>/ask/": Row(NOMINATES | {"ssa"}),
    "good-practice/<int:practice>/<slug:name>/": Row(WRITES),
    "schools/<int:urn>/good-practice/": Row(READS_PRACTICE),
    "schools/<int:urn>/good-practice/nominate/": Row(NOMINATES),
    "providers/": Row(READS_PRACTICE),
    "providers/ending/": Row(READS_PRACTICE),
    "providers/enter/": Row(ASSURES),
    "providers/<int:supporter>/": Row(READS_PRACTICE),
    "providers/<int:supporter>/offer/": Row(ASSURES | {"headteacher"}),
    "providers/<int:supporter>/evidence/": Row(ASSURES),
    "providers/<int:supporter>/certificate/": Row(READS_PRACTICE),
    "providers/<int:supporter>/<slug:name>/": Row(frozenset({"pa"})),
    "schools/<int:urn>/provider/": Row(READS_PRACTICE, 302),  # the school is in the register already
    "leaders/": Row(READS_PRACTICE),
    "leaders/mine/": Row(frozenset({"system_leader"})),
    "leaders/enter/": Row(KEEPS_LEADERS),
    "leaders/learning/": Row(KEEPS_LEADERS),
    "leaders/papers/": Row(READS_PRACTICE),
    "leaders/papers/kind/": Row(KEEPS_LEADERS),
    "leaders/papers/protocol/": Row(KEEPS_LEADERS),
    "leaders/papers/document/": Row(KEEPS_LEADERS),
    "leaders/papers/protocols/<int:protocol>/": Row(READS_PRACTICE),
    "leaders/papers/documents/<int:paper>/": Row(READS_PRACTICE),
    "leaders/<int:leader>/": Row(READS_PRACTICE),
    "leaders/<int:leader>/designate/": Row(KEEPS_LEADERS),
    "leaders/<int:leader>/designations/<int:designation>/end/": Row(KEEPS_LEADERS),
    "leaders/<int:leader>/designations/<int:designation>/review/": Row(JUDGES_LEADERS),
    "leaders/<int:leader>/days/": Row(KEEPS_LEADERS | {"system_leader"}),
    "leaders/<int:leader>/release/": Row(KEEPS_LEADERS | {"headteacher"}),
    "leaders/<int:leader>/needs/": Row(KEEPS_LEADERS | {"system_leader"}),
    "leaders/<int:leader>/needs/<int:learning>/": Row(KEEPS_LEADERS | {"system_leader"}),
    "leaders/<int:leader>/accept/<int:protocol>/": Row(frozenset({"system_leader"})),
    "leaders/<int:leader>/portrait/": Row(frozenset({"system_leader"})),
    "leaders/<int:leader>/portrait/<slug:name>/": Row(JUDGES_LEADERS),
    "schools/<int:urn>/system-leaders/": Row(READS_PRACTICE),
    "services/": Row(READS_SERVICES),
    "services/add/": Row(SELLS),
    "services/orders/": Row(DELIVERS | {"ssa"}),
    "services/orders/<int:service_order>/": Row(READS_OWN_SERVICES),
    "services/orders/<int:service_order>/<slug:move>/": Row(SELLS),
    "services/bookings/<int:adviser_day>/<slug:move>/": Row(ORDERS),
    "services/ledger/<int:day_row>/correct/": Row(SELLS),
    "services/charges/": Row(SELLS),
    "services/charges/places/": Row(EVERYBODY, 405, 405),
    "services/charges/export/": Row(EVERYBODY, 405, 405),
    "services/charges/batches/<int:charge_batch>.csv": Row(SELLS),
    "services/charges/<int:charge>/credit/": Row(SELLS),
    "services/days/": Row(SEES_SPENDING),
    "services/days/plan/": Row(SELLS),
    "services/days/allocate/": Row(SELLS),
    "services/priorities/": Row(SEES_SPENDING),
    "services/priorities/review/": Row(SELLS),
    "services/forum/": Row(SEES_TOTALS),
    "services/forum/report.csv": Row(SEES_TOTALS),
    "services/bulletins/": Row(READS_SERVICES),
    "services/bulletins/send/": Row(SELLS),
    "services/bulletins/<int:bulletin>/": Row(READS_SERVICES),
    "services/bulletins/<int:bulletin>/read/": Row(EVERYBODY, 405, 405),
    "services/<int:service>/": Row(READS_SERVICES),
    "services/<int:service>/change/": Row(SELLS),
    "services/<int:service>/value/": Row(SELLS),
    "schools/<int:urn>/services/": Row(READS_OWN_SERVICES),
    "schools/<int:urn>/services/book/": Row(DELIVERS | ORDERS),
    "schools/<int:urn>/services/use/": Row(DELIVERS),
    "schools/<int:urn>/services/days/": Row(SELLS),
    "schools/<int:urn>/services/<int:service>/order/": Row(ORDERS),
    "early-warning/": Row(NAMES),
    "early-warning/<slug:indicator>/": Row(NAMES),
    "home/": Row(EVERYBODY, 200, SAME),
    "how-schools-are-judged/": Row(CRITERIA),
    "how-schools-are-judged/<slug:audience>/": Row(CRITERIA),
    "how-schools-are-judged/atrs/": Row(CRITERIA),
    "interests/": Row(KEEPS | {"auditor"}),
    "interests/<int:interest>/end/": Row(KEEPS),
    "overview/": Row(WHOLE),
    "overview/map/": Row(READS),
    "people/": Row(ADMINISTERS),
    "people/<int:person>/": Row(ADMINISTERS),
    "people/add/": Row(ADMINISTERS),
    "people/allocation/": Row(ALLOCATES),
    "people/posts/<int:post>/end/": Row(ADMINISTERS),
    "register/": Row(LEVELS),
    "register/close-term/": Row(OFFICER),
    "register/editions/<str:authority>/<int:edition>/": Row(LEVELS),
    "runs/": Row(WHOLE, 200, SAME),
    "runs/<int:run_id>/": Row(READS),
    "runs/new/": Row(OFFICER, 200, SAME),
    "schools/": Row(READS),
    "schools/<int:urn>/": Row(THE_SCHOOL),
    "schools/<int:urn>/case/": Row(THE_SCHOOL),
    "schools/<int:urn>/case/<slug:name>/": Row(IDENTIFIES),
    "schools/<int:urn>/before-the-visit/": Row(THE_SCHOOL),
    "schools/<int:urn>/circumstances/": Row(THE_SCHOOL),
    "schools/<int:urn>/circumstances/<int:circumstance>/": Row(THE_SCHOOL),
    "schools/<int:urn>/circumstances/<int:circumstance>/end/": Row(JUDGES | ANSWERS),
    "schools/<int:urn>/circumstances/record/": Row(JUDGES | ANSWERS),
    "schools/<int:urn>/gaps/": Row(THE_SCHOOL),
    "schools/<int:urn>/how-judged/": Row(THE_SCHOOL),
    "schools/<int:urn>/indicators/": Row(THE_SCHOOL),
    "schools/<int:urn>/intelligence/": Row(THE_SCHOOL),
    "schools/<int:urn>/intelligence/<int:entry>/bear-out/": Row(LOGS),
    "schools/<int:urn>/intelligence/log/": Row(LOGS),
    "schools/<int:urn>/intelligence/review/": Row(JUDGES),
    "schools/<int:urn>/judged-by-people/": Row(THE_SCHOOL),
    "schools/<int:urn>/judgements/": Row(THE_SCHOOL),
    "schools/<int:urn>/judgements/<int:judgement>/": Row(THE_SCHOOL),
    "schools/<int:urn>/judgements/<int:judgement>/answer/": Row(ANSWERS),
    "schools/<int:urn>/judgements/record/": Row(JUDGES),
    "schools/<int:urn>/interest/": Row(THE_SCHOOL),
    "schools/<int:urn>/level/": Row(THE_SCHOOL | LEVEL_ALONE),
    "schools/<int:urn>/level/<slug:name>/": Row(PROPOSES),
    "schools/<int:urn>/where-we-are/": Row(THE_SCHOOL),
    "schools/<int:urn>/own-set/": Row(THE_SCHOOL),
    "schools/<int:urn>/self-evaluation/": Row(THE_SCHOOL),
    "schools/<int:urn>/self-evaluation/<int:year>/<int:revision>/": Row(THE_SCHOOL),
    "schools/<int:urn>/self-evaluation/comment/": Row(JUDGES),
    "schools/<int:urn>/self-evaluation/write/": Row(frozenset({"headteacher"})),
    "schools/<int:urn>/readings/": Row(frozenset({"pa", "auditor"})),
    "schools/<int:urn>/record/": Row(RECORDS),
    "schools/<int:urn>/record/export/": Row(RECORDS),
    "schools/<int:urn>/plan/": Row(THE_SCHOOL | LEVEL_ALONE),
    "schools/<int:urn>/plan/<slug:name>/": Row(COMMENTS),
    "schools/<int:urn>/plan/conditions/<int:number>/": Row(WRITES),
    "schools/<int:urn>/plan/conditions/<int:number>/drop/": Row(WRITES),
    "schools/<int:urn>/plan/conditions/new/": Row(WRITES),
    "schools/<int:urn>/plan/objectives/<int:number>/": Row(WRITES),
    "schools/<int:urn>/plan/objectives/<int:number>/<slug:name>/": Row(frozenset({"headteacher", "chair"})),
    "schools/<int:urn>/plan/objectives/new/": Row(WRITES),
    "schools/<int:urn>/plan/versions/<int:number>/": Row(THE_SCHOOL | LEVEL_ALONE),
    "schools/<int:urn>/plan/versions/<int:number>/changes/": Row(THE_SCHOOL | LEVEL_ALONE, 404),
    "schools/<int:urn>/plan/versions/<int:number>/paper/": Row(THE_SCHOOL | LEVEL_ALONE),
    "plans/": Row(NAMES),
    "plans/export/": Row(NAMES),
    "schools/<int:urn>/similar/": Row(THE_SCHOOL),
    "schools/<int:urn>/inspections/": Row(THE_SCHOOL),
    "schools/<int:urn>/inspections/<int:inspection>/": Row(THE_SCHOOL),
    "schools/<int:urn>/inspections/<int:inspection>/<slug:name>/": Row(WRITES),
    "schools/<int:urn>/inspections/<int:inspection>/steps/<int:number>/": Row(WRITES),
    "schools/<int:urn>/inspections/notify/": Row(PROPOSES),
    "schools/<int:urn>/visits/": Row(THE_SCHOOL),
    "schools/<int:urn>/visits/<int:visit>/": Row(THE_SCHOOL),
    "schools/<int:urn>/visits/<int:visit>/<slug:name>/": Row(frozenset({"headteacher"})),
    "schools/<int:urn>/visits/<int:visit>/brief/": Row(THE_SCHOOL),
    "schools/<int:urn>/visits/<int:visit>/note/": Row(WRITES_NOTES),
    "schools/<int:urn>/visits/<int:visit>/note/<int:revision>/": Row(THE_SCHOOL),
    "schools/<int:urn>/visits/book/": Row(PROPOSES),
    "visits/": Row(NAMES, 200, SAME),
    "schools/<int:urn>/source/<slug:release>/<int:row>/": Row(THE_SCHOOL, 404),
    "schools/chase/": Row(NAMES),
    "schools/export/": Row(NAMES),
    "schools/remove-list/": Row(EVERYBODY, 302, 302),
    "schools/save-list/": Row(NAMES),
    "schools/watch/": Row(EVERYBODY, 302, 302),
    "search/": Row(LEVELS, 200, SAME),
    "soft-intelligence/": Row(JUDGES | {"ssa"}, 200, SAME),
    "terms/": Row(NAMES),
    "terms/closed/": Row(OFFICER),
    "terms/closed/open-again/": Row(EVERYBODY, 405, 405),
    "terms/dates.csv": Row(NAMES),
    "terms/import/": Row(OFFICER),
    "terms/inset/": Row(EVERYBODY, 405, 405),
    "schools/<int:urn>/task-group/": Row(GROUP),
    "schools/<int:urn>/task-group/<slug:name>/": Row(CHAIRS),
    "schools/<int:urn>/task-group/items/<int:item>/": Row(THE_SCHOOL & WRITES_OR_ANSWERS, 409),
    "schools/<int:urn>/task-group/meetings/<int:number>/": Row(GROUP),
    "schools/<int:urn>/task-group/meetings/<int:number>/<slug:name>/": Row(THE_SCHOOL & MARKS),
    "task-groups/": Row(FOLLOWS | {"sia", "spa", "ssa", "executive_member"}, 200, SAME),
    "task-groups/invitations/": Row(EVERYBODY, 200, SAME),
    "notices-and-concerns/": Row(CRITERIA - SUPPORTS - {"forum_member"}),
    "schools/<int:urn>/notices/": Row(THE_SCHOOL | LEVEL_ALONE),
    "schools/<int:urn>/notices/consider/": Row(WRITES),
    "schools/<int:urn>/notices/secretary/": Row(WRITES),
    "schools/<int:urn>/notices/secretary/<int:number>/end/": Row(WRITES),
    "schools/<int:urn>/notices/<int:notice>/": Row(LOGS | {"auditor"}),  # it is not given yet
    "schools/<int:urn>/notices/<int:notice>/paper/": Row(LOGS | {"auditor"}),
    "schools/<int:urn>/notices/<int:notice>/<slug:name>/": Row(WRITES),
    "schools/<int:urn>/challenges/send/": Row(WRITES),
    "schools/<int:urn>/challenges/<int:challenge>/": Row(THE_SCHOOL | LEVEL_ALONE),
    "schools/<int:urn>/challenges/<int:challenge>/<slug:name>/": Row(ANSWERS),
    "schools/<int:urn>/concerns/": Row(FOLLOWS | {"spa"}),
    "schools/<int:urn>/concerns/note/": Row(WRITES | {"sitl"}),
    "schools/<int:urn>/concerns/<int:concern>/": Row(FOLLOWS | {"spa"}),
    "schools/<int:urn>/concerns/<int:concern>/letters/<int:number>/": Row(FOLLOWS | {"spa"}),
    "schools/<int:urn>/concerns/<int:concern>/<slug:name>/": Row(WRITES | {"sitl"}),
    "terms/schools/<int:urn>/": Row(THE_SCHOOL),
    "terms/schools/<int:urn>/closed/": Row(OFFICER),
    "terms/schools/<int:urn>/closed/open-again/": Row(EVERYBODY, 405, 405),
    "terms/schools/<int:urn>/years/<int:year>/": Row(OFFICER),
    "terms/schools/<int:urn>/years/<int:year>/take-back/": Row(EVERYBODY, 405, 405),
    "terms/years/<int:year>/": Row(OFFICER),
    "terms/years/<int:year>/take-back/": Row(EVERYBODY, 405, 405),
    "what-if/": Row(TRIES),
    "what-if/drafts/": Row(TRIES, 200, SAME),
    "what-if/drafts/<int:draft_id>/": Row(TRIES),
    "what-if/drafts/<int:draft_id>/propose/": Row(EVERYBODY, 405, 405),
    "what-if/keep/": Row(EVERYBODY, 405, 405),
    "what-if/schools/<int:urn>/": Row(THE_SCHOOL & TRIES, 503),
}
TABLE |= {pattern: Row(*row) for pattern, row in document_addresses.ROWS.items()}
# What these need in the address beside the authority
ASKED = {
    "compare/": f"urn={builders.BEECH}&urn={builders.OAK}",
    "schools/export/": "format=csv",
    "search/": "q=parents+hall+beech+oak+juniper",
    "schools/<int:urn>/record/export/": "format=csv",
}
# What parts of an address are, where they are not those of the others
PARTS = {
    **document_addresses.PARTS,
    "schools/<int:urn>/case/<slug:name>/": {"name": "identify"},
    "schools/<int:urn>/plan/<slug:name>/": {"name": "comment"},
    "schools/<int:urn>/visits/<int:visit>/<slug:name>/": {"name": "correct"},
    "schools/<int:urn>/visits/<int:visit>/note/<int:revision>/": {"revision": 2},
    "schools/<int:urn>/inspections/<int:inspection>/<slug:name>/": {"name": "close"},
    "schools/<int:urn>/plan/objectives/<int:number>/<slug:name>/": {"name": "done"},
    "schools/<int:urn>/task-group/<slug:name>/": {"name": "call"},
    "schools/<int:urn>/task-group/meetings/<int:number>/<slug:name>/": {"name": "paper"},
    "schools/<int:urn>/challenges/<int:challenge>/<slug:name>/": {"name": "answer"},
    "good-practice/<int:practice>/<slug:name>/": {"name": "refresh"},
    "support/brokered/<int:brokered>/step/<slug:name>/": {"name": "complete"},
    "providers/<int:supporter>/<slug:name>/": {"name": "suspend"},
    "leaders/<int:leader>/portrait/<slug:name>/": {"name": "refresh"},
    "services/orders/<int:service_order>/<slug:move>/": {"move": "confirm"},
    "services/bookings/<int:adviser_day>/<slug:move>/": {"move": "cancel"},
    "schools/<int:urn>/notices/<int:notice>/<slug:name>/": {"name": "check"},
    "schools/<int:urn>/concerns/": {"urn": builders.ACADEMY},
    "schools/<int:urn>/concerns/note/": {"urn": builders.ACADEMY},
    "schools/<int:urn>/concerns/<int:concern>/": {"urn": builders.ACADEMY},
    "schools/<int:urn>/concerns/<int:concern>/letters/<int:number>/": {"urn": builders.ACADEMY, "number": 3},
    "schools/<int:urn>/concerns/<int:concern>/<slug:name>/": {"urn": builders.ACADEMY, "name": "reply"},
}
