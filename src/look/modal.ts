import { untrack } from 'svelte'

/**
 * Opens a dialog over the page. When it goes, focus goes back to where it was: the browser does so only for a dialog
 * that is closed before it leaves the page.
 */
export function modal(dialog: HTMLDialogElement): () => void {
  const before = document.activeElement
  untrack(() => dialog.showModal()) // what loses the focus tells others, who read state that is not the dialog's
  return () => {
    dialog.close()
    if (before instanceof HTMLElement && document.activeElement === document.body) before.focus()
  }
}
