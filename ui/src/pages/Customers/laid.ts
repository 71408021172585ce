// How the map of customers and who moved are laid out: lines, columns, and what stands where they meet.
import type { Cell, CustomerMap, Shift, Side } from './customers';

/** The class of whom nothing is known. */
export const UNKNOWN = '';

/** The classes of an axis in their order; what nobody knows stands last. */
export function classes(side: Side): string[] {
  const names = side.classes.map((one) => one.name);
  return [...names.filter((name) => name !== UNKNOWN), ...names.filter((name) => name === UNKNOWN)];
}

export type Group = { segment: string; value: string; cells: (Cell | null)[] };

/** Lines of segment and value that somebody is in, with a field for each lifecycle. */
export function grid(map: CustomerMap): { columns: string[]; groups: Group[] } {
  const columns = classes(map.lifecycle).filter((lifecycle) => map.cells.some((cell) => cell.lifecycle === lifecycle && cell.customers > 0));
  const find = (segment: string, value: string, lifecycle: string): Cell | null => map.cells.find((cell) => cell.segment === segment && cell.value === value && cell.lifecycle === lifecycle && cell.customers > 0) ?? null;
  const groups = classes(map.segment).flatMap((segment) => classes(map.value).map((value) => ({ segment, value, cells: columns.map((lifecycle) => find(segment, value, lifecycle)) })));
  return { columns, groups: groups.filter((group) => group.cells.some(Boolean)) };
}

export type Moved = { from: string | null; all: number; to: (Shift | null)[] };

/** From which class to which: a line for each class of then, those who were not known yet last. */
export function moves(side: Side): { columns: string[]; lines: Moved[] } {
  const shifts = side.shifts ?? [];
  const columns = classes(side).filter((name) => shifts.some((shift) => shift.to === name));
  const lines = [...classes(side), null].map((from) => {
    const some = shifts.filter((shift) => (shift.from ?? null) === from);
    return { from, all: some.reduce((sum, shift) => sum + shift.customers, 0), to: columns.map((to) => some.find((shift) => shift.to === to) ?? null) };
  });
  return { columns, lines: lines.filter((line) => line.all > 0) };
}

/** How many moved from a class to another, and of how many who were known then. */
export function movers(side: Side): { moved: number; all: number } {
  const known = (side.shifts ?? []).filter((shift) => typeof shift.from === 'string');
  const count = (some: Shift[]): number => some.reduce((sum, shift) => sum + shift.customers, 0);
  return { moved: count(known.filter((shift) => shift.from !== shift.to)), all: count(known) };
}
