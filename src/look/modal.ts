/**
 * Opens a dialog over the page. When it goes, focus goes back to where it was: the browser does so only for a dialog
 * that is closed before it leaves the page.
 */
export function modal(dialog: HTMLDialogElement): () => void {
  const before = document.activeElement
  dialog.showModal()
  return () => {
    dialog.close()
    if (before instanceof HTMLElement && document.activeElement === document.body) before.focus()
  }
}
