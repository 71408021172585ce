// Counts what was published or restored here, so that what shows it asks again: an undo works from any page.
let count = $state(0);

export const changed = {
  get count(): number {
    return count;
  },
  tell(): void {
    count += 1;
  },
};
