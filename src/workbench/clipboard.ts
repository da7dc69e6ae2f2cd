/** Text on its way to the clipboard. */

/** Bytes that a clipboard takes without trouble for the programs that read it; more goes into a file. */
export const clipboardBytes = 20_000_000

/**
 * Puts text on the clipboard; false when the browser does not allow it. The text may be a promise: the browser is asked
 * at once, while it still counts as the visitor's own doing. Rejects only with what the promise rejects with.
 */
export async function copyText(text: string | Promise<string>): Promise<boolean> {
  const made = Promise.resolve(text)
  const accepted = write(made).then(
    () => true,
    () => false,
  )
  await made
  return accepted
}

async function write(text: Promise<string>): Promise<void> {
  const { clipboard } = navigator
  if (typeof ClipboardItem === 'undefined') return clipboard.writeText(await text)
  const blob = text.then((made) => new Blob([made], { type: 'text/plain' }))
  await clipboard.write([new ClipboardItem({ 'text/plain': blob })])
}
