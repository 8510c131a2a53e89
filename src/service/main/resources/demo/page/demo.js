/** The sample EHR: choose a patient, see the chart, order, read the cards, and say what became of them. */

import * as card from './card.js';
import { catalogOf } from './catalog.js';
import { byId, day, element } from './dom.js';
import * as ehr from './ehr.js';
import * as hooks from './hooks.js';
import { described, Orders } from './orders.js';

const REQUESTER = 'Practitioner/dr-1';

/** The services by hook. */
let services;

/** The open chart: patientId, evaluationDate, record, orders, and the answers by hook. */
let chart;

start();

async function start() {
  await guarded(async () => {
    services = await hooks.discover();
    await listPatients();
    addEventListener('hashchange', () => guarded(navigate));
    await navigate();
  });
}

async function guarded(work) {
  byId('fault').hidden = true;
  try {
    await work();
  } catch (fault) {
    byId('fault').textContent = fault.message;
    byId('fault').hidden = false;
  }
}

async function navigate() {
  const id = location.hash.slice(1);
  byId('patients').hidden = id !== '';
  byId('chart-view').hidden = id === '';
  if (id) {
    await open(id);
  } else {
    document.title = 'Sample EHR – Spine Recurrence CDS';
    chart = undefined;
    scrollTo(0, 0);
  }
}

async function listPatients() {
  const list = await ehr.patients();
  const people = await Promise.all(list.map(({ id }) => ehr.patient(id)));
  byId('patient-list').replaceChildren(
    ...list.map(({ id, title, narrative }, index) =>
      element(
        'li',
        {},
        element(
          'a',
          { href: `#${id}`, class: 'patient panel' },
          element('strong', {}, nameOf(people[index])),
          element('span', { class: 'case' }, title),
          element('span', { class: 'muted small' }, narrative),
        ),
      ),
    ),
  );
}

const nameOf = ({ name: [{ family, given }] }) => `${family}, ${given.join(' ')}`;

// The chart

async function open(id) {
  const [call, person, record, list] = await Promise.all([
    ehr.sampleCall(id),
    ehr.patient(id),
    ehr.record(id),
    ehr.patients(),
  ]);
  if (location.hash.slice(1) !== id) {
    return;
  }
  const { evaluationDate } = call.extension['org.spinecds.explain'];
  chart = { patientId: id, evaluationDate, record, orders: new Orders(), answers: [], awaitingSignature: false };
  showBanner(
    person,
    list.find((patient) => patient.id === id),
  );
  showRecord(record);
  showCatalog();
  showOrders();
  showAnswers();
  byId('patient-name').focus({ preventScroll: true });
  scrollTo(0, 0);
  await fire('patient-view', 'On opening the chart', { patientId: id });
}

function showBanner(person, { narrative }) {
  document.title = `${nameOf(person)} – Sample EHR`;
  byId('patient-name').textContent = nameOf(person);
  const facts = {
    Born: `${day(person.birthDate)} (${ehr.ageOn(person.birthDate, chart.evaluationDate)} years)`,
    Sex: person.gender,
    Record: person.identifier[0].value,
    Today: `${day(chart.evaluationDate)} (replayed)`,
  };
  byId('patient-facts').replaceChildren(
    ...Object.entries(facts).map(([name, value]) =>
      element('div', {}, element('dt', {}, name), element('dd', {}, value)),
    ),
  );
  byId('narrative').textContent = narrative;
}

