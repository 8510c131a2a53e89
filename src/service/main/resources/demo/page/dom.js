/** Builds elements; text is set as text, never as HTML. */

/**
 * @param {string} tag
 * @param {Object<string, *>} attributes by name; a function is a listener, undefined and false are left out
 * @param {...(Node|string|undefined|false)} children what is not there is left out
 */
export function element(tag, attributes = {}, ...children) {
  const built = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') {
      built.addEventListener(name, value);
    } else if (value === true) {
      built.setAttribute(name, '');
    } else if (value !== undefined && value !== false) {
      built.setAttribute(name, value);
    }
  }
  built.append(...children.filter((child) => child !== undefined && child !== false && child !== ''));
  return built;
}

export const byId = (id) => document.getElementById(id);

/** 2 March 2026, from 2026-03-02; what is less than a day is shown as it is. */
export function day(date) {
  return /^\d{4}-\d{2}-\d{2}/.test(date ?? '')
    ? new Date(`${date.slice(0, 10)}T00:00:00Z`).toLocaleDateString('en-GB', {
        day: 'numeric',
        month: 'short',
        year: 'numeric',
        timeZone: 'UTC',
      })
    : (date ?? '');
}
