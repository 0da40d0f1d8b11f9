import account from './en/account.json';
import apiReference from './en/api-reference.json';
import applications from './en/applications.json';
import audit from './en/audit.json';
import auth from './en/auth.json';
import checkpoints from './en/checkpoints.json';
import datasets from './en/datasets.json';
import errors from './en/errors.json';
import evaluations from './en/evaluations.json';
import firstRun from './en/first-run.json';
import indexes from './en/indexes.json';
import jobs from './en/jobs.json';
import judging from './en/judging.json';
import keys from './en/keys.json';
import overview from './en/overview.json';
import playground from './en/playground.json';
import releases from './en/releases.json';
import report from './en/report.json';
import shell from './en/shell.json';
import stageGrid from './en/stage-grid.json';
import studies from './en/studies.json';
import training from './en/training.json';
import ui from './en/ui.json';
import users from './en/users.json';

/** All English messages, split by feature; their shape types every `useTranslations`. */
export const english = {
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

export type Messages = typeof english;