function showRecord({ conditions, procedures, plans, observations }) {
  const ofTreatment = (observation) => observation.partOf ?? observation.basedOn;
  const doses = (resource) =>
    observations
      .filter((observation) =>
        (ofTreatment(observation) ?? []).some(({ reference }) => reference === `${resource.resourceType}/${resource.id}`),
      )
      .map((observation) => `${ehr.words(observation.code)}: ${ehr.valueOf(observation)}`);
  const treatment = (resource, when) => {
    const { technique, schedule, sites } = ehr.radiotherapy(resource);
    return element(
      'li',
      {},
      element('strong', {}, `Radiotherapy ${schedule}`),
      element('span', {}, sites || 'site not recorded'),
      element('span', {}, technique),
      ...doses(resource).map((dose) => element('span', {}, dose)),
      element('span', { class: 'muted' }, when),
    );
  };
  const given = (procedure) => {
    const end = procedure.performedPeriod?.end ?? procedure.performedDateTime;
    return end ? `ended ${day(end)}` : 'end not recorded';
  };
  const planned = ({ occurrencePeriod }) => `planned${occurrencePeriod ? ` from ${day(occurrencePeriod.start)}` : ''}`;
  const proposed = plans.filter(ehr.isProposed);
  byId('chart').replaceChildren(
    part(
      'Problems',
      element(
        'ul',
        { class: 'plain' },
        ...conditions.map((condition) =>
          element(
            'li',
            {},
            element('strong', {}, ehr.words(condition.code)),
            condition.bodySite && element('span', {}, condition.bodySite.map(ehr.words).join(', ')),
          ),
        ),
      ),
    ),
    part(
      'Treatments',
      element('ul', { class: 'plain' }, ...procedures.map((procedure) => treatment(procedure, given(procedure)))),
    ),
    ...(proposed.length
      ? [part('Plans', element('ul', { class: 'plain' }, ...proposed.map((plan) => treatment(plan, planned(plan)))))]
      : []),
    part(
      'Assessments',
      element(
        'table',
        {},
        element('caption', { class: 'visually-hidden' }, 'Assessments'),
        element(
          'thead',
          { class: 'visually-hidden' },
          element('tr', {}, ...['What and when', 'Value'].map((name) => element('th', { scope: 'col' }, name))),
        ),
        element(
          'tbody',
          {},
          ...observations
            .filter((observation) => !ofTreatment(observation))
            .map((observation) =>
              element(
                'tr',
                {},
                element(
                  'th',
                  { scope: 'row' },
                  ehr.words(observation.code),
                  element('span', { class: 'muted' }, day(observation.effectiveDateTime)),
                ),
                element('td', {}, ehr.valueOf(observation)),
              ),
            ),
        ),
      ),
    ),
  );
}

const part = (title, content) => element('section', { class: 'panel' }, element('h3', {}, title), content);

// Orders

function showCatalog() {
  const entries = catalogOf(chart.record);
  const groups = [...new Set(entries.map((entry) => entry.group))];
  byId('catalog').replaceChildren(
    ...groups.map((group) =>
      element(
        'li',
        {},
        element('span', { class: 'muted small' }, group),
        ...entries
          .filter((entry) => entry.group === group)
          .map((entry) => element('button', { type: 'button', click: () => guarded(() => order(entry)) }, entry.title)),
      ),
    ),
  );
}

async function order({ title, resource }) {
  const { orders, patientId, evaluationDate } = chart;
  const selected = orders.draft(patientId, REQUESTER, evaluationDate, resource);
  ordersChanged();
  await fire('order-select', `On choosing ${title}`, {
    patientId,
    selections: [selected],
    draftOrders: orders.bundle(),
  });
}

function remove(key) {
  chart.orders.remove(key);
  chart.answers = chart.answers.filter(({ hook }) => hook === 'patient-view');
  ordersChanged();
  showAnswers();
  byId('drafts-title').focus();
}

async function sign() {
  const { orders, patientId } = chart;
  if (chart.awaitingSignature) {
    signed();
    return;
  }
  const answer = await fire('order-sign', 'Before signing', { patientId, draftOrders: orders.bundle() });
  if (answer?.cards.length) {
    chart.awaitingSignature = true;
    showOrders();
    say('Not signed yet. Read what is said before signing; then sign all the same, or change the orders.');
  } else if (answer) {
    signed();
  }
}

