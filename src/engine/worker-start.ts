/** The part of Trusted Types that is needed; TypeScript's own library does not know it. */
interface TrustedTypesFactory {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): unknown }
}

let policy: { createScriptURL(url: string): unknown } | undefined

/** With Trusted Types required, only addresses of this policy start workers: it lets through nothing but own blobs. */
function trusted(url: string): string | URL {
  const factory: unknown = Reflect.get(globalThis, 'trustedTypes')
  if (!isFactory(factory)) return url
  policy ??= factory.createPolicy('tandem', {
    createScriptURL(wanted) {
      if (!wanted.startsWith(`blob:${location.origin}/`)) throw new TypeError('Only own blobs start workers.')
      return wanted
    },
  })
  // a TrustedScriptURL passes for a string wherever one is wanted
  return policy.createScriptURL(url) as string
}

function isFactory(value: unknown): value is TrustedTypesFactory {
  return typeof value === 'object' && value !== null && 'createPolicy' in value
}

/**
 * Starts a module worker from a blob that imports `url`. A worker that is loaded by its address does not inherit the
 * page's content policy when that is a meta tag; one that starts from a blob does.
 */
export function startWorker(url: string): Worker {
  const absolute = new URL(url, location.href).href
  const script = `import(${JSON.stringify(absolute)}).catch((error) => postMessage({ kind: 'broken', message: String(error) }))`
  const blob = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }))
  const worker = new Worker(trusted(blob), { type: 'module' })
  // the address is read when the worker starts; it is given back once the worker has spoken
  worker.addEventListener('message', () => URL.revokeObjectURL(blob), { once: true })
  return worker
}
