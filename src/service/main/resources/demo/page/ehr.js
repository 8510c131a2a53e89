/** The sample EHR's own data: its patients, and a patient's record over FHIR. */

const FHIR = '/sample-ehr/fhir';

export const fhirServer = new URL(FHIR, document.baseURI).href;

async function json(address) {
  const answer = await fetch(address, { headers: { Accept: 'application/json' } });
  if (!answer.ok) {
    throw new Error(`The sample EHR did not answer (${answer.status}).`);
  }
  return answer.json();
}

export const patients = () => json('/sample-ehr/requests');

export const sampleCall = (id) => json(`/sample-ehr/requests/${id}`);

export const patient = (id) => json(`${FHIR}/Patient/${id}`);

/** All resources of a type, page after page. */
async function all(type, id) {
  const found = [];
  let next = `${FHIR}/${type}?patient=${id}`;
  while (next) {
    const page = await json(next);
    found.push(...(page.entry ?? []).map((entry) => entry.resource));
    next = page.link?.find((link) => link.relation === 'next')?.url;
  }
  return found;
}

/** What the chart shows of a patient. */
export async function record(id) {
  const [conditions, procedures, plans, observations] = await Promise.all(
    ['Condition', 'Procedure', 'ServiceRequest', 'Observation'].map((type) => all(type, id)),
  );
  return { conditions, procedures, plans, observations };
}

/** The words of a CodeableConcept. */
export function words(concept) {
  return concept?.text ?? concept?.coding?.find((coding) => coding.display)?.display ?? concept?.coding?.[0]?.code ?? '';
}

const UNITS = { '{score}': '', mo: 'months', Gy: 'Gy', cGy: 'cGy' };

function quantity(value) {
  const unit = UNITS[value.code] ?? value.unit ?? value.code ?? '';
  return `${value.comparator ?? ''}${value.value} ${unit}`.trim();
}

/** The value of an Observation as it is recorded. */
export function valueOf(observation) {
  if (observation.valueQuantity) {
    return quantity(observation.valueQuantity);
  }
  if (observation.valueCodeableConcept) {
    return words(observation.valueCodeableConcept);
  }
  if (observation.valueBoolean !== undefined) {
    return observation.valueBoolean ? 'yes' : 'no';
  }
  return String(observation.valueInteger ?? observation.valueString ?? observation.valueDateTime ?? 'not given');
}

const extensions = (element, name) => (element.extension ?? []).filter((found) => found.url.endsWith(name));

/** A course or a plan of radiotherapy in words: technique, dose, fractions, all as recorded. */
export function radiotherapy(resource) {
  const technique = extensions(resource, 'modality-and-technique')
    .flatMap((both) => extensions(both, 'radiotherapy-technique'))
    .map((found) => words(found.valueCodeableConcept))[0];
  const doses = [...extensions(resource, 'dose-delivered-to-volume'), ...extensions(resource, 'dose-planned-to-volume')];
  const schedule = doses.map((dose) => {
    const total = extensions(dose, 'totalDoseDelivered')[0] ?? extensions(dose, 'totalDose')[0];
    const fractions = extensions(dose, 'fractionsDelivered')[0] ?? extensions(dose, 'fractions')[0];
    const count = fractions?.valueUnsignedInt ?? fractions?.valuePositiveInt;
    return [
      total ? quantity(total.valueQuantity) : 'dose not recorded',
      count === undefined ? 'fractions not recorded' : `${count} ${count === 1 ? 'fraction' : 'fractions'}`,
    ].join(' in ');
  });
  return {
    technique: technique ?? 'technique not recorded',
    schedule: schedule.length ? schedule.join(' and ') : 'dose not recorded',
    sites: (resource.bodySite ?? []).map(words).join(', '),
  };
}

/** A plan that is still to be given. */
export const isProposed = (plan) => plan.status === 'active' && plan.intent === 'filler-order';

/** Full years on a day. */
export function ageOn(birthDate, date) {
  const [year, month, dayOfMonth] = birthDate.split('-').map(Number);
  const [onYear, onMonth, onDay] = date.split('-').map(Number);
  const before = onMonth < month || (onMonth === month && onDay < dayOfMonth);
  return onYear - year - (before ? 1 : 0);
}