function signed() {
  const count = chart.orders.drafts.length;
  chart.orders.sign();
  ordersChanged();
  say(`Signed: ${count} ${count === 1 ? 'order' : 'orders'}.`);
  byId('drafts-title').focus();
}

function ordersChanged() {
  chart.awaitingSignature = false;
  showOrders();
}

function showOrders() {
  const { drafts, signed } = chart.orders;
  byId('no-drafts').hidden = drafts.length > 0;
  byId('sign').hidden = drafts.length === 0;
  byId('sign').textContent = chart.awaitingSignature ? 'Sign all the same' : 'Sign orders';
  byId('drafts').replaceChildren(...drafts.map((draft) => orderLine(draft, true)));
  byId('signed-panel').hidden = signed.length === 0;
  byId('signed').replaceChildren(...signed.map((order) => orderLine(order, false)));
}

function orderLine(order, unsigned) {
  const { key, title, lines, more } = described(order);
  return element(
    'li',
    { class: order.by },
    element(
      'div',
      { class: 'heading' },
      element('strong', {}, title),
      unsigned &&
        element(
          'button',
          { type: 'button', class: 'quiet', 'aria-label': `Remove ${title}`, click: () => remove(key) },
          'Remove',
        ),
    ),
    ...lines.map((line) => element('span', { class: 'muted small' }, line)),
    more.length > 0 &&
      element(
        'details',
        { class: 'small' },
        element('summary', {}, 'Details'),
        ...more.map((line) => element('p', { class: 'muted' }, line)),
      ),
    order.by && element('span', { class: 'badge' }, order.by === 'added' ? 'from a suggestion' : 'changed by a suggestion'),
  );
}

byId('sign').addEventListener('click', () => guarded(sign));

// Cards

/** Calls the service of a hook and shows its answer; a new answer of a service takes the place of its last. */
async function fire(hook, occasion, context) {
  const service = services[hook];
  const asked = chart;
  if (!service) {
    say(`No service for ${hook} was found.`);
    return undefined;
  }
  say('Asking for decision support …');
  const exchange = await hooks.call(service, context, asked.evaluationDate);
  if (chart !== asked) {
    return undefined;
  }
  const answer = { hook, occasion, service, exchanges: [exchange], cards: exchange.response?.cards ?? [] };
  const others = chart.answers.filter((former) => former.hook !== hook);
  others.forEach(({ shown }) => shown?.removeAttribute('open'));
  chart.answers = [answer, ...others];
  showAnswers();
  say(outcomeOf(exchange, answer.cards));
  return exchange.ok ? answer : undefined;
}

function outcomeOf({ ok, took, ...exchange }, cards) {
  if (!ok) {
    return `No decision support: ${hooks.complaint(exchange)}`;
  }
  if (!cards.length) {
    return `Nothing to say about this (${took} ms).`;
  }
  return `${cards.length} ${cards.length === 1 ? 'card' : 'cards'} in ${took} ms.`;
}

const say = (text) => {
  byId('status').textContent = text;
};

function showAnswers() {
  byId('groups').replaceChildren(...chart.answers.map((answer) => (answer.shown ??= group(answer))));
}

function group(answer) {
  const [first] = answer.exchanges;
  const count = `${answer.cards.length} ${answer.cards.length === 1 ? 'card' : 'cards'}`;
  return element(
    'details',
    { class: 'group', 'data-hook': answer.hook, open: true },
    element('summary', {}, element('h3', {}, answer.occasion), first.ok && element('span', { class: 'muted small' }, count)),
    element(
      'p',
      { class: 'wire-line muted small' },
      `${answer.hook}, answered in ${first.took} ms.`,
      element('button', { type: 'button', class: 'quiet', click: () => showWire(answer) }, 'What went over the wire'),
    ),
    ...(first.ok
      ? answer.cards.map((each) => (card.isUnderstood(each) ? shown(answer, each) : notUnderstood()))
      : [element('p', { class: 'panel warning' }, hooks.complaint(first))]),
    first.ok && !answer.cards.length && element('p', { class: 'panel muted' }, 'No card.'),
  );
}

