/** Hands a file to the person at the browser. */
export function save(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // Some browsers begin reading only after the click has been handled.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
