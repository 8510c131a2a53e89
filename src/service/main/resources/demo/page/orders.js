/** The unsigned orders of the page: what was ordered by hand, and what accepted suggestions made of it. */

import { words } from './ehr.js';

const keyOf = (resource) => `${resource.resourceType}/${resource.id}`;

export class Orders {
  #drafts = [];
  #signed = [];
  #numbers = 0;

  get drafts() {
    return [...this.#drafts];
  }

  get signed() {
    return [...this.#signed];
  }

  /** The context's draftOrders. */
  bundle() {
    return {
      resourceType: 'Bundle',
      type: 'collection',
      entry: this.#drafts.map(({ resource }) => ({ resource })),
    };
  }

  /** Drafts an order by hand and gives its Type/id. */
  draft(patientId, requester, authoredOn, content) {
    const resource = {
      resourceType: 'ServiceRequest',
      id: this.#newId(),
      status: 'draft',
      intent: 'order',
      subject: { reference: `Patient/${patientId}` },
      authoredOn,
      requester: { reference: requester },
      ...content,
    };
    this.#drafts.push({ resource });
    return keyOf(resource);
  }

  remove(key) {
    this.#drafts = this.#drafts.filter(({ resource }) => keyOf(resource) !== key);
  }

  /** Carries out the actions of an accepted suggestion, all of them: delete, create, update (2.0.1, Action). */
  apply(actions) {
    const of = (type) => actions.filter((action) => action.type === type);
    of('delete').forEach((action) => this.remove(action.resourceId ?? keyOf(action.resource ?? {})));
    of('create').forEach(({ resource }) => {
      const taken = this.#drafts.some((draft) => keyOf(draft.resource) === keyOf(resource));
      this.#drafts.push({ resource: { ...resource, id: taken || !resource.id ? this.#newId() : resource.id }, by: 'added' });
    });
    of('update').forEach(({ resource }) => {
      const place = this.#drafts.findIndex((draft) => keyOf(draft.resource) === keyOf(resource));
      this.#drafts.splice(place < 0 ? this.#drafts.length : place, place < 0 ? 0 : 1, { resource, by: 'changed' });
    });
  }

  sign() {
    this.#signed.push(...this.#drafts);
    this.#drafts = [];
  }

  #newId() {
    this.#numbers += 1;
    return `order-${this.#numbers}`;
  }
}

/** A Task has one reason where a ServiceRequest has a list. */
const list = (value) => (value === undefined ? [] : [value].flat());

/**
 * An order in words: its title, a few lines on urgency, for whom and why, and what is shown on demand: the note, and which
 * parts of the record it refers to.
 */
export function described({ resource }) {
  const performers = list(resource.performerType).map(words);
  const reasons = list(resource.reasonCode).map(words);
  const evidence = [...list(resource.supportingInfo), ...list(resource.input).map((input) => input.valueReference)]
    .map((reference) => reference?.display ?? reference?.reference)
    .filter((reference) => reference);
  const lines = {
    Priority: resource.priority === 'routine' ? '' : resource.priority,
    For: performers.join(', '),
    Reason: reasons.join('; '),
  };
  return {
    key: keyOf(resource),
    title: words(resource.code) || resource.description || resource.resourceType,
    lines: Object.entries(lines)
      .filter(([, text]) => text)
      .map(([name, text]) => `${name}: ${text}`),
    more: [
      ...list(resource.note).map((note) => note.text),
      ...(evidence.length ? [`Refers to ${evidence.join(', ')}`] : []),
    ],
  };
}
