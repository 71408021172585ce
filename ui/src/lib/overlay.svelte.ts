// Dialogs that lie over the page, the last on top. The page stands still behind them, and does not shift.

let open = $state.raw<HTMLDialogElement[]>([]);

export const overlay = {
  get top(): HTMLDialogElement | undefined {
    return open.at(-1);
  },
  show(dialog: HTMLDialogElement): void {
    const root = document.documentElement;
    // While the page stands still, nothing is kept free for its scrollbar.
    if (!open.length) root.style.setProperty('--gutter', `${innerWidth - root.clientWidth}px`);
    dialog.showModal();
    open = [...open.filter((one) => one !== dialog), dialog];
  },
  /** It was closed, or went with its page. */
  gone(dialog: HTMLDialogElement | undefined): void {
    if (dialog && open.includes(dialog)) open = open.filter((one) => one !== dialog);
  },
};
