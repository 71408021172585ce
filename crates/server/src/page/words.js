// Every word of the page, Dutch and English side by side.

const WORDS = {
  skip: ['Naar de stroom', 'To the stream'],
  send: ['Stuur een gebeurtenis', 'Send an event'],
  sendShort: ['Stuur', 'Send'],
  close: ['Sluiten', 'Close'],
  language: ['Taal', 'Language'],
  theme: ['Licht of donker', 'Light or dark'],
  themeNow: ['Thema: {0}', 'Theme: {0}'],
  themeAuto: ['van het systeem', 'the system’s'],
  themeLight: ['licht', 'light'],
  themeDark: ['donker', 'dark'],
  panes: ['Delen van de pagina', 'Parts of the page'],
  ladder: ['Ladder', 'Ladder'],

  period: ['Periode', 'Period'],
  today: ['Vandaag', 'Today'],
  week: ['7 dagen', '7 days'],
  all: ['Alles', 'All'],
  level1: ['Preventief', 'Prevent'],
  level2: ['Proactief', 'Proactive'],
  level3: ['Selfservice', 'Self-service'],
  level4: ['Persoonlijk digitaal', 'Digital'],
  level5: ['Persoonlijk niet-digitaal', 'Personal'],
  level0: ['Webcare', 'Webcare'],
  meaning1: ['oorzaak laten herstellen', 'cause repaired'],
  meaning2: ['klant op tijd bericht', 'customer told in time'],
  meaning3: ['bij contact als eerste aangeboden', 'offered first at a contact'],
  meaning4: ['bij contact als eerste aangeboden', 'offered first at a contact'],
  meaning5: ['bij contact als eerste aangeboden', 'offered first at a contact'],
  meaning0: ['contact in het openbaar', 'contact in public'],
  hatched: ['Gearceerd: zou gedaan zijn in de ingelezen geschiedenis. Vol: gedaan.', 'Hatched: would have been done in imported history. Solid: done.'],
  withheldNote: ['niet gedaan, controlegroep: {0}', 'withheld, control group: {0}'],
  inHistory: ['{0} in geschiedenis', '{0} in history'],
  stale: ['Dit zijn de cijfers van {0}; nieuwe komen niet binnen.', 'These are the figures of {0}; newer ones do not come in.'],

  contacts: ['Contacten', 'Contacts'],
  byCustomers: ['door {0} klanten', 'by {0} customers'],
  byOneCustomer: ['door 1 klant', 'by 1 customer'],
  expected: ['Tijdig voorspeld', 'Expected in time'],
  ofContacts: ['{0} van {1}', '{0} of {1}'],
  interval: ['95 %: {0}', '95%: {0}'],
  precision: ['Uitgekomen', 'Came true'],
  open: ['Open verwachtingen', 'Open expectations'],
  ofOpened: ['van {0} in deze periode', 'of {0} in this period'],
  withheld: ['Controlegroep', 'Control group'],
  ofAssigned: ['van {0} ingedeeld', 'of {0} assigned'],
  cost: ['Kosten', 'Costs'],
  ofActions: ['{0} acties', '{0} actions'],
  ofOneAction: ['1 actie', '1 action'],
  why: ['waarom?', 'why?'],
  whyContacts: ['Een contact is één keer dat een klant zelf contact zoekt over een reden. Klanten tellen één keer.', 'A contact is one approach by a customer about a reason. Customers count once.'],
  whyExpected: ['Contacten waarvoor er tijd was voor een bericht, als deel van alle contacten. Dat iets voorspeld was, zegt nog niet dat een bericht het had vermeden.', 'Contacts before which there was time for a message, as a part of all contacts. That it was expected does not say that a message would have avoided it.'],
  whyPrecision: ['Verwachtingen waar het contact ook kwam, van alle die hun tijd uitdienden. De rest was vals alarm.', 'Expectations after which the contact came, of all that ran their course. The rest were false alarms.'],
  whyOpen: ['Verwachtingen uit deze periode waarvan nog niet bekend is hoe ze eindigen.', 'Expectations of this period of which it is not known yet how they end.'],
  whyWithheld: ['Voor deze klanten is wel beslist, maar niet gehandeld. Alleen zo is te meten wat handelen verandert.', 'For these it was decided but not done. Only so can it be measured what acting changes.'],
  whyCost: ['Wat de acties kosten volgens de strategie, ook die in de geschiedenis.', 'What the actions cost by the strategy, those in history included.'],
  perReason: ['Per reden', 'Per reason'],
  reason: ['Reden', 'Reason'],
  customers: ['Klanten', 'Customers'],
  acts: ['Acties', 'Acts'],
  waits: ['Wacht', 'Waits'],
  refused: ['Mag niet', 'Refused'],
  allReasons: ['Alle redenen', 'All reasons'],
  noReasons: ['Nog niets geteld in deze periode.', 'Nothing counted in this period yet.'],
  candidates: ['Tijdig voorspeld is mogelijk vermeden, niet bewezen. “Vermeden” en “veroorzaakt” zeggen we alleen bij een vergelijking met een controlegroep.', 'Expected in time is a candidate, not a proof. “Avoided” and “caused” are only said of comparisons with a control group.'],

  live: ['Live', 'Live'],
  stream: ['Gebeurtenissen en beslissingen, nieuwste eerst', 'Events and decisions, newest first'],
  perSecond: ['{0}/s', '{0}/s'],
  perMinute: ['{0}/min', '{0}/min'],
  pause: ['Pauze', 'Pause'],
  resume: ['Verder', 'Resume'],
  show: ['Tonen', 'Show'],
  kindAll: ['Alles', 'All'],
  kindDecisions: ['Beslissingen', 'Decisions'],
  kindContacts: ['Contacten', 'Contacts'],
  kindDeliveries: ['Verzending', 'Deliveries'],
  kindEvents: ['Gebeurtenissen', 'Events'],
  filter: ['Filter op type of tekst', 'Filter by type or text'],
  newer: ['{0} nieuwe', '{0} newer'],
  nothingFits: ['Niets in de laatste {0} past bij dit filter. Nieuwe die passen verschijnen hier.', 'Nothing in the last {0} fits this filter. New ones that fit appear here.'],
  waiting: ['Verbonden. Zodra er iets gebeurt, staat het hier.', 'Connected. As soon as something happens, it stands here.'],
  lost: ['De verbinding is weg sinds {0}. We proberen het opnieuw en halen dan in wat er intussen gebeurde.', 'The connection is lost since {0}. We keep trying, and will catch up on what happened meanwhile.'],
  tryNow: ['Nu proberen', 'Try now'],

  emptyTitle: ['Nog niets binnengekomen', 'Nothing has come in yet'],
  emptyText: ['Stuur een eerste gebeurtenis: een klant met een mislukte betaling. De beslissing staat hier binnen een seconde.', 'Send a first event: a customer whose payment failed. The decision stands here within a second.'],
  sendText: ['Plak dit in een terminal. Het vertelt wie Sam is en dat een betaling mislukte; de strategie van het voorbeeld beslist er meteen over.', 'Paste this into a terminal. It says who Sam is and that a payment failed; the strategy of the example decides on it at once.'],
  keyNote: ['Zet voor SLEUTEL de schrijfsleutel die bij de eerste start getoond werd. Een nieuwe maakt u met', 'For KEY put the write key that was shown at the first start. Make another with'],
  key: ['SLEUTEL', 'KEY'],
  copy: ['Kopiëren', 'Copy'],
  copied: ['Gekopieerd', 'Copied'],

  act: ['Actie', 'Action'],
  held_out: ['Controlegroep: niet gedaan', 'Control group: withheld'],
  nothing: ['Niets doen', 'Do nothing'],
  deferred: ['Wacht', 'Waits'],
  refusedVerdict: ['Mag niet', 'Refused'],
  rowAct: ['{0}: {1}', '{0}: {1}'],
  rowHeldOut: ['{0}: {1}, niet gedaan (controlegroep)', '{0}: {1}, withheld (control group)'],
  rowNothing: ['{0}: niets doen', '{0}: do nothing'],
  rowDeferred: ['{0}: wacht, {1}', '{0}: waits, {1}'],
  rowRefused: ['{0}: mag niet, {1}', '{0}: refused, {1}'],
  rowContact: ['Contact over {0} via {1}', 'Contact about {0} by {1}'],
  rowContactExpected: ['Contact over {0} via {1}, {2} eerder verwacht', 'Contact about {0} by {1}, expected {2} before'],
  rowOpened: ['{0}: contact verwacht', '{0}: contact expected'],
  rowMet: ['{0}: verwachting uitgekomen', '{0}: expectation came true'],
  rowTooLate: ['{0}: contact kwam te snel voor een bericht', '{0}: contact came too soon for a message'],
  rowMissed: ['{0}: verwacht contact kwam niet', '{0}: expected contact did not come'],
  rowLapsed: ['{0}: verwachting vervallen', '{0}: expectation lapsed'],
  rowHeldOutArm: ['{0}: in de controlegroep', '{0}: in the control group'],
  rowTreated: ['{0}: niet in de controlegroep', '{0}: not in the control group'],
  rowIdentified: ['Klant herkend', 'Customer recognised'],
  rowPlanned: ['Klaargezet: {0}', 'Planned: {0}'],
  rowSent: ['Verzonden: {0}', 'Sent: {0}'],
  rowDelivered: ['Aangekomen: {0}', 'Delivered: {0}'],
  rowFailed: ['Niet verzonden: {0}', 'Not sent: {0}'],
  rowUnsure: ['Onzeker of verzonden: {0}', 'Unsure whether sent: {0}'],
  rowCancelled: ['Ingetrokken: {0}', 'Cancelled: {0}'],
  rowRates: ['Kansen bijgewerkt', 'Chances updated'],
  rowPublished: ['Strategie {0} gepubliceerd', 'Strategy {0} published'],
  rowQuarantined: ['Apart gezet: {0}', 'Put aside: {0}'],
  rowRoundBegun: ['Gaat naar {0} klanten', 'Goes to {0} customers'],
  rowRoundEnded: ['Was bij {0} klanten', 'Reached {0} customers'],

  meansPrevent: ['herstel door {0}', 'repair by {0}'],
  meansProactive: ['bericht via {0}', 'message by {0}'],
  meansOffer: ['{0} aanbieden', 'offer {0}'],

  barrier_condition: ['de voorwaarde geldt niet', 'its condition does not hold'],
  barrier_consent_refused: ['de klant wil dit niet', 'the customer does not want it'],
  barrier_consent_missing: ['geen toestemming gegeven', 'no consent was given'],
  barrier_unreachable: ['de klant is zo niet te bereiken', 'the customer has no address for it'],
  barrier_quiet_hours: ['stille uren', 'quiet hours'],
  barrier_budget: ['het contactbudget is op', 'the contact budget is used up'],
  barrier_value: ['het kost meer dan het oplevert', 'it costs more than it brings'],
  barrier_too_late: ['het was al voorbij', 'it was over already'],
  barrier_outranked: ['een ander was beter', 'another was better'],

  entry: ['Regel {0}', 'Entry {0}'],
  loading: ['Laden…', 'Loading…'],
  notFound: ['Regel {0} is er niet.', 'There is no entry {0}.'],
  cannotLoad: ['Dit kan nu niet geladen worden.', 'This cannot be loaded now.'],
  considered: ['Wat overwogen is', 'What was considered'],
  step: ['Stap', 'Step'],
  by: ['Waarmee', 'By what'],
  worth: ['Waard', 'Worth'],
  outcome: ['Uitkomst', 'Outcome'],
  chosen: ['gekozen', 'chosen'],
  chosenHeldOut: ['gekozen, niet gedaan', 'chosen, withheld'],
  chance: ['Kans op contact', 'Chance of contact'],
  probability: ['Kans op deze keuze', 'Chance of this choice'],
  customer: ['Klant', 'Customer'],
  about: ['Over', 'About'],
  openedAt: ['Verwacht sinds', 'Expected since'],
  until: ['Wacht tot', 'Waits until'],
  source: ['Bron', 'Source'],
  when: ['Gebeurd', 'Happened'],
  came: ['Binnengekomen', 'Came in'],
  history: ['ingelezen geschiedenis', 'imported history'],
  ledTo: ['Wat hierna kwam', 'What came of it'],
  ledBy: ['Waardoor', 'What led to it'],
  byTime: ['Geen gebeurtenis: de tijd was om.', 'No event: the time had come.'],
  fields: ['Wat er staat', 'What it says'],

  standing: ['Stand van het systeem', 'State of the system'],
  connected: ['Verbonden', 'Connected'],
  connecting: ['Verbinden…', 'Connecting…'],
  disconnected: ['Geen verbinding', 'Disconnected'],
  paused: ['Gepauzeerd', 'Paused'],
  entries: ['{0} in het logboek', '{0} in the log'],
  reaching: ['{0} klanten nog te bereiken', '{0} customers to reach'],
  behind: ['{0} nog te beslissen', '{0} to decide'],
  upToDate: ['alles beslist', 'all decided'],
  outbox: ['uitgaand:', 'outbox:'],
  outboxEmpty: ['leeg', 'empty'],
  planned: ['{0} gepland', '{0} planned'],
  sending: ['{0} onderweg', '{0} sending'],
  failed: ['{0} mislukt', '{0} failed'],
  unsure: ['{0} onzeker', '{0} unsure'],
  quarantined: ['{0} apart gezet', '{0} in quarantine'],
  isLoading: ['Klanten worden geladen; gebeurtenissen worden al aangenomen.', 'Customers are being loaded; events are taken already.'],
  diskRefuses: ['De schijf weigert: er wordt nu niets aangenomen.', 'The disk refuses: nothing is taken now.'],
};

