/** Shows one card as an EHR does (CDS Hooks 2.0.1, Card Attributes). */

import DOMPurify from '/webjars/dompurify/dist/purify.es.mjs';
import { marked } from '/webjars/marked/lib/marked.esm.js';
import { element } from './dom.js';

const WORDS = { info: 'Info', warning: 'Warning', critical: 'Critical' };

/** A client must not show a card whose suggestions it cannot offer as meant (2.0.1, selectionBehavior). */
export function isUnderstood(card) {
  return !card.suggestions?.length || ['any', 'at-most-one'].includes(card.selectionBehavior);
}

/**
 * @param {Object} card as the service sent it
 * @param {{accept: function, dismiss: function}} actions what the buttons do
 * @returns {HTMLElement}
 */
export function show(card, actions) {
  const tone = WORDS[card.indicator] ? card.indicator : 'info';
  const shown = element(
    'article',
    { class: `card panel ${tone}` },
    element('p', { class: 'badge' }, WORDS[tone]),
    element('h4', {}, card.summary),
    ...detail(card),
    suggestions(card, actions),
    links(card),
    element(
      'footer',
      {},
      element('p', { class: 'source muted small' }, 'Source: ', source(card.source)),
      card.uuid &&
        element('button', { type: 'button', class: 'quiet', click: () => actions.dismiss(card, shown) }, 'Dismiss…'),
    ),
  );
  return shown;
}

function source({ label, url }) {
  return url ? element('a', { href: url, target: '_blank', rel: 'noreferrer' }, label) : label;
}

function detail(card) {
  if (!card.detail) {
    return [];
  }
  const text = element('div', { class: 'detail' });
  text.append(DOMPurify.sanitize(marked.parse(card.detail, { gfm: true }), { RETURN_DOM_FRAGMENT: true }));
  return [text];
}

function suggestions(card, actions) {
  if (!card.suggestions?.length) {
    return undefined;
  }
  const buttons = [];
  const rows = card.suggestions.map((suggestion) => {
    const button = element(
      'button',
      {
        type: 'button',
        click: () => {
          if (button.getAttribute('aria-disabled') === 'true') {
            return;
          }
          const settled = card.selectionBehavior === 'at-most-one' ? buttons : [button];
          settled.forEach((other) => other.setAttribute('aria-disabled', 'true'));
          button.classList.add('taken');
          actions.accept(card, suggestion, row);
        },
      },
      suggestion.label,
    );
    buttons.push(button);
    const row = element(
      'li',
      {},
      button,
      suggestion.isRecommended && element('span', { class: 'recommended' }, 'Recommended'),
      element(
        'ul',
        { class: 'muted small' },
        ...(suggestion.actions ?? []).map((action) => element('li', {}, action.description ?? action.type)),
      ),
    );
    return row;
  });
  return element(
    'section',
    { class: 'suggestions', 'aria-label': 'Suggestions' },
    element('h5', {}, card.selectionBehavior === 'at-most-one' ? 'Suggestions: choose one' : 'Suggestions'),
    element('ul', { class: 'plain' }, ...rows),
  );
}

function links(card) {
  if (!card.links?.length) {
    return undefined;
  }
  return element(
    'ul',
    { class: 'plain links', 'aria-label': 'Links' },
    ...card.links.map((link) =>
      element(
        'li',
        {},
        link.type === 'absolute'
          ? element('a', { class: 'button', href: link.url, target: '_blank' }, link.label)
          : `${link.label}: a SMART app, which this sample EHR does not launch`,
      ),
    ),
  );
}
