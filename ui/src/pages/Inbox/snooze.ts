// Until when something is put off, as people say it. Only what is still to come.

export type Snooze = { name: 'later' | 'evening' | 'tomorrow' | 'monday' | 'week'; at: Date };

export function choices(now: Date = new Date()): Snooze[] {
  const on = (days: number, hour: number): Date => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);
  const monday = ((8 - now.getDay()) % 7) || 7;
  const later = new Date(now.getFullYear(), now.getMonth(), now.getDate(), now.getHours() + 3);
  return [
    { name: 'later' as const, at: later },
    ...(now.getHours() < 16 ? [{ name: 'evening' as const, at: on(0, 18) }] : []),
    { name: 'tomorrow' as const, at: on(1, 9) },
    ...(monday > 1 ? [{ name: 'monday' as const, at: on(monday, 9) }] : []),
    { name: 'week' as const, at: on(7, 9) },
  ].filter((one, index, all) => all.findIndex((other) => other.at.getTime() === one.at.getTime()) === index);
}
