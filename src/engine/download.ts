/** A file of an engine as the build put it beside the page. */
export interface RemoteFile {
  readonly url: string
  /** bytes to be downloaded; 0 where only the server knows */
  readonly bytes: number
  /** what people call it, for messages: `SQLite`, `PostgreSQL` */
  readonly name: string
}

/** Told as bytes arrive; a total of 0 is not known. */
export type Progress = (loaded: number, total: number) => void

/** A download that failed, in a sentence for people. */
export class DownloadError extends Error {}

/** No byte for so long means that none will come, in ms. */
const patience = 10_000

/**
 * Fetches a file and gives its content, unpacked when it is gzip: hosts that know gzip unpack it in transit, others do
 * not, so that the content decides. The response claims to be WebAssembly, whatever the host said it was.
 * Throws DownloadError for everything that can go wrong on the way: no connection, an error status, a web page in the
 * file's place (the login page of a network), silence for ten seconds.
 */
export async function download(file: RemoteFile, progress: Progress, again: boolean): Promise<Response> {
  const stop = new AbortController()
  let timer = setTimeout(() => stop.abort(silence(file)), patience)
  const alive = () => {
    clearTimeout(timer)
    timer = setTimeout(() => stop.abort(silence(file)), patience)
  }
  try {
    const response = await fetch(file.url, { signal: stop.signal, ...(again ? { cache: 'reload' } : {}) })
    if (!response.ok)
      throw new DownloadError(
        `${file.name} could not be loaded: the server answered ${response.status}. Try again, or reload the page.`,
      )
    if (response.body === null) throw broken(file)
    const { headers } = response
    // the length of what the host has packed for the way says nothing about what arrives here
    const told = headers.has('content-encoding') ? 0 : Number(headers.get('content-length') ?? 0)
    const total = file.bytes || told
    const reader = response.body.getReader()
    const first = await reader.read()
    const head = first.value ?? new Uint8Array(0)
    if (looksLikePage(head))
      throw new DownloadError(
        `${file.name} could not be loaded: a web page arrived instead of the file. Your network may want you to sign in; do that, then try again.`,
      )
    let loaded = head.byteLength
    alive()
    progress(loaded, total && Math.max(total, loaded))
    const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (out) => out.enqueue(head),
      async pull(out) {
        const { done, value } = await reader.read()
        alive()
        if (done) {
          clearTimeout(timer)
          return out.close()
        }
        loaded += value.byteLength
        progress(loaded, total && Math.max(total, loaded))
        out.enqueue(value)
      },
    })
    const gzip = head[0] === 0x1f && head[1] === 0x8b
    if (gzip && typeof DecompressionStream === 'undefined')
      throw new DownloadError(
        `${file.name} could not be loaded: this browser cannot unpack compressed files. A newer browser can.`,
      )
    const content = gzip ? stream.pipeThrough(new DecompressionStream('gzip')) : stream
    return new Response(content, { headers: { 'content-type': 'application/wasm' } })
  } catch (error) {
    clearTimeout(timer)
    throw explained(file, error)
  }
}

/** Compiles while the rest is still on its way, where the browser can. */
export async function downloadModule(
  file: RemoteFile,
  progress: Progress,
  again: boolean,
): Promise<WebAssembly.Module> {
  if (typeof WebAssembly === 'undefined') {
    throw new DownloadError(
      'This browser cannot run WebAssembly, which the databases are made of. A newer browser, or one without a lockdown mode, can.',
    )
  }
  const response = await download(file, progress, again)
  try {
    if (typeof WebAssembly.compileStreaming === 'function')
      return await WebAssembly.compileStreaming(response)
    return await WebAssembly.compile(await response.arrayBuffer())
  } catch (error) {
    throw explained(file, error)
  }
}

export async function downloadBytes(
  file: RemoteFile,
  progress: Progress,
  again: boolean,
): Promise<ArrayBuffer> {
  const response = await download(file, progress, again)
  try {
    return await response.arrayBuffer()
  } catch (error) {
    throw explained(file, error)
  }
}

function explained(file: RemoteFile, error: unknown): DownloadError {
  if (error instanceof DownloadError) return error
  const name = error instanceof Error ? error.name : ''
  if (name === 'CompileError') return broken(file)
  if (name === 'TypeError' && !navigator.onLine) {
    return new DownloadError(
      `${file.name} could not be loaded: there is no connection. Try again when there is.`,
    )
  }
  return broken(file)
}

function broken(file: RemoteFile): DownloadError {
  return new DownloadError(`${file.name} could not be loaded: the file did not arrive whole. Try again.`)
}

function silence(file: RemoteFile): DownloadError {
  return new DownloadError(
    `${file.name} could not be loaded: nothing has arrived for ten seconds. Check the connection, then try again.`,
  )
}

/** HTML, or another text, where bytes were expected. */
function looksLikePage(head: Uint8Array): boolean {
  return /^\s*(<!doctype|<html|<head|<\?xml)/i.test(new TextDecoder().decode(head.subarray(0, 64)))
}
