/** What can be ordered here. */

import { isProposed, radiotherapy } from './ehr.js';

const LOINC = 'http://loinc.org';
const SNOMED = 'http://snomed.info/sct';

const imaging = (title, code, display) => ({
  title,
  group: 'Imaging',
  resource: {
    category: [{ coding: [{ system: SNOMED, code: '363679005', display: 'Imaging' }] }],
    code: { coding: [{ system: LOINC, code, display }], text: title },
  },
});

const IMAGING = [
  imaging('MR spine without and with contrast', '36400-0', 'MR Spine WO and W contrast IV'),
  imaging('Chest X-ray', '30746-2', 'Portable XR Chest Views'),
];

const course = (title, plan) => ({
  title,
  group: 'Radiotherapy',
  resource: {
    category: [{ coding: [{ system: SNOMED, code: '1287742003', display: 'Radiotherapy' }] }],
    code: { coding: [{ system: SNOMED, code: '385798007', display: 'Radiation therapy care' }], text: title },
    bodySite: [{ coding: [{ system: SNOMED, code: '421060004', display: 'Structure of vertebral column' }] }],
    ...(plan && { basedOn: [{ reference: `ServiceRequest/${plan.id}` }] }),
  },
});

/** The orders offered for a patient: a plan that is on file can be ordered as it is. */
export function catalogOf({ plans }) {
  const planned = plans.filter(isProposed).map((plan) => {
    const { technique, schedule, sites } = radiotherapy(plan);
    return course(`Radiotherapy as planned: ${technique}, ${schedule}, ${sites}`, plan);
  });
  return [...IMAGING, ...planned, ...(planned.length ? [] : [course('Radiotherapy, spine')])];
}
