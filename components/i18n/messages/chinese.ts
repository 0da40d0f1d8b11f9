import type { Messages } from './english';
import account from './zh/account.json';
import apiReference from './zh/api-reference.json';
import applications from './zh/applications.json';
import audit from './zh/audit.json';
import auth from './zh/auth.json';
import checkpoints from './zh/checkpoints.json';
import datasets from './zh/datasets.json';
import errors from './zh/errors.json';
import evaluations from './zh/evaluations.json';
import firstRun from './zh/first-run.json';
import indexes from './zh/indexes.json';
import jobs from './zh/jobs.json';
import judging from './zh/judging.json';
import keys from './zh/keys.json';
import overview from './zh/overview.json';
import playground from './zh/playground.json';
import releases from './zh/releases.json';
import report from './zh/report.json';
import shell from './zh/shell.json';
import stageGrid from './zh/stage-grid.json';
import studies from './zh/studies.json';
import training from './zh/training.json';
import ui from './zh/ui.json';
import users from './zh/users.json';

/** All Simplified Chinese messages; the type makes a missing one a compile error. */
export const chinese: Messages = {
  account,
  apiReference,
  applications,
  audit,
  auth,
  checkpoints,
  datasets,
  errors,
  evaluations,
  firstRun,
  indexes,
  jobs,
  judging,
  keys,
  overview,
  playground,
  releases,
  report,
  shell,
  studies,
  training,
  stageGrid,
  ui,
  users,
};
