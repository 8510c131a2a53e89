/** The CDS Hooks client: discovery, calls, feedback (2.0.1). Keeps what went over the wire, for those who want to see it. */

import { fhirServer } from './ehr.js';

const USER = 'Practitioner/dr-1';
const SERVICES = '/cds-services';

async function exchange(title, address, body) {
  const began = performance.now();
  const answer = await fetch(
    address,
    body && { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) },
  );
  const text = await answer.text();
  const took = Math.round(performance.now() - began);
  let response;
  try {
    response = text ? JSON.parse(text) : undefined;
  } catch {
    response = undefined;
  }
  return {
    title,
    line: `${body ? 'POST' : 'GET'} ${address}`,
    request: body,
    status: answer.status,
    ok: answer.ok,
    response,
    took,
  };
}

/** The services by hook, as discovery names them. */
export async function discover() {
  const found = await exchange('Discovery', SERVICES);
  if (!found.ok) {
    throw new Error(`Discovery was answered ${found.status}.`);
  }
  return Object.fromEntries(found.response.services.map((service) => [service.hook, service]));
}

/**
 * Calls a service.
 *
 * @param service as discovery names it
 * @param context of the hook, without the user
 * @param evaluationDate the day that is replayed
 */
export function call(service, context, evaluationDate) {
  return exchange(service.title, `${SERVICES}/${service.id}`, {
    hook: service.hook,
    hookInstance: crypto.randomUUID(),
    fhirServer,
    context: { userId: USER, ...context },
    extension: { 'org.spinecds.explain': { assessment: false, evaluationDate } },
  });
}

/** Sends what became of a card. */
export function feedback(service, item) {
  return exchange('Feedback', `${SERVICES}/${service.id}/feedback`, {
    feedback: [{ ...item, outcomeTimestamp: new Date().toISOString() }],
  });
}

/** The sentence of an OperationOutcome, or the status. */
export function complaint(failed) {
  return failed.response?.issue?.[0]?.diagnostics ?? `The service answered ${failed.status}.`;
}