let column = 0;
let locale = 'en-GB';

/** Speaks a language from now on: 'nl' or 'en'. */
export function speak(language) {
  column = language === 'nl' ? 0 : 1;
  locale = language === 'nl' ? 'nl-NL' : 'en-GB';
  document.documentElement.lang = language;
}

/** The language that is spoken. */
export const language = () => (column === 0 ? 'nl' : 'en');

/** A phrase, with what goes into its places. */
export function say(name, ...places) {
  const phrase = WORDS[name]?.[column] ?? name;
  return phrase.replace(/\{(\d)\}/g, (_, place) => places[place] ?? '');
}

/** What stands in the way, in words. */
export const barrier = (name) => (WORDS[`barrier_${name}`] ? say(`barrier_${name}`) : name ?? '');

const made = new Map();
function format(kind, options) {
  const key = `${locale} ${kind.name} ${JSON.stringify(options)}`;
  if (!made.has(key)) made.set(key, new kind(locale, options));
  return made.get(key);
}

/** 12,345 */
export const number = (value) => format(Intl.NumberFormat, {}).format(value ?? 0);
/** 49.5% ; a dash when there is nothing to take a share of */
export const share = (value, digits = 1) =>
  value == null ? '–' : format(Intl.NumberFormat, { style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
/** 47.4–51.6% */
export function interval(bounds) {
  if (!bounds) return '–';
  const low = format(Intl.NumberFormat, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(bounds[0] * 100);
  return `${low}–${share(bounds[1])}`;
}
/** €376.58 */
export const money = (value) => format(Intl.NumberFormat, { style: 'currency', currency: 'EUR' }).format(value ?? 0);
/** 14:05:09 */
export const clock = (at) => format(Intl.DateTimeFormat, { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(at);
/** 22 Nov 2026, 14:05:09 */
export const moment = (at) =>
  format(Intl.DateTimeFormat, { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(at);
/** 22 Nov */
export const day = (at) => format(Intl.DateTimeFormat, { day: 'numeric', month: 'short' }).format(at);

/** 45 min, 3.5 h, 2.1 d */
export function span(seconds) {
  const [value, unit] = seconds < 5400 ? [seconds / 60, 'min'] : seconds < 129600 ? [seconds / 3600, column === 0 ? 'uur' : 'h'] : [seconds / 86400, column === 0 ? 'd' : 'd'];
  return `${format(Intl.NumberFormat, { maximumFractionDigits: value < 10 && unit !== 'min' ? 1 : 0 }).format(value)} ${unit}`;
}

/** Puts words where the page asks for them: text by data-t, labels by data-label. */
export function fill(root = document) {
  for (const at of root.querySelectorAll('[data-t]')) at.textContent = say(at.dataset.t);
  for (const at of root.querySelectorAll('[data-label]')) at.setAttribute('aria-label', say(at.dataset.label));
}
