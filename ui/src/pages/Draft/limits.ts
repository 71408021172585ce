// What a replay over a history cannot show, from what the replay itself says.
import type { Report } from '../Strategy/shapes';

export type Limit = { code: 'unreadable' | 'open' | 'absent' | 'mistyped' | 'silent' | 'noContacts'; values: Record<string, string | number> };

const SHOWN = 6;

export function limits(report: Report): Limit[] {
  const silent = report.reasons.flatMap((row) => Object.entries(row.signals_by).filter(([, count]) => count === 0).map(([signal]) => `${row.reason}/${signal}`));
  const some = silent.length > SHOWN ? `${silent.slice(0, SHOWN).join(', ')} …` : silent.join(', ');
  const all: (Limit | false)[] = [
    report.totals.contacts === 0 && { code: 'noContacts', values: {} },
    report.totals.open > 0 && { code: 'open', values: { count: report.totals.open } },
    silent.length > 0 && { code: 'silent', values: { count: silent.length, names: some } },
    report.absent > 0 && { code: 'absent', values: { count: report.absent } },
    report.mistyped > 0 && { code: 'mistyped', values: { count: report.mistyped } },
    report.unreadable > 0 && { code: 'unreadable', values: { count: report.unreadable } },
  ];
  return all.filter((limit) => limit !== false);
}
