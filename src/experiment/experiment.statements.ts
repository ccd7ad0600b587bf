import type { Statement } from '../database/writer.service.js';

/** The design in force, if anybody has set one. */
export const FIND_DESIGN: Statement = {
  name: 'find_design',
  text: `SELECT experiment_id AS "experimentId", salt, groups, control, treatment, cycle
    FROM experiments ORDER BY experiment_id DESC LIMIT 1`,
};