const notUnderstood = () =>
  element('p', { class: 'panel warning' }, 'A card was not understood: its suggestions cannot be offered as it asks.');

function shown(answer, each) {
  const accepted = [];
  return card.show(each, {
    accept: (_, suggestion, row) => guarded(() => accept(answer, each, suggestion, row, accepted)),
    dismiss: (_, place) => guarded(() => dismiss(answer, each, place)),
  });
}

async function accept(answer, each, suggestion, row, accepted) {
  chart.orders.apply(suggestion.actions ?? []);
  ordersChanged();
  accepted.push(suggestion.uuid);
  const told = each.uuid && suggestion.uuid;
  const sent = told
    ? await send(answer, {
        card: each.uuid,
        outcome: 'accepted',
        acceptedSuggestions: accepted.filter((id) => id).map((id) => ({ id })),
      })
    : 'no feedback was asked for';
  row.append(element('span', { class: 'done' }, `Accepted; ${sent}.`));
  say(`Accepted: ${suggestion.label}; ${sent}.`);
}

async function dismiss(answer, each, place) {
  const override = await askWhy(each);
  if (!override) {
    return;
  }
  const { reason, comment } = override;
  const sent = await send(answer, {
    card: each.uuid,
    outcome: 'overridden',
    ...((reason || comment) && {
      overrideReason: {
        ...(reason && { reason: { code: reason.code, system: reason.system } }),
        ...(comment && { userComment: comment }),
      },
    }),
  });
  const line = element(
    'p',
    { class: 'panel dismissed', tabindex: '-1' },
    `Dismissed${reason ? ` (${reason.display})` : ''}: `,
    element('span', {}, each.summary),
    element('span', { class: 'done' }, `${sent[0].toUpperCase()}${sent.slice(1)}.`),
  );
  place.replaceWith(line);
  line.focus();
  say(`Dismissed; ${sent}.`);
}

async function send(answer, item) {
  const exchange = await hooks.feedback(answer.service, item);
  answer.exchanges.push(exchange);
  return exchange.ok ? 'feedback sent' : `feedback was not taken: ${hooks.complaint(exchange)}`;
}

/** Asks for a reason; undefined when the card is kept. */
function askWhy(each) {
  const dialog = byId('dismissal');
  const reasons = each.overrideReasons ?? [];
  byId('dismissal-card').textContent = each.summary;
  byId('comment').value = '';
  byId('reasons').hidden = reasons.length === 0;
  byId('reasons').replaceChildren(
    element('legend', {}, 'Reason'),
    ...reasons.map((reason, index) =>
      element(
        'label',
        { class: 'choice' },
        element('input', { type: 'radio', name: 'reason', value: index, required: true }),
        ` ${reason.display}`,
      ),
    ),
  );
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener(
      'close',
      () => {
        const chosen = dialog.querySelector('input[name=reason]:checked');
        resolve(
          dialog.returnValue === 'dismiss'
            ? { reason: chosen ? reasons[Number(chosen.value)] : undefined, comment: byId('comment').value.trim() }
            : undefined,
        );
      },
      { once: true },
    );
  });
}

// The wire

function showWire({ exchanges }) {
  byId('exchanges').replaceChildren(
    ...exchanges.map(({ title, line, request, status, response, took }) =>
      element(
        'section',
        {},
        element('h3', {}, title),
        element('p', {}, element('code', {}, line), ` answered ${status} in ${took} ms`),
        element('h4', {}, 'Request'),
        json(request, `Request: ${title}`),
        element('h4', {}, 'Response'),
        response === undefined ? element('p', { class: 'muted' }, 'No body.') : json(response, `Response: ${title}`),
      ),
    ),
  );
  byId('wire').showModal();
}

const json = (value, name) =>
  element('pre', { tabindex: '0', role: 'region', 'aria-label': name }, JSON.stringify(value, null, 2));
