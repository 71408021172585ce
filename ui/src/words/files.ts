// Every file of words, one line each; their keys are typed by it.
import type account from './en/account.json';
<<<<<<< HEAD
import type barrier from './en/barrier.json';
import type channel from './en/channel.json';
import type chart from './en/chart.json';
=======
import type apiReference from './en/apiReference.json';
>>>>>>> ui-d
import type customer from './en/customer.json';
import type customers from './en/customers.json';
import type deed from './en/deed.json';
import type event from './en/event.json';
import type filter from './en/filter.json';
import type firstStrategy from './en/firstStrategy.json';
import type ladder from './en/ladder.json';
import type level from './en/level.json';
import type live from './en/live.json';
import type outbox from './en/outbox.json';
import type permission from './en/permission.json';
import type problem from './en/problem.json';
import type quadrant from './en/quadrant.json';
import type reason from './en/reason.json';
import type reasons from './en/reasons.json';
import type settings from './en/settings.json';
import type shell from './en/shell.json';
import type signIn from './en/signIn.json';
import type sources from './en/sources.json';
import type strategy from './en/strategy.json';
import type why from './en/why.json';

export type Files = {
  account: typeof account;
<<<<<<< HEAD
  barrier: typeof barrier;
  channel: typeof channel;
  chart: typeof chart;
=======
  apiReference: typeof apiReference;
>>>>>>> ui-d
  customer: typeof customer;
  customers: typeof customers;
  deed: typeof deed;
  event: typeof event;
  filter: typeof filter;
  firstStrategy: typeof firstStrategy;
  ladder: typeof ladder;
  level: typeof level;
  live: typeof live;
  outbox: typeof outbox;
  permission: typeof permission;
  problem: typeof problem;
  quadrant: typeof quadrant;
  reason: typeof reason;
  reasons: typeof reasons;
  settings: typeof settings;
  shell: typeof shell;
  signIn: typeof signIn;
  sources: typeof sources;
  strategy: typeof strategy;
  why: typeof why;
};
