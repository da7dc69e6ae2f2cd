/**
 * A name for a downloaded file: never a path, never hidden, nothing a file system refuses; `fallback` where nothing is
 * left. At most 100 characters before the extension.
 */
export function fileName(name: string, extension: string, fallback = 'result'): string {
  const clean = name
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}/\\:*?"<>|]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '')
  // names that Windows keeps for devices, whatever their extension
  const base = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(clean) ? `_${clean}` : clean
  return `${[...base].slice(0, 100).join('').trimEnd() || fallback}.${extension}`
}

/** Hands a file to the browser's downloads under a name made by fileName. */
export function download(name: string, file: Blob): void {
  const address = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
  // WebKit and Firefox read the blob after the click; a minute is plenty
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
